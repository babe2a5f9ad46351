"""Time given on assignments, added up by laureate, by person, by month or by year. Quarter days."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentDay, Expert
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.queries import Visible, ids_of


class By(StrEnum):
    """What a sum is made for; the value stands in the address."""

    LAUREATE = "laureat"
    PERSON = "personne"
    MONTH = "mois"
    YEAR = "annee"

    @property
    def label(self) -> str:
        return {"laureat": "Lauréat", "personne": "Personne", "mois": "Mois", "annee": "Année"}[self.value]


# A laureate or a person: its identifier and its name; a month: its first day; a year: its number.
Key = tuple[str, str] | date | int
Sums = list[tuple[tuple[Key, ...], int]]
Columns = Mapping[By, tuple[Any, ...]]


def time_given(visible: Visible, by: Sequence[By], first: date | None = None, until: date | None = None) -> Sums:
    """By what is asked, the time of experts over `[first, until)`; one statement."""
    on = AssignmentDay.on
    person = sa.case((Expert.user_id.is_(None), -Expert.id), else_=Expert.user_id)
    columns = columns_of(on, person, Expert.name)
    statement = (
        sa.select(*(column for each in by for column in columns[each]), sa.func.sum(AssignmentDay.quarters))
        .select_from(AssignmentDay)
        .join(AssignmentDay.assignment)
        .join(Laureate, Laureate.id == Assignment.laureate_id)
        .join(Expert, Expert.id == Assignment.expert_id)
        .where(Assignment.laureate_id.in_(ids_of(visible)), *within(on, first, until))
        .group_by(*(column for each in by for column in columns[each]))
    )
    return added_up(by, db.session.execute(statement).all())


def columns_of(on: Any, person_id: Any, person_name: Any) -> Columns:
    """What a sum is grouped by. An expert without account has a number below zero."""
    year, month = sa.extract("year", on), sa.extract("month", on)
    return {
        By.LAUREATE: (Laureate.slug, Laureate.name),
        By.PERSON: (person_id, person_name),
        By.MONTH: (year, month),
        By.YEAR: (year,),
    }


def within(on: Any, first: date | None, until: date | None) -> list[sa.ColumnElement[bool]]:
    return [*([on >= first] if first else []), *([on < until] if until else [])]


def added_up(by: Sequence[By], rows: Sequence[Any]) -> Sums:
    """The rows of such a select: their keys, and their sum."""
    found: Sums = []
    for *values, quarters in rows:
        keys: list[Key] = []
        for each in by:
            if each is By.YEAR:
                keys.append(int(values.pop(0)))
            elif each is By.MONTH:
                keys.append(date(int(values.pop(0)), int(values.pop(0)), 1))
            else:
                keys.append((str(values.pop(0)), values.pop(0)))
        found.append((tuple(keys), int(quarters)))
    return found
