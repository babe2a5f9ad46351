"""The entries of the catalogue, and what was made of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.catalogue.models import CatalogueEntry, CatalogueUse
from aic_tracker.db import by_code_point, db
from aic_tracker.diagnostic.models import Need
from aic_tracker.folding import searchable
from aic_tracker.laureates.models import Axis, SupportPeriod
from aic_tracker.roadmap.models import Objective, Priority, Roadmap


def entries(
    *,
    search: str = "",
    axis: Axis | None = None,
    dimension: str | None = None,
    need: Need | None = None,
    retired: bool = False,
) -> sa.Select[CatalogueEntry]:
    """A select by axis, then title; the search is blind to accents and capitals."""
    statement = sa.select(CatalogueEntry)
    statement = statement.where(
        CatalogueEntry.retired_on.is_not(None) if retired else CatalogueEntry.retired_on.is_(None)
    )
    for word in searchable(search).split():
        statement = statement.where(CatalogueEntry.search_text.contains(word, autoescape=True))
    for column, value in (
        (CatalogueEntry.axis, axis),
        (CatalogueEntry.dimension, dimension),
        (CatalogueEntry.need, need),
    ):
        if value is not None:
            statement = statement.where(column == value)
    place = sa.case({one.value: place for place, one in enumerate(Axis)}, value=CatalogueEntry.axis)
    return statement.order_by(place, by_code_point(CatalogueEntry.title_key), CatalogueEntry.id)


def offered(*, search: str = "", dimension: str | None = None) -> Sequence[CatalogueEntry]:
    """All that may be proposed to a roadmap."""
    return db.session.scalars(entries(search=search, dimension=dimension)).all()


def entry(entry_id: int) -> CatalogueEntry | None:
    return db.session.get(CatalogueEntry, entry_id, populate_existing=True)


def those(ids: Collection[int]) -> Sequence[CatalogueEntry]:
    """The rows, held until the end."""
    return db.session.scalars(sa.select(CatalogueEntry).where(CatalogueEntry.id.in_(ids)).with_for_update()).all()


def is_empty() -> bool:
    return not db.session.scalar(sa.select(sa.exists().select_from(CatalogueEntry)))


def keys() -> set[str]:
    return set(db.session.scalars(sa.select(CatalogueEntry.title_key)))


def same_title(key: str, *, but: int | None = None) -> bool:
    found = sa.select(CatalogueEntry.id).where(CatalogueEntry.title_key == key, CatalogueEntry.id != (but or 0))
    return bool(db.session.scalar(sa.select(found.exists())))


def used_counts(entry_ids: Collection[int]) -> dict[int, int]:
    """In how many objectives each was used."""
    statement = (
        sa.select(CatalogueUse.entry_id, sa.func.count())
        .where(CatalogueUse.entry_id.in_(entry_ids))
        .group_by(CatalogueUse.entry_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def used_in(period_id: int) -> set[int]:
    """The entries that the roadmap of a period has objectives of."""
    statement = (
        sa.select(CatalogueUse.entry_id)
        .join(Objective, Objective.id == CatalogueUse.objective_id)
        .join(Priority, Priority.id == Objective.priority_id)
        .join(Roadmap, Roadmap.id == Priority.roadmap_id)
        .where(Roadmap.period_id == period_id)
    )
    return set(db.session.scalars(statement))


@dataclass(frozen=True)
class Use:
    objective: Objective
    period: SupportPeriod


def uses_of(entry_id: int, *, most: int) -> list[Use]:
    """The last objectives made of an entry, with their laureate."""
    statement = (
        sa.select(Objective, SupportPeriod)
        .select_from(CatalogueUse)
        .join(Objective, Objective.id == CatalogueUse.objective_id)
        .join(Priority, Priority.id == Objective.priority_id)
        .join(Roadmap, Roadmap.id == Priority.roadmap_id)
        .join(SupportPeriod, SupportPeriod.id == Roadmap.period_id)
        .where(CatalogueUse.entry_id == entry_id)
        .options(joinedload(SupportPeriod.laureate))
        .order_by(CatalogueUse.id.desc())
        .limit(most)
    )
    return [Use(objective, period) for objective, period in db.session.execute(statement)]
