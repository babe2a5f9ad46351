"""Diagnostics and the grid of a season."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Dimension, Rating
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.prepared import prepared


def grid(season_id: int) -> list[Dimension]:
    """The dimensions of a season, in order."""
    select = sa.select(Dimension).where(Dimension.season_id == season_id).order_by(Dimension.rank)
    return list(db.session.scalars(select))


def diagnostics_of(period_id: int) -> list[Diagnostic]:
    """Every revision of every kind in a period, oldest first, without the ratings."""
    select = sa.select(Diagnostic).where(Diagnostic.period_id == period_id).order_by(Diagnostic.id)
    return list(db.session.scalars(select))


def initial_diagnostics(laureate_id: int, *, up_to_period: int) -> list[Diagnostic]:
    """Initial diagnostics of a laureate in the period of this number and before, oldest first.

    A renewal goes on: it does not ask for a new initial diagnostic.
    """
    return list(db.session.scalars(*_initial_diagnostics(laureate_id, up_to_period)))


@prepared
def _initial_diagnostics(laureate_id: int, up_to_period: int) -> sa.Select[Diagnostic]:
    return (
        sa.select(Diagnostic)
        .join(SupportPeriod)
        .where(SupportPeriod.laureate_id == laureate_id, SupportPeriod.number <= up_to_period)
        .where(Diagnostic.kind == DiagnosticKind.INITIAL)
        .order_by(SupportPeriod.number, Diagnostic.revision)
    )


def last_signed(laureate_id: int, *, up_to_period: int) -> Diagnostic | None:
    """The last opened of those that carry both signatures, in this period and before, with its ratings."""
    select = (
        sa.select(Diagnostic)
        .join(SupportPeriod)
        .where(SupportPeriod.laureate_id == laureate_id, SupportPeriod.number <= up_to_period)
        .where(Diagnostic.coach_signed_at.is_not(None), Diagnostic.referent_signed_at.is_not(None))
        .options(selectinload(Diagnostic.ratings))
        .order_by(SupportPeriod.number.desc(), Diagnostic.id.desc())
        .limit(1)
    )
    return db.session.scalars(select).one_or_none()


def last_opened(laureate_id: int, *, up_to_period: int) -> Diagnostic | None:
    """The last opened in this period and before, signed or not, with its ratings and their dimensions."""
    select = (
        sa.select(Diagnostic)
        .join(SupportPeriod)
        .where(SupportPeriod.laureate_id == laureate_id, SupportPeriod.number <= up_to_period)
        .options(selectinload(Diagnostic.ratings).joinedload(Rating.dimension))
        .order_by(SupportPeriod.number.desc(), Diagnostic.id.desc())
        .limit(1)
    )
    return db.session.scalars(select).one_or_none()


def diagnostic_for(laureate_id: int, diagnostic_id: int) -> Diagnostic | None:
    """One diagnostic of the laureate with its period, signatures, ratings and dimensions."""
    select = (
        sa.select(Diagnostic)
        .join(SupportPeriod)
        .where(SupportPeriod.laureate_id == laureate_id, Diagnostic.id == diagnostic_id)
        .options(
            joinedload(Diagnostic.period),
            joinedload(Diagnostic.coach_signer),
            joinedload(Diagnostic.referent_signer),
            selectinload(Diagnostic.ratings).joinedload(Rating.dimension),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(select).one_or_none()


def those(ids: Collection[int]) -> list[Diagnostic]:
    """Themselves alone, without their ratings."""
    return list(db.session.scalars(sa.select(Diagnostic).where(Diagnostic.id.in_(ids)))) if ids else []


def filled(diagnostic_ids: Collection[int]) -> set[int]:
    """Those whose every dimension has its level."""
    statement = sa.select(Rating.diagnostic_id).where(Rating.diagnostic_id.in_(diagnostic_ids))
    whole = statement.group_by(Rating.diagnostic_id).having(sa.func.count() == sa.func.count(Rating.level))
    return set(db.session.scalars(whole))


def rated(diagnostic_ids: Collection[int]) -> dict[int, Diagnostic]:
    """With their ratings; two statements."""
    statement = (
        sa.select(Diagnostic)
        .where(Diagnostic.id.in_(diagnostic_ids))
        .options(selectinload(Diagnostic.ratings).joinedload(Rating.dimension))
    )
    return {diagnostic.id: diagnostic for diagnostic in db.session.scalars(statement)}


def levels_won(laureate_ids: Collection[int]) -> Decimal | None:
    """Mean of these changes; None while there is none."""
    changes = list(levels_won_by(laureate_ids).values())
    return sum(changes, Decimal(0)) / len(changes) if changes else None


def levels_won_by(laureate_ids: Collection[int]) -> dict[int, Decimal]:
    """By project that has a second one, the change of mean level from its first signed diagnostic to its last."""
    statement = (
        sa.select(SupportPeriod.laureate_id, sa.func.avg(Rating.level))
        .select_from(Diagnostic)
        .join(SupportPeriod, Diagnostic.period_id == SupportPeriod.id)
        .join(Rating, Rating.diagnostic_id == Diagnostic.id)
        .where(SupportPeriod.laureate_id.in_(laureate_ids))
        .where(Diagnostic.coach_signed_at.is_not(None), Diagnostic.referent_signed_at.is_not(None))
        .group_by(SupportPeriod.laureate_id, Diagnostic.id, Diagnostic.opened_on)
        .order_by(Diagnostic.opened_on, Diagnostic.id)
    )
    means: dict[int, list[Decimal]] = defaultdict(list)
    for laureate_id, mean in db.session.execute(statement):
        if mean is not None:
            means[laureate_id].append(Decimal(str(mean)))
    return {laureate_id: found[-1] - found[0] for laureate_id, found in means.items() if len(found) > 1}


def to_sign(period_ids: Collection[int]) -> list[Diagnostic]:
    """Diagnostics without the referents' signature, the latest first, ready for `diagnostic.rules.can_sign`."""
    statement = (
        sa.select(Diagnostic)
        .where(Diagnostic.period_id.in_(period_ids), Diagnostic.referent_signed_at.is_(None))
        .options(selectinload(Diagnostic.ratings).joinedload(Rating.dimension))
        .order_by(Diagnostic.id.desc())
    )
    return list(db.session.scalars(statement))
