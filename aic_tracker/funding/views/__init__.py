"""Committees and grants, the ledger of aids and the register, and what sponsors pledged."""

from aic_tracker.funding.views import (
    aids,
    committees,
    declarations,
    grants,
    ledger,
    papers,
    pledges,
    register,
    structure,
)
from aic_tracker.funding.views.common import bp

__all__ = ["aids", "bp", "committees", "declarations", "grants", "ledger", "papers", "pledges", "register", "structure"]
