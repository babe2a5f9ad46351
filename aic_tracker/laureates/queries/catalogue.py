"""Seasons, organisations and laureates, as their screens need them."""

from collections.abc import Sequence

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.folding import by_name, searchable
from aic_tracker.laureates.models import Laureate, Organisation, Season


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


def carried_by(organisation: Organisation) -> Sequence[Laureate]:
    statement = sa.select(Laureate).where(Laureate.organisation_id == organisation.id)
    return by_name(db.session.scalars(statement))
