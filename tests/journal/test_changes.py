"""What an edit changed, set on the row and given to the journal as JSON keeps it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from aic_tracker.accounts.models import Role
from aic_tracker.journal import changes


@dataclass
class Person:
    id: int
    name: str


@dataclass
class Row:
    title: str = "Recruter"
    due_on: date | None = None
    target: Decimal | None = Decimal("8.40")
    role: Role = Role.COACH
    tags: list[str] = field(default_factory=list)
    owner: Person | None = None


def test_what_differs_is_set_and_told() -> None:
    row = Row()
    before, after = changes.apply(row, {"title": "Recruter", "due_on": date(2026, 3, 1), "tags": ["un"]})
    assert (row.due_on, row.tags) == (date(2026, 3, 1), ["un"])
    assert before == {"due_on": None, "tags": []}
    assert after == {"due_on": "2026-03-01", "tags": ["un"]}


def test_nothing_is_told_of_what_is_the_same() -> None:
    assert changes.apply(Row(), {"title": "Recruter", "target": Decimal("8.4")}) == ({}, {})


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("target", Decimal("8400.0"), "8400"),
        ("role", Role.EXPERT, "expert"),
        ("owner", Person(3, "Jeanne Petit"), "Jeanne Petit"),
    ],
)
def test_values_are_kept_as_json_reads_them(name: str, value: Any, kept: Any) -> None:
    assert changes.apply(Row(), {name: value})[1] == {name: kept}


def test_two_sets_of_values_give_the_fields_that_differ() -> None:
    assert changes.differing({"a": 1, "b": 2}, {"a": 1, "b": 3}) == ({"b": 2}, {"b": 3})
