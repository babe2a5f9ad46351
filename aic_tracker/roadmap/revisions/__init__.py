"""Revisions: what a roadmap said at publication and at each closed point, and what changed in between."""
