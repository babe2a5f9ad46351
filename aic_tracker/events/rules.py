"""Places and the waiting list, what an event's dates ask for. Pure."""

from collections.abc import Sequence
from datetime import datetime

from aic_tracker.events.models import Answer, Attendance, EventStatus

USUAL_MINUTES = 120
QUARTER_MINUTES = 105  # a quarter of a working day of seven hours
WISHES = (Answer.YES, Answer.PERHAPS, Answer.NO)


def settled(wish: Answer, now_is: Answer, *, taken: int, waiting: int, capacity: int | None) -> Answer:
    """What an answer becomes, of somebody who answered `now_is` until then.

    `taken` places and `waiting` people, this one left out. Nobody passes those who wait.
    """
    if wish is not Answer.YES or now_is is Answer.YES or capacity is None:
        return wish
    return Answer.YES if now_is is not Answer.WAITING and not waiting and taken < capacity else Answer.WAITING


def served(queue: Sequence[int], *, taken: int, capacity: int | None) -> Sequence[int]:
    """Those of the queue, in its order, for whom there is a place."""
    return queue if capacity is None else queue[: max(0, capacity - taken)]


def answer_refusal(status: EventStatus, starts_at: datetime, now: datetime) -> str:
    """Why nobody can answer any more; "" while one can."""
    if status is EventStatus.CANCELLED:
        return "Cet événement est annulé : il n’y a plus rien à répondre."
    if status is EventStatus.DRAFT:
        return "Cet événement n’est pas encore annoncé."
    return "Cet événement a commencé : il n’est plus temps de répondre." if starts_at <= now else ""


def outcome(attendance: Attendance, *, is_counted: bool) -> str:
    """What became of somebody, once it was said who came."""
    if attendance.came_at is not None:
        return "Présent·e"
    if not is_counted:
        return ""
    if attendance.answer is Answer.NO:
        return "Excusé·e"
    return "Absent·e" if attendance.answer is Answer.YES else ""


def quarters_of(minutes: int) -> int:
    """The time that is proposed for an event, in quarters of a day: to the nearest, one at least, four at most."""
    return min(4, max(1, round(minutes / QUARTER_MINUTES)))
