"""What the database holds, as plain values: the oracle asks it of the tables, and nothing of the programme's rules."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, Membership, SupportPeriod
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Objective, Priority, Roadmap
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry

Place = tuple[int, int, str, date, date | None]  # laureate, person, role, first day, first day without it


@dataclass
class Facts:
    emails: dict[int, str]
    directors: list[int]
    ended: set[int]  # laureates
    places: list[Place]
    periods: list[tuple[int, int, int, date, date, date | None]]  # id, laureate, number, start, term, stopped on
    decided: set[int]  # periods
    points: list[tuple[int, int, str, datetime, datetime | None]]  # id, laureate, status, start, said held
    told: dict[tuple[int, int], datetime]  # (point, person): when a change was told
    objectives: list[tuple[int, int, str, date, int | None]]  # id, laureate, status, due, owner: published, not carried
    quarters: dict[tuple[int, int, date], int] = field(default_factory=lambda: defaultdict(int))
    nothing: set[tuple[int, int, date]] = field(default_factory=set)

    def present(self, laureate: int, day: date, *roles: str) -> list[int]:
        """Who holds a place there on that day."""
        return [
            person
            for where, person, role, first, until in self.places
            if where == laureate and role in roles and first <= day and (until is None or day < until)
        ]

    def is_covered(self, laureate: int, day: date) -> bool:
        return any(
            where == laureate and start <= day < min(term, stopped or term)
            for _id, where, _number, start, term, stopped in self.periods
        )


def read() -> Facts:
    rows = _rows(User.id, User.email, User.role)
    copied = {id for (id,) in _rows(Objective.carried_from_id)}
    objectives = (
        sa.select(Objective.id, SupportPeriod.laureate_id, Objective.status, Objective.due_on, Objective.owner_id)
        .join(Priority, Priority.id == Objective.priority_id)
        .join(Roadmap, Roadmap.id == Priority.roadmap_id)
        .join(SupportPeriod, SupportPeriod.id == Roadmap.period_id)
        .where(Roadmap.published_at.is_not(None), Objective.due_on.is_not(None))
    )
    facts = Facts(
        emails={id: email for id, email, _role in rows},
        directors=[id for id, _email, role in rows if role == "direction"],
        ended={id for id, status in _rows(Laureate.id, Laureate.status) if status == "ended"},
        places=[
            (row[0], row[1], str(row[2]), row[3], row[4])
            for row in _rows(
                Membership.laureate_id, Membership.user_id, Membership.role, Membership.from_on, Membership.until_on
            )
        ],
        periods=_rows(
            SupportPeriod.id,
            SupportPeriod.laureate_id,
            SupportPeriod.number,
            SupportPeriod.starts_on,
            SupportPeriod.term_on,
            SupportPeriod.ended_on,
        ),
        decided={id for (id,) in _rows(RenewalDecision.period_id)},
        points=[
            (row[0], row[1], str(row[2]), row[3], row[4])
            for row in _rows(
                Checkpoint.id, Checkpoint.laureate_id, Checkpoint.status, Checkpoint.starts_at, Checkpoint.held_at
            )
        ],
        told={},
        objectives=[
            (row[0], row[1], str(row[2]), row[3], row[4])
            for row in db.session.execute(objectives)
            if row[0] not in copied
        ],
    )
    _say_told(facts)
    for person, laureate, on, quarters in _rows(
        TimeEntry.user_id, TimeEntry.laureate_id, TimeEntry.on, TimeEntry.quarters
    ):
        facts.quarters[person, laureate, on.replace(day=1)] += quarters
    for person, laureate, month in _rows(
        MonthDeclaration.user_id, MonthDeclaration.laureate_id, MonthDeclaration.month
    ):
        facts.nothing.add((person, laureate, month))
    return facts


def _rows(*columns: Any) -> list[Any]:
    return [tuple(row) for row in db.session.execute(sa.select(*columns))]


def _say_told(facts: Facts) -> None:
    moved = sa.select(OutgoingMail.dedup_key, OutgoingMail.user_id, OutgoingMail.created_at).where(
        OutgoingMail.kind == "checkpoint-moved", OutgoingMail.status != "cancelled"
    )
    for key, person, at in db.session.execute(moved):
        facts.told[int(key.split(":")[1]), person or 0] = at
