"""The pages of points: the series, one point, the meeting on one screen, its end."""

from aic_tracker.checkpoints.views import closing, meeting, minutes, points, series
from aic_tracker.checkpoints.views.common import bp

__all__ = ["bp", "closing", "meeting", "minutes", "points", "series"]
