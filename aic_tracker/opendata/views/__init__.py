"""The switch and its screen, what is public once it is on, and what laureates agree to show there."""

from aic_tracker.opendata.views import commons, consents, files, switch
from aic_tracker.opendata.views.common import bp

__all__ = ["bp", "commons", "consents", "files", "switch"]
