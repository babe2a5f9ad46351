"""Selecting laureates: the calls, and the applications that they received."""

from aic_tracker.selection.views import applications, calls, criteria
from aic_tracker.selection.views.common import bp

__all__ = ["applications", "bp", "calls", "criteria"]
