"""What a renewal decided early carries over: what is open on the first day of the new period, as it stands then."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aic_tracker import clock
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.mail.failures import Faults
from aic_tracker.reminders.schedule import plan
from aic_tracker.renewals import operations
from aic_tracker.renewals.models import Outcome
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.scheduler import jobs

DECIDED = "2026-06-15T10:00"
FIRST_DAY = date(2026, 9, 1)


def decide(vikidia):
    operations.decide(
        vikidia.row,
        vikidia.period,
        outcome=Outcome.RENEW,
        reason="Le projet avance.",
        effective_on=None,
        actor=vikidia.direction,
        now=clock.now(),
        today=clock.today(),
    )
    db.session.commit()


def objectives_of(number):
    statement = (
        db.select(Objective)
        .join(Objective.priority)
        .join(Priority.roadmap)
        .join(Roadmap.period)
        .where(SupportPeriod.number == number)
        .order_by(Objective.id)
    )
    return list(db.session.scalars(statement))


@pytest.fixture
def renewed(vikidia, at):
    at(DECIDED)
    decide(vikidia)
    return vikidia


def test_until_the_new_period_the_running_objectives_are_reminded_of(renewed, at):
    funding = next(one for one in objectives_of(1) if one.title == "Trouver un financement")
    funding.due_on, funding.owner_id = date(2026, 7, 20), renewed.coach.id
    db.session.commit()
    at("2026-07-06T08:00")
    due = [due for due in plan(clock.now()).due if due.kind.name == "objective-due"]
    assert [(due.occurrence.object_id, due.recipient.id) for due in due] == [(funding.id, renewed.coach.id)]


def test_an_objective_reached_meanwhile_does_not_come_back(renewed, at):
    next(one for one in objectives_of(1) if one.title == "Trouver un financement").status = ObjectiveStatus.ACHIEVED
    db.session.commit()
    at("2026-09-01T00:01")
    assert operations.begin_periods(clock.now(), Faults()) == 1
    db.session.commit()
    assert objectives_of(2) == []
    assert {one.status for one in objectives_of(1)} == {ObjectiveStatus.ACHIEVED}


def test_the_scheduler_carries_over_once(renewed, at):
    at("2026-08-31T23:50")
    jobs.close_periods(clock.now())
    assert objectives_of(2) == []
    at("2026-09-01T00:01")
    for _ in range(3):
        jobs.close_periods(clock.now())
    assert [one.title for one in objectives_of(2)] == ["Trouver un financement"]


EDITS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["status", "title", "new", "due"]), st.sampled_from(ObjectiveStatus)),
    max_size=12,
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_whatever_is_edited_meanwhile_the_new_roadmap_is_what_was_open_on_its_first_day(renewed, edits):
    with db.session.begin_nested() as attempt:
        for index, gesture, status in edits:
            rows = objectives_of(1)
            row = rows[index % len(rows)]
            if gesture == "status":
                row.status, row.reason = status, "Motif." if status.needs_reason else ""
            elif gesture == "title":
                row.title = f"{row.title} {index}"[:200]
            elif gesture == "due":
                row.due_on = date(2026, 10, 1 + index)
            else:
                db.session.add(
                    Objective(priority_id=row.priority_id, rank=index + 5, title="Ajouté", updated_at=clock.now())
                )
            db.session.flush()
        wanted = sorted(
            (one.id, one.title, one.status, one.reason, one.due_on) for one in objectives_of(1) if one.status.is_open
        )
        operations.begin_periods(paris_instant(FIRST_DAY, 0), Faults())
        db.session.flush()
        carried = sorted(
            (one.carried_from_id, one.title, one.status, one.reason, one.due_on) for one in objectives_of(2)
        )
        assert carried == wanted
        attempt.rollback()
