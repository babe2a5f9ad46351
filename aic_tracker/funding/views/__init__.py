"""Committees and grants, the ledger of aids, and what sponsors pledged."""

from aic_tracker.funding.views import committees, grants, ledger, pledges
from aic_tracker.funding.views.blueprint import bp

__all__ = ["bp", "committees", "grants", "ledger", "pledges"]
