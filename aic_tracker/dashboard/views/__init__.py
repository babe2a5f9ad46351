"""The home of each role, the portfolio, a laureate at a glance, steering."""

from aic_tracker.dashboard.views import homes, overview, portfolio, season, steering
from aic_tracker.dashboard.views.blueprint import bp

__all__ = ["bp", "homes", "overview", "portfolio", "season", "steering"]
