"""The rows of reminders go after two years, and nothing leaves a second time for it."""

from datetime import date, datetime

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.reminders import old_rows
from aic_tracker.scheduler import jobs
from tests import factories


def on(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS)


def forget(moment: str) -> int:
    count = 0
    while done := old_rows.forget(on(moment)):
        count += done
    db.session.commit()
    return count


def test_what_was_forgotten_is_not_sent_again(app, server, only):
    """Every kind, two years and a day later: what is due then was never told, or is not told a second time."""
    only("objective-due", "minutes-missing", "assignment-ending", "introduction-follow-up", "aid-register")
    laureate = factories.laureate("Vikidia", starts_on=None)
    factories.period(laureate, date(2026, 1, 5), term_on=date(2031, 1, 5))
    coach = factories.coach(laureate)
    roadmap = factories.roadmap(laureate)
    factories.objective(factories.priority(roadmap), due_on=date(2026, 3, 10), owner_id=coach.id)
    factories.checkpoint(laureate, date(2026, 3, 3))
    factories.introduction(laureate, factories.contact(), owner_id=coach.id, next_step_on=date(2026, 3, 11))
    for day in range(5, 27):
        with clock.at(on(f"2026-03-{day:02}T09:00")):
            jobs.tick(is_imagined=True)
    told = len(server.messages)
    assert told >= 4
    assert forget("2028-05-01T03:30") > told
    with clock.at(on("2028-05-02T09:00")):
        jobs.tick(is_imagined=True)
    assert len(server.messages) == told
