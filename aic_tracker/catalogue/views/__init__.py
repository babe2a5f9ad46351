"""The catalogue's own pages, and those by which a roadmap gives to it and takes from it."""

from aic_tracker.catalogue.views import entries, roadmaps
from aic_tracker.catalogue.views.common import bp

__all__ = ["bp", "entries", "roadmaps"]
