"""The pages of the roadmap: the whole and its priorities, the objectives, the actions."""

from aic_tracker.roadmap.views import actions, objectives, roadmaps
from aic_tracker.roadmap.views.common import bp

__all__ = ["actions", "bp", "objectives", "roadmaps"]
