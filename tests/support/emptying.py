"""Emptying the whole database between two tests."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from aic_tracker.audit.models import CHAIN, AuditChain, AuditEntry
from aic_tracker.db import Base, db

FAR = 2**31 - 1


def empty_tables() -> None:
    """Delete every row. Does not commit."""
    filled = set(db.session.scalars(_filled()))
    if AuditEntry.__tablename__ in filled:
        # The audit trail lets go of what was purged, and of nothing else.
        db.session.merge(AuditChain(id=CHAIN, head_seq=FAR, purged_seq=FAR))
        db.session.flush()
        db.session.execute(sa.delete(AuditEntry))
        filled.add(AuditChain.__tablename__)
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in filled:
            db.session.execute(table.delete())


@cache
def _filled() -> sa.CompoundSelect[Any]:
    """The names of the tables that hold a row, found in one statement."""
    tables = Base.metadata.sorted_tables
    return sa.union_all(*(sa.select(sa.literal(table.name)).where(sa.exists(table.select())) for table in tables))
