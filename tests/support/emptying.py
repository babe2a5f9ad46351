"""Emptying the whole database between two tests."""

import sqlalchemy as sa

from aic_tracker.audit.models import CHAIN, AuditChain, AuditEntry
from aic_tracker.db import Base, db

FAR = 2**31 - 1


def empty_tables() -> None:
    """Delete every row. Does not commit."""
    # The audit trail lets go of what was purged, and of nothing else.
    db.session.merge(AuditChain(id=CHAIN, head_seq=FAR, purged_seq=FAR))
    db.session.flush()
    db.session.execute(sa.delete(AuditEntry))
    for table in reversed(Base.metadata.sorted_tables):
        db.session.execute(table.delete())
