"""What each kind of import declares: its fields, and what one row of them would write."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.errors import DomainError
from aic_tracker.imports.cells import Cell
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome, SheetImport
from aic_tracker.laureates.models import Laureate


class Seen:
    """Which line of the file each thing stands on: of those being read, and of those read before (`marks`)."""

    def __init__(self) -> None:
        self.marks: dict[str, int] = {}

    def once(self, key: Hashable, row: Row, refusal: str, *, field: str) -> None:
        """Raises DomainError: `refusal`, whose « {} » is the number of the line, when an earlier line was of it."""
        mark = sha256(repr(key).encode()).hexdigest()[:40]
        if (number := self.marks.setdefault(mark, row.number)) != row.number:
            raise DomainError(refusal.format(number), field=field)

    def mark_of(self, number: int) -> str | None:
        """That of the line read last."""
        last = next(reversed(self.marks.items()), None)
        return last[0] if last and last[1] == number else None


@dataclass(frozen=True)
class Scope:
    """Who imports, when, and into which project when the kind belongs to one."""

    actor: User
    now: datetime
    today: date
    laureate: Laureate | None = None
    seen: Seen = field(default_factory=Seen)
    writes: bool = False  # what is judged is then written
    titles: list[Cell] = field(default_factory=list)  # the head of the sheet
    percentages: str | None = None  # what those of the sheet mean, where a person said it


@dataclass(frozen=True)
class Judged:
    """`changes`: (field title, before, after) in words. `write` does it, through the operations."""

    outcome: Outcome
    label: str
    changes: Sequence[tuple[str, str, str]] = ()
    write: Callable[[], object] | None = None


class FaultsError(DomainError):
    """All that is wrong with one row."""

    def __init__(self, faults: Sequence[DomainError]) -> None:
        super().__init__(faults[0].message, field=faults[0].field)
        self.faults = tuple(faults)


def faults_of(refusal: DomainError) -> tuple[DomainError, ...]:
    return refusal.faults if isinstance(refusal, FaultsError) else (refusal,)


def together(*checks: Callable[[], Any]) -> list[Any]:
    """What each gives; raises all that they refuse, not the first alone."""
    given: list[Any] = []
    faults: list[DomainError] = []
    for check in checks:
        try:
            given.append(check())
        except DomainError as refusal:
            faults += faults_of(refusal)
    if faults:
        raise FaultsError(faults)
    return given


class Judge(Protocol):
    """Knows what exists, loaded once; says what a row would do. Raises DomainError, its `field` that of a column.

    A row comes with what could be read of it: `together` asks for each thing apart, so that all faults are told.
    """

    def judge(self, row: Row) -> Judged: ...


@runtime_checkable
class Gathering(Protocol):
    """A judge whose lines are written together: `write` of each lets it wait. `prepare`: load what they need."""

    def prepare(self, rows: Sequence[Row]) -> None: ...

    def write_waiting(self) -> None: ...


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
    asks_percentages: bool = False
    keeps_others: bool = False  # what stands in the columns that nothing was said of is kept too
    together: int = 0  # lines written in one transaction, where it is not as many as of the others
    shared: Callable[[], dict[str, list[str]]] = field(default=dict)  # by field, choices typed once for all lines
    # Why what an import wrote is not to be taken back at this instant, in one sentence; "" when nothing forbids it.
    why_it_stays: Callable[[SheetImport, datetime], str] = lambda _received, _now: ""

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


def leave_when_empty(row: Row, *names: str) -> None:
    """Of what always has a value, an empty cell changes nothing: its column is as if it were not there."""
    for name in names:
        if name in row.values and _blank(row.values[name]) is None:
            del row.values[name]


def need(row: Row, one: Field) -> Any:
    """The value of a field that a new line cannot do without."""
    value = row.values.get(one.name)
    if _blank(value) is None:
        raise DomainError(
            f"Il manque « {one.title} » : remplissez cette cellule, ou dites-le pour toutes les lignes.", field=one.name
        )
    return value
