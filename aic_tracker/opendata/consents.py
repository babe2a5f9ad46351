"""What a laureate agrees to show of its results on its public page: a block at a time, dated, taken back at will."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.queries import hold_laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.opendata.models import Block, Consent


def history(laureate_id: int) -> Sequence[Consent]:
    """All that were given, with who gave them and who took them back, the latest first."""
    statement = (
        sa.select(Consent)
        .where(Consent.laureate_id == laureate_id)
        .options(joinedload(Consent.giver), joinedload(Consent.withdrawer))
        .order_by(Consent.given_at.desc(), Consent.id.desc())
    )
    return db.session.scalars(statement).all()


def agreed(laureate_id: int) -> frozenset[Block]:
    """The blocks that the public page may show today."""
    statement = sa.select(Consent.block).where(Consent.laureate_id == laureate_id, Consent.withdrawn_at.is_(None))
    return frozenset(db.session.scalars(statement))


@at_any_time
def give(laureate: Laureate, block: Block, *, actor: User, now: datetime) -> None:
    """Nothing when it is given already."""
    if _held(laureate, block) is not None:
        return
    consent = Consent(laureate_id=laureate.id, block=block, given_at=now, giver_id=actor.id)
    db.session.add(consent)
    summary = f"a accepté de montrer « {block.label} » sur la page publique"
    record(actor, "consent.given", consent, summary, laureate_id=laureate.id)


@at_any_time
def withdraw(laureate: Laureate, block: Block, *, actor: User, now: datetime) -> None:
    """Nothing when it was not given, or was taken back."""
    consent = _held(laureate, block)
    if consent is None:
        return
    consent.withdrawn_at, consent.withdrawer_id = now, actor.id
    summary = f"a retiré « {block.label} » de la page publique"
    record(actor, "consent.withdrawn", consent, summary, laureate_id=laureate.id)


def _held(laureate: Laureate, block: Block) -> Consent | None:
    """Of two who press at once, one waits for the other."""
    hold_laureate(laureate.id)
    kept = sa.select(Consent).where(Consent.laureate_id == laureate.id, Consent.block == block)
    return db.session.scalar(kept.where(Consent.withdrawn_at.is_(None)))
