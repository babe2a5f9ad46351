"""What the journal keeps, made readable. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from aic_tracker import formats
from aic_tracker.calendar_fr import paris_day
from aic_tracker.journal import declared
from aic_tracker.journal.models import JournalEntry
from aic_tracker.journal.value_words import WORDS, WORDS_OF_TABLES
from aic_tracker.journal.words import FIELDS, KINDS

OTHER = "Autre"
LONGEST = 400

# Kept as text, to the last decimal.
MEASURES = frozenset({"baseline", "target", "current", "kept_progress"})

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})")


class Change(NamedTuple):
    """One field: its French label, and its values in words; None where the entry keeps no such side."""

    label: str
    before: str | None
    after: str | None


class Line(NamedTuple):
    entry: JournalEntry
    kind: str
    changes: list[Change]


def kind_of(object_type: str) -> str:
    return KINDS.get(object_type, OTHER)


def tables_of(kind: str, present: Iterable[str]) -> list[str]:
    """Among the tables present in a journal, those that one reads as `kind`."""
    return [table for table in present if kind_of(table) == kind]


def changes_of(object_type: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """Field by field, in the order kept. Internal identifiers and version numbers say nothing to a reader."""
    fields = dict.fromkeys([*(before or {}), *(after or {})])
    return [
        Change(
            label_of(object_type, field),
            in_words(object_type, field, before[field]) if before and field in before else None,
            in_words(object_type, field, after[field]) if after and field in after else None,
        )
        for field in fields
        if not field.endswith("_id") and field not in ("id", "version")
    ]


def label_of(object_type: str, field: str) -> str:
    """« Gouvernance : niveau » for governance.level; an unknown field shows its own name, spaced."""
    first, *others = field.split(".")
    label = declared.label(object_type, first) or FIELDS.get(first, first.replace("_", " ").capitalize())
    rest = [FIELDS.get(part, part.replace("_", " ")).lower() for part in others]
    return f"{formats.NBSP}: ".join([label, *rest])


def in_words(object_type: str, field: str, value: Any) -> str:
    """A JSON value as a French reader writes it."""
    field = field.rpartition(".")[2]
    if value is None or value == "" or value == [] or value == {}:
        return formats.DASH
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(in_words(object_type, field, item) for item in value)
    if isinstance(value, dict):
        parts = (
            f"{label_of(object_type, key)}{formats.NBSP}: {in_words(object_type, key, item)}"
            for key, item in value.items()
        )
        return f"{formats.NBSP}; ".join(parts)
    words = WORDS_OF_TABLES.get(object_type, {}).get(field) or WORDS.get(field, {})
    if word := declared.word(object_type, field, str(value)) or words.get(str(value)):
        return word
    if isinstance(value, int | float):
        return _number(field, value)
    if field in MEASURES and _NUMBER.fullmatch(value):
        number = Decimal(value)
        return formats.percent(number) if field == "kept_progress" else formats.decimal(number, places=4)
    return _text(str(value))


def _number(field: str, value: int | float) -> str:
    if field.endswith("_cents"):
        return formats.money(int(value))
    if field.endswith("quarters"):
        return formats.quarters(int(value))
    return formats.decimal(value, places=4)


def _text(text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            return formats.date_plain(date.fromisoformat(text))
        if _INSTANT.fullmatch(text):
            return formats.moment_short(datetime.fromisoformat(text))
    except ValueError:
        return text
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def by_day(entries: Sequence[JournalEntry]) -> list[tuple[date, list[Line]]]:
    """Entries under the Paris day on which they were written, in their order."""
    lines = (line_of(entry) for entry in entries)
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: paris_day(line.entry.at))]


def line_of(entry: JournalEntry) -> Line:
    return Line(entry, kind_of(entry.object_type), changes_of(entry.object_type, entry.before, entry.after))
