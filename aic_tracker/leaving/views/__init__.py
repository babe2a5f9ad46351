"""The gestures by which somebody leaves a project, or all of them."""

from aic_tracker.leaving.views import accounts, places, reassigning
from aic_tracker.leaving.views.common import bp

__all__ = ["accounts", "bp", "places", "reassigning"]
