"""What is done with the catalogue, and with it on a roadmap. Each verb is journalled; none commits."""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.catalogue import queries, rules
from aic_tracker.catalogue.models import KNOWN, CatalogueEntry, CatalogueUse
from aic_tracker.db import db, editing
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.models import Dimension, Need
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import plural, quoted
from aic_tracker.journal.changes import apply
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time, until_decided
from aic_tracker.roadmap import operations as roadmaps
from aic_tracker.roadmap.models import Objective, Priority, Roadmap
from aic_tracker.typography import spaced

FILE = Path(__file__).with_name("entries.toml")
CHANGED_MEANWHILE = "Cette entrée a été modifiée entre-temps."
FROM_CATALOGUE = "depuis le catalogue"


@at_any_time
def seed(*, actor: User | None) -> int:
    """Begin the catalogue with what its file holds, unless it has entries. Returns how many were added."""
    if not queries.is_empty():
        return 0
    lines = tomllib.loads(FILE.read_text(encoding="utf-8"))["entry"]
    added = [
        _entry(**{name: spaced(value) if isinstance(value, str) else value for name, value in line.items()})
        for line in lines
    ]
    db.session.add_all(added)
    db.session.flush()
    if actor:  # the demonstration begins with it, by nobody's gesture
        told = f"a commencé le catalogue avec {plural(len(added), 'entrée')}"
        record(actor, "catalogue.begun", added[0], told)
    return len(added)


def _entry(*, dimension: str, title: str, **values: Any) -> CatalogueEntry:
    entry = CatalogueEntry(
        dimension=dimension, axis=rules.DIMENSIONS[dimension].axis, title=title, title_key=rules.title_key(title)
    )
    for name, value in values.items():
        setattr(entry, name, Need(value) if name == "need" else value)
    entry.search_text = _search_text(entry)
    return entry


def _search_text(entry: CatalogueEntry) -> str:
    label = rules.dimension_label(entry.dimension)
    return rules.search_text(entry.title, entry.priority, entry.indicator or "", entry.detail or "", label)


@at_any_time
def add_entry(*, actor: User, **values: Any) -> CatalogueEntry:
    """`values`: those of `EntryForm`. Refused while something left out is still marked, or when the title is there."""
    _check(values)
    entry = _entry(**values)
    db.session.add(entry)
    record(actor, "catalogue.added", entry, f"a ajouté {quoted(entry.title)} au catalogue")
    return entry


@at_any_time
def edit_entry(entry: CatalogueEntry, *, version: int, actor: User, **values: Any) -> None:
    """What was made of it stays as it is. StaleError when the entry changed since `version`."""
    if entry.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    _check(values, but=entry.id)
    axis = rules.DIMENSIONS[values["dimension"]].axis
    with editing(CHANGED_MEANWHILE):
        before, after = apply(entry, {**values, "axis": axis})
        entry.title_key, entry.search_text = rules.title_key(entry.title), _search_text(entry)
    if after:
        told = f"a modifié {quoted(entry.title)} dans le catalogue"
        record(actor, "catalogue.edited", entry, told, before=before, after=after)


@at_any_time
def retire_entry(entry: CatalogueEntry, *, actor: User, today: date) -> None:
    """It is proposed no more; what was made of it stays."""
    if entry.retired_on is None:
        before, after = apply(entry, {"retired_on": today})
        told = f"a retiré {quoted(entry.title)} du catalogue"
        record(actor, "catalogue.retired", entry, told, before=before, after=after)


@at_any_time
def restore_entry(entry: CatalogueEntry, *, actor: User) -> None:
    if entry.retired_on is not None:
        before, after = apply(entry, {"retired_on": None})
        told = f"a rétabli {quoted(entry.title)} dans le catalogue"
        record(actor, "catalogue.restored", entry, told, before=before, after=after)


def _check(values: dict[str, Any], *, but: int | None = None) -> None:
    for name in (*Objective.WORDING, "priority"):
        if rules.LEFT_OUT in values.get(name, ""):
            raise DomainError(f"Remplacez {quoted(rules.LEFT_OUT)} par des mots qui valent pour tous.", field=name)
    if queries.same_title(rules.title_key(values["title"]), but=but):
        raise DomainError(KNOWN, field="title")


@until_decided(period="period_id")
def add_to_roadmap(
    roadmap: Roadmap,
    laureate: Laureate,
    *,
    entries: Sequence[CatalogueEntry],
    priority: Priority | rules.NewPriority,
    actor: User,
    now: datetime,
) -> Priority:
    """Make an objective of each entry, in one priority: one of the roadmap, or a new one. Measures stay to be filled.

    Refused when an entry was retired, or is in the roadmap already.
    """
    laureates.lock_period(roadmap.period_id)
    used = queries.used_in(roadmap.period_id)
    kept = {entry.id: entry for entry in queries.those([entry.id for entry in entries])}
    for entry in entries:
        if entry.id in used:
            raise DomainError(f"{quoted(entry.title)} est déjà dans cette feuille de route.", field="needed")
        if kept[entry.id].retired_on is not None:
            raise DomainError(f"{quoted(entry.title)} vient d’être retiré du catalogue.", field="needed")
    by: dict[str, Any] = {"actor": actor, "now": now}
    if isinstance(priority, rules.NewPriority):
        priority = _new_priority(roadmap, laureate, priority, entries, by)
    today = paris_day(now)
    lines = [_objective(entry, roadmap, today) for entry in entries]
    objectives = roadmaps.add_objectives(priority, lines, source=FROM_CATALOGUE, **by)
    for entry, objective in zip(entries, objectives, strict=True):
        db.session.add(CatalogueUse(entry_id=entry.id, objective_id=objective.id, used_at=now))
    return priority


def _new_priority(
    roadmap: Roadmap,
    laureate: Laureate,
    asked: rules.NewPriority,
    entries: Sequence[CatalogueEntry],
    by: dict[str, Any],
) -> Priority:
    codes = {entry.dimension for entry in entries}
    served: list[Dimension] = [line for line in diagnostics.grid(laureate.season_id) if line.code in codes]
    values: dict[str, Any] = {"axis": asked.axis, "title": asked.title, "expected_change": "", "dimensions": served}
    added = roadmaps.add_priority(roadmap, **values, **by)
    added.roadmap = roadmap
    return added


def _objective(entry: CatalogueEntry, roadmap: Roadmap, today: date) -> dict[str, Any]:
    wording = {name: getattr(entry, name) for name in Objective.WORDING}
    due_on = rules.due_on(entry.months, roadmap.period, today)
    return wording | dict.fromkeys(Objective.MEASURE) | {"due_on": due_on, "owner": None}
