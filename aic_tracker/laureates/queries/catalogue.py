"""Seasons, organisations and laureates, as their screens need them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.folding import by_name, french_order, searchable
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import (
    Laureate,
    LaureateStatus,
    Membership,
    Operator,
    Organisation,
    Season,
    SupportPeriod,
)

# Laureates that somebody may read, to be refined.
Visible = sa.Select[Laureate]


def ids_of(visible: Visible) -> sa.Select[int]:
    """What they are known by elsewhere: to ask another table of these laureates only."""
    return visible.with_only_columns(Laureate.id).order_by(None)


def seasons() -> Sequence[Season]:
    """The latest first."""
    return db.session.scalars(sa.select(Season).order_by(Season.starts_on.desc(), Season.id.desc())).all()


def seasons_with_laureates() -> list[tuple[Season, int]]:
    """Each season with the number of its laureates, the latest first."""
    statement = (
        sa.select(Season, sa.func.count(Laureate.id))
        .outerjoin(Laureate, Laureate.season_id == Season.id)
        .group_by(Season.id)
        .order_by(Season.starts_on.desc(), Season.id.desc())
    )
    return [(season, count) for season, count in db.session.execute(statement)]


def season_by_id(season_id: int) -> Season | None:
    return db.session.get(Season, season_id)


def organisations() -> list[Organisation]:
    """By name, blind to accents."""
    found = db.session.scalars(sa.select(Organisation)).all()
    return by_name(found)


def organisation_with_siren(siren: str) -> Organisation | None:
    return db.session.scalars(sa.select(Organisation).where(Organisation.siren == siren)).first()


def names_of(kind: type[Season] | type[Organisation] | type[Laureate]) -> dict[int, str]:
    """Every name already given, by row, in the form that `searchable` compares."""
    return {row_id: searchable(name) for row_id, name in db.session.execute(sa.select(kind.id, kind.name))}


def slugs_of(kind: type[Season] | type[Laureate]) -> set[str]:
    return set(db.session.scalars(sa.select(kind.slug)))


def numbered_by_slug(slugs: Collection[str]) -> dict[str, int]:
    rows = db.session.execute(sa.select(Laureate.slug, Laureate.id).where(Laureate.slug.in_(slugs)))
    return {row.slug: row.id for row in rows}


def slugs_numbered(laureate_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(sa.select(Laureate.id, Laureate.slug).where(Laureate.id.in_(laureate_ids)))
    return {row.id: row.slug for row in rows}


def carried_by(organisation: Organisation) -> Sequence[Laureate]:
    statement = sa.select(Laureate).where(Laureate.organisation_id == organisation.id)
    return by_name(db.session.scalars(statement))


def lock_season(season_id: int) -> None:
    db.session.execute(sa.select(Season.id).where(Season.id == season_id).with_for_update())


def last_created(user: User, since: datetime) -> Laureate | None:
    """The laureate that this person created last, if it was after `since`."""
    statement = (
        sa.select(Laureate)
        .join(JournalEntry, JournalEntry.laureate_id == Laureate.id)
        .where(JournalEntry.actor_id == user.id, JournalEntry.verb == "laureate.created", JournalEntry.at >= since)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def organisation_carrying(laureate_id: int) -> Organisation:
    statement = sa.select(Organisation).join(Laureate, Laureate.organisation_id == Organisation.id)
    return db.session.scalars(statement.where(Laureate.id == laureate_id)).one()


def every_laureate() -> Visible:
    """For whoever tells of all of them."""
    return sa.select(Laureate)


def those(ids: Collection[int]) -> Visible:
    """For whoever already holds their identifiers."""
    return every_laureate().where(Laureate.id.in_(ids))


def loaded_those(ids: Collection[int]) -> Sequence[Laureate]:
    """The laureates of these identifiers, alone."""
    return db.session.scalars(those(ids)).all()


def begun_by(today: date) -> Sequence[Laureate]:
    """Those whose support has begun, over or not, by name, with their organisation, season and periods."""
    return by_name(loaded(_begun(today)))


def begun_with_slug(slug: str, today: date) -> Laureate | None:
    """One of them."""
    return next(iter(loaded(_begun(today).where(Laureate.slug == slug))), None)


def _begun(today: date) -> Visible:
    begun = sa.select(SupportPeriod.laureate_id).where(SupportPeriod.starts_on <= today)
    return every_laureate().where(Laureate.id.in_(begun), Laureate.status != LaureateStatus.CANDIDATE)


def not_ended_ids() -> sa.Select[int]:
    return sa.select(Laureate.id).where(Laureate.status != LaureateStatus.ENDED)


def laureate_with_periods(laureate_id: int) -> Laureate | None:
    """With its organisation too."""
    statement = (
        sa.select(Laureate)
        .where(Laureate.id == laureate_id)
        .options(selectinload(Laureate.periods), joinedload(Laureate.organisation))
    )
    return db.session.scalar(statement)


def season_with_slug(slug: str) -> Season | None:
    return db.session.scalar(sa.select(Season).where(Season.slug == slug))


def loaded(visible: sa.Select[Laureate]) -> Sequence[Laureate]:
    """With their organisation, season and periods; two statements."""
    options = (joinedload(Laureate.organisation), joinedload(Laureate.season), selectinload(Laureate.periods))
    return db.session.scalars(visible.options(*options)).all()


def in_brief() -> sa.Select[int, str, str, str | None, str, Operator, LaureateStatus, str]:
    """A line for each laureate, for a copy elsewhere: number, name, organisation and its SIREN, season, state, town."""
    return (
        sa.select(
            Laureate.id,
            Laureate.name,
            Organisation.name,
            Organisation.siren,
            Season.name,
            Laureate.operator,
            Laureate.status,
            Laureate.town,
        )
        .select_from(Laureate)
        .join(Organisation, Organisation.id == Laureate.organisation_id)
        .join(Season, Season.id == Laureate.season_id)
    )


def laureates_after(
    visible: Visible, after: int, most: int, *, season: str | None, status: LaureateStatus | None
) -> Sequence[Laureate]:
    """Those created after a laureate, in the order of their identifiers, with organisation, season and periods."""
    statement = visible.where(Laureate.id > after)
    if season is not None:
        statement = statement.where(Laureate.season_id.in_(sa.select(Season.id).where(Season.slug == season)))
    if status is not None:
        statement = statement.where(Laureate.status == status)
    return loaded(statement.order_by(Laureate.id).limit(most))


def names_seen(visible: Visible) -> list[tuple[int, str]]:
    """The identifiers and names of these laureates, by name."""
    found = db.session.execute(visible.with_only_columns(Laureate.id, Laureate.name).order_by(None))
    return sorted(((row.id, row.name) for row in found), key=lambda one: french_order(one[1]))


def sirens_followed(user_ids: Collection[int]) -> dict[int, set[str]]:
    """By person, the numbers of the organisations in whose projects they hold or held a place."""
    statement = (
        sa.select(Membership.user_id, Organisation.siren)
        .join(Laureate, Laureate.id == Membership.laureate_id)
        .join(Organisation, Organisation.id == Laureate.organisation_id)
        .where(Membership.user_id.in_(user_ids), Organisation.siren.is_not(None))
    )
    found: dict[int, set[str]] = {}
    for user_id, siren in db.session.execute(statement):
        if siren is not None:
            found.setdefault(user_id, set()).add(siren)
    return found
