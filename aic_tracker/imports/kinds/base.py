"""What each kind of import declares: its fields, and what one row of them would write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.errors import DomainError
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome
from aic_tracker.laureates.models import Laureate


@dataclass(frozen=True)
class Scope:
    """Who imports, when, and into which project when the kind belongs to one."""

    actor: User
    now: datetime
    today: date
    laureate: Laureate | None = None


@dataclass(frozen=True)
class Judged:
    """`changes`: (field title, before, after) in words. `write` does it, through the operations."""

    outcome: Outcome
    label: str
    changes: Sequence[tuple[str, str, str]] = ()
    write: Callable[[], object] | None = None


class Judge(Protocol):
    """Knows what exists, loaded once; says what a row would do. Raises DomainError, its `field` that of a column."""

    def judge(self, row: Row) -> Judged: ...


@dataclass(frozen=True)
class Kind:
    key: str  # in the address
    title: str
    lead: str  # what it takes in, in one sentence
    permission: Permission
    fields: tuple[Field, ...]
    judge: Callable[[Scope], Judge]
    key_field: str = "name"
    of_a_laureate: bool = False  # sent from the page of one project
    shared: Callable[[], dict[str, list[str]]] = field(default=dict)  # by field, choices typed once for all lines

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)


def differences(fields: Sequence[Field], row: Row, present: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Cell by cell, for the columns that were matched."""
    return [
        (one.title, in_words(one, present[one.name]), in_words(one, row.values[one.name]))
        for one in fields
        if one.name in row.values and one.name in present and _blank(row.values[one.name]) != _blank(present[one.name])
    ]


def described(fields: Sequence[Field], row: Row) -> list[tuple[str, str, str]]:
    """What a new line holds."""
    return [(one.title, "", in_words(one, row.values[one.name])) for one in fields if _blank(row.values.get(one.name))]


def in_words(one: Field, value: Any) -> str:
    if _blank(value) is None:
        return ""
    return str(one.show(value)) if one.show else str(value)


def _blank(value: Any) -> Any:
    return None if value in ("", None, []) else value


def need(row: Row, one: Field) -> Any:
    """The value of a field that a new line cannot do without."""
    value = row.values.get(one.name)
    if _blank(value) is None:
        raise DomainError(
            f"Il manque « {one.title} » : remplissez cette cellule, ou dites-le pour toutes les lignes.", field=one.name
        )
    return value
