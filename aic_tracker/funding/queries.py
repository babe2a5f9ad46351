"""Decisions of committees, grants with their tranches, pledges."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aic_tracker.aid.models import Regime
from aic_tracker.aid.queries import Ledger
from aic_tracker.aid.rules import Movement
from aic_tracker.db import db
from aic_tracker.funding import rules
from aic_tracker.funding.models import (
    CommitteeDecision,
    CommitteeOutcome,
    Grant,
    PledgeState,
    SponsorPledge,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from aic_tracker.laureates.models import Laureate, Organisation


def decisions_of(laureate: Laureate) -> list[CommitteeDecision]:
    """The latest first, over all periods."""
    statement = (
        sa.select(CommitteeDecision)
        .where(CommitteeDecision.laureate_id == laureate.id)
        .options(joinedload(CommitteeDecision.decider), joinedload(CommitteeDecision.checkpoint))
        .order_by(CommitteeDecision.decided_on.desc(), CommitteeDecision.id.desc())
    )
    return list(db.session.scalars(statement))


def ruling(laureate_id: int) -> CommitteeDecision | None:
    """The latest « Financer » or « Arrêter »: what a grant rests on, or falls by."""
    statement = (
        sa.select(CommitteeDecision)
        .where(CommitteeDecision.laureate_id == laureate_id)
        .where(CommitteeDecision.outcome.in_([CommitteeOutcome.FUND, CommitteeOutcome.STOP]))
        .order_by(CommitteeDecision.decided_on.desc(), CommitteeDecision.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def grants_of(laureate: Laureate) -> list[Grant]:
    """The latest first, with tranches, conditions and decision."""
    statement = (
        sa.select(Grant)
        .where(Grant.laureate_id == laureate.id)
        .options(
            joinedload(Grant.decision),
            selectinload(Grant.tranches).selectinload(Tranche.conditions).joinedload(TrancheCondition.checker),
        )
        .order_by(Grant.created_at.desc(), Grant.id.desc())
    )
    return list(db.session.scalars(statement))


def tranche_of(laureate: Laureate, tranche_id: int, *, lock: bool = False) -> Tranche | None:
    """With its grant, the grant's other tranches and all conditions; None when it is another laureate's."""
    statement = (
        sa.select(Tranche)
        .join(Tranche.grant)
        .where(Tranche.id == tranche_id, Grant.laureate_id == laureate.id)
        .options(
            contains_eager(Tranche.grant).joinedload(Grant.decision),
            contains_eager(Tranche.grant).selectinload(Grant.tranches),
            selectinload(Tranche.conditions),
        )
    )
    if lock:
        statement = statement.with_for_update(of=Tranche)
    return db.session.scalar(statement)


def condition_of(laureate: Laureate, condition_id: int) -> TrancheCondition | None:
    statement = (
        sa.select(TrancheCondition)
        .join(TrancheCondition.tranche)
        .join(Tranche.grant)
        .where(TrancheCondition.id == condition_id, Grant.laureate_id == laureate.id)
        .options(contains_eager(TrancheCondition.tranche).contains_eager(Tranche.grant))
    )
    return db.session.scalar(statement)


def reserved(ledger: Ledger, *, but: Tranche | None = None) -> list[Movement]:
    """Tranches decided whose right is not acquired yet, as simulations must count them, by expected date."""
    statement = (
        sa.select(Tranche, Grant, Laureate.name)
        .join(Tranche.grant)
        .join(Grant.laureate)
        .where(Laureate.organisation_id.in_([one.id for one in ledger.organisations]))
        .where(sa.or_(Grant.regime != Regime.SIEG, Laureate.organisation_id.in_(ledger.sieg_ids)))
        .where(
            Tranche.status == TrancheStatus.PENDING, Grant.regime.in_([regime for regime in Regime if regime.ceiling])
        )
        .order_by(Tranche.expected_on.is_(None), Tranche.expected_on, Tranche.id)
    )
    return [
        Movement(
            tranche.expected_on or date.max,
            tranche.amount_cents,
            grant.regime,
            f"{name} : tranche {tranche.rank}, {grant.purpose}",
        )
        for tranche, grant, name in db.session.execute(statement)
        if but is None or tranche.id != but.id
    ]


def pledges_of(laureate: Laureate) -> list[SponsorPledge]:
    """Open ones first, the nearest date on top."""
    statement = (
        sa.select(SponsorPledge)
        .where(SponsorPledge.laureate_id == laureate.id)
        .order_by(
            SponsorPledge.state != PledgeState.OPEN,
            SponsorPledge.due_on.is_(None),
            SponsorPledge.due_on,
            SponsorPledge.id,
        )
    )
    return list(db.session.scalars(statement))


def pledge_of(laureate: Laureate, pledge_id: int) -> SponsorPledge | None:
    statement = sa.select(SponsorPledge).where(SponsorPledge.laureate_id == laureate.id, SponsorPledge.id == pledge_id)
    return db.session.scalar(statement)


def late(pledges: Sequence[SponsorPledge], today: date) -> list[SponsorPledge]:
    return [pledge for pledge in pledges if rules.is_late(pledge, today)]


def grants_by_tranche(laureate_id: int | None = None) -> dict[int, Grant]:
    """By granted tranche, what it is a part of."""
    statement = sa.select(Tranche.id, Grant).join(Tranche.grant).where(Tranche.status == TrancheStatus.GRANTED)
    if laureate_id is not None:
        statement = statement.where(Grant.laureate_id == laureate_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def tranches_waiting(laureate: Laureate) -> list[Tranche]:
    statement = (
        sa.select(Tranche)
        .join(Tranche.grant)
        .where(Grant.laureate_id == laureate.id, Tranche.status == TrancheStatus.PENDING)
        .options(contains_eager(Tranche.grant))
        .order_by(Tranche.expected_on.is_(None), Tranche.expected_on, Tranche.id)
    )
    return list(db.session.scalars(statement))


def pledges_to(laureate_ids: Collection[int]) -> list[SponsorPledge]:
    """What `pledges_by_state` counts, the nearest date first."""
    statement = sa.select(SponsorPledge).where(SponsorPledge.laureate_id.in_(laureate_ids))
    ordered = statement.order_by(SponsorPledge.due_on.is_(None), SponsorPledge.due_on, SponsorPledge.id)
    return list(db.session.scalars(ordered))


def pledges_by_state(laureate_ids: Collection[int]) -> dict[PledgeState, int]:
    statement = (
        sa.select(SponsorPledge.state, sa.func.count())
        .where(SponsorPledge.laureate_id.in_(laureate_ids))
        .group_by(SponsorPledge.state)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def sponsors_by_siren() -> list[tuple[str, str]]:
    """Each sponsor with the number of an organisation whose project it supports."""
    statement = (
        sa.select(SponsorPledge.sponsor, Organisation.siren)
        .join(Laureate, Laureate.id == SponsorPledge.laureate_id)
        .join(Organisation, Organisation.id == Laureate.organisation_id)
        .where(Organisation.siren.is_not(None))
        .distinct()
    )
    return [(sponsor, siren) for sponsor, siren in db.session.execute(statement) if siren]
