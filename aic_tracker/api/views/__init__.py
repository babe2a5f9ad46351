"""The resources that programs read and write, and the document that describes them."""

from aic_tracker.api.views import actions, laureates, objectives, support, times
from aic_tracker.api.views.common import bp

__all__ = ["actions", "bp", "laureates", "objectives", "support", "times"]
