"""Who comes: answers, places, and those who wait for one. The event's row is held: capacity is never exceeded."""

from datetime import datetime

from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.events import notices, queries, rules
from aic_tracker.events.models import Answer, Attendance, Event
from aic_tracker.laureates.support import at_any_time


@at_any_time
def answer(attendance: Attendance, wish: Answer, *, needs: str, now: datetime) -> Answer:
    """Note what somebody answers; returns what it becomes, a place or a rank among those who wait.

    A place given up goes to the first of them, who is told.
    """
    event = attendance.event
    queries.hold(event)
    if refusal := rules.answer_refusal(event.status, event.starts_at, now):
        raise DomainError(refusal)
    people = queries.guests(event)
    others = [one.answer for one in people if one.id != attendance.id]
    became = rules.settled(
        wish,
        attendance.answer,
        taken=others.count(Answer.YES),
        waiting=others.count(Answer.WAITING),
        capacity=event.capacity,
    )
    if became is Answer.WAITING and attendance.answer is not Answer.WAITING:
        attendance.queue_rank = 1 + max((one.queue_rank or 0 for one in people), default=0)
    elif became is not Answer.WAITING:
        attendance.queue_rank = None
    attendance.answer, attendance.answered_at = became, now
    attendance.needs = needs if became is not Answer.NO else ""
    serve(event, now=now)
    return became


def serve(event: Event, *, now: datetime) -> None:
    """Give the free places to those who wait, in their order, and tell them."""
    db.session.flush()
    people = queries.guests(event)
    queue = [one for one in people if one.answer is Answer.WAITING]
    if not queue:
        return
    taken = sum(one.answer is Answer.YES for one in people)
    placed = set(rules.served([one.id for one in queue], taken=taken, capacity=event.capacity))
    served = [one for one in queue if one.id in placed]
    for one in served:
        one.answer, one.queue_rank = Answer.YES, None
    db.session.flush()
    notices.tell_placed(event, served, now=now)


def rank(event: Event, attendance: Attendance) -> int | None:
    """The place of somebody among those who wait, the first being 1; needs the guests loaded."""
    if attendance.answer is not Answer.WAITING:
        return None
    ahead = [one for one in event.attendances if one.answer is Answer.WAITING]
    return 1 + sum((one.queue_rank or 0) < (attendance.queue_rank or 0) for one in ahead)
