"""Needs go once the event is over; the guests of long ago have no name left."""

from datetime import timedelta

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.events import answers, keeping
from aic_tracker.events.models import Answer, Attendance


def test_needs_are_erased_the_day_after_and_guests_later(announced):
    event = announced(guests=["lea@example.fr"])
    [lea] = event.attendances
    answers.answer(lea, Answer.YES, needs="Sans gluten", now=clock.now())
    db.session.commit()
    assert keeping.forget(event.starts_at + timedelta(hours=2)) == 0
    assert keeping.forget(event.starts_at + timedelta(days=1)) == 1
    db.session.commit()
    kept = db.session.get_one(Attendance, lea.id, populate_existing=True)
    assert (kept.needs, kept.email, kept.answer) == ("", "lea@example.fr", Answer.YES)
    assert keeping.forget(event.starts_at + timedelta(days=3000)) == 1
    db.session.commit()
    assert db.session.get_one(Attendance, lea.id, populate_existing=True).email is None
