"""The switch and its screen, and what is public once it is on."""

from aic_tracker.opendata.views import files, switch
from aic_tracker.opendata.views.common import bp

__all__ = ["bp", "files", "switch"]
