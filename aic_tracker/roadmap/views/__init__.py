"""The pages of the roadmap: the whole and its priorities, the objectives, the actions, the revisions."""

from aic_tracker.roadmap.views import actions, objectives, ordering, removals, revisions, roadmaps, selection
from aic_tracker.roadmap.views.common import bp

__all__ = ["actions", "bp", "objectives", "ordering", "removals", "revisions", "roadmaps", "selection"]
