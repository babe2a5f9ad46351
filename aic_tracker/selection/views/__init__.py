"""Selecting laureates: the calls, the applications that they received, and the juries that score them."""

from aic_tracker.selection.views import applications, calls, criteria, deliberation, juror, jury
from aic_tracker.selection.views.common import bp

__all__ = ["applications", "bp", "calls", "criteria", "deliberation", "juror", "jury"]
