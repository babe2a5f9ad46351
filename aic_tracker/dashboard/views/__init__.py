"""The home of each role, the portfolio, a laureate at a glance, the calendars, steering."""

from aic_tracker.dashboard.views import calendar, homes, objectives, overview, portfolio, season, steering, waiting
from aic_tracker.dashboard.views.common import bp

__all__ = ["bp", "calendar", "homes", "objectives", "overview", "portfolio", "season", "steering", "waiting"]
