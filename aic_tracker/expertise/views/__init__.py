"""The pages of assignments, and the directory of experts."""

from aic_tracker.expertise.views import assignments, experts
from aic_tracker.expertise.views.common import bp

__all__ = ["assignments", "bp", "experts"]
