"""The six commitments of a laureate. One that nobody touched yet has no row: it is expected."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.laureates.queries import hold_laureate


def commitments_of(laureate_id: int) -> list[Commitment]:
    """Six, in the order of the programme, with who checked them; those without a row are blank and not stored."""
    statement = (
        sa.select(Commitment).where(Commitment.laureate_id == laureate_id).options(joinedload(Commitment.checker))
    )
    kept = {commitment.kind: commitment for commitment in db.session.scalars(statement)}
    return [kept.get(kind) or blank(laureate_id, kind) for kind in CommitmentKind]


def commitment_of(laureate_id: int, kind: CommitmentKind, *, lock: bool = False) -> Commitment:
    """One of the six, with who checked it; `lock` holds the laureate's own row: two people may begin at once."""
    if lock:
        hold_laureate(laureate_id)
    statement = (
        sa.select(Commitment)
        .where(Commitment.laureate_id == laureate_id, Commitment.kind == kind)
        .options(joinedload(Commitment.checker))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(statement) or blank(laureate_id, kind)


def blank(laureate_id: int, kind: CommitmentKind) -> Commitment:
    """What stands for a commitment that nobody touched yet."""
    return Commitment(
        laureate_id=laureate_id,
        kind=kind,
        state=CommitmentState.EXPECTED,
        evidence_url=None,
        note="",
        checked_on=None,
        checker=None,
        link_status=None,
        link_problem="",
        link_checked_at=None,
        version=0,
    )


def left(laureate_ids: Collection[int]) -> dict[int, list[CommitmentKind]]:
    """By laureate, the commitments whose evidence is still expected; one that nobody touched has no row."""
    answered: dict[int, set[CommitmentKind]] = defaultdict(set)
    statement = sa.select(Commitment.laureate_id, Commitment.kind).where(
        Commitment.laureate_id.in_(laureate_ids), Commitment.state != CommitmentState.EXPECTED
    )
    for laureate_id, kind in db.session.execute(statement) if laureate_ids else ():
        answered[laureate_id].add(kind)
    return {id: [kind for kind in CommitmentKind if kind not in answered[id]] for id in laureate_ids}


def of_laureates(laureate_ids: Collection[int]) -> list[Commitment]:
    """The six of each, with who checked them, those that nobody touched blank; one statement."""
    statement = (
        sa.select(Commitment).where(Commitment.laureate_id.in_(laureate_ids)).options(joinedload(Commitment.checker))
    )
    kept = {(one.laureate_id, one.kind): one for one in db.session.scalars(statement)}
    return [kept.get((id, kind)) or blank(id, kind) for id in laureate_ids for kind in CommitmentKind]


def proven_and_applicable(laureate_ids: Collection[int]) -> tuple[int, int]:
    """(proven, applicable): each project takes every commitment, but those said not to apply."""
    statement = (
        sa.select(Commitment.state, sa.func.count())
        .where(Commitment.laureate_id.in_(laureate_ids))
        .group_by(Commitment.state)
    )
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    applicable = len(laureate_ids) * len(CommitmentKind) - found.get(CommitmentState.NOT_APPLICABLE, 0)
    return found.get(CommitmentState.PROVEN, 0), applicable
