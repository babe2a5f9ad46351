"""Referent time on the screens, and from a mail without signing in."""

from aic_tracker.timesheet.views import export, from_mail, own, sheet, totals
from aic_tracker.timesheet.views.common import bp

__all__ = ["bp", "export", "from_mail", "own", "sheet", "totals"]
