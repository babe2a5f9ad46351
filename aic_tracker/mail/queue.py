"""Whether the queue runs: held until somebody decides, or paused for a while. Nothing here commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from aic_tracker import config, formats
from aic_tracker.db import db
from aic_tracker.mail import hours, kinds, rules, tick_marker
from aic_tracker.mail.models import MailStatus, OutgoingMail, QueueState
from aic_tracker.uniqueness import insert_once

ROW = 1
RESTORED = (
    "La base a été rétablie depuis une sauvegarde : ce qui attend est peut-être déjà parti. "
    "Vérifiez les messages en attente avant de reprendre."
)


def state() -> QueueState:
    """How things stand; a queue that never ran is neither held nor paused."""
    # Another process may have held or released it since this session read it.
    statement = sa.select(QueueState).where(QueueState.id == ROW).execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    return found or QueueState(id=ROW, hold_reason="", paused_until=None, pause_reason="", last_tick_at=None, ticks=0)


def lengths() -> dict[MailStatus, int]:
    """How many mails are in each state, those without any included."""
    # A state that this version does not know must not hide the others.
    known = OutgoingMail.status.in_(list(MailStatus))
    statement = sa.select(OutgoingMail.status, sa.func.count().label("number")).where(known)
    statement = statement.group_by(OutgoingMail.status)
    found = {row.status: row.number for row in db.session.execute(statement)}
    return {status: found.get(status, 0) for status in MailStatus}


def is_paused(queue: QueueState, now: datetime) -> bool:
    return queue.paused_until is not None and now < queue.paused_until


def hold(reason: str) -> None:
    """Deliver nothing but what people wait for, until `release`. A reason already given is kept."""
    _ensure()
    db.session.execute(
        sa.update(QueueState).where(QueueState.id == ROW, QueueState.hold_reason == "").values(hold_reason=reason[:500])
    )


def release() -> None:
    _set(hold_reason="")


def pause(until: datetime, reason: str) -> None:
    """Deliver nothing at all until then."""
    _set(paused_until=until, pause_reason=reason[:500])


def resume() -> None:
    _set(paused_until=None, pause_reason="")


def begin_tick(now: datetime, *, is_imagined: bool = False) -> bool:
    """Note the tick; False when nothing must be planned: the queue is held, maybe just now for a clock that is off.

    An imagined instant (`tick --now`) says nothing of the clock: it is neither compared nor noted.
    """
    if not is_imagined:
        hold_if_clock_is_off(now)
        note_tick(now)
    return not state().hold_reason


def note_tick(now: datetime) -> None:
    _set(last_tick_at=now, ticks=QueueState.ticks + 1)


def hold_if_restored() -> bool:
    """Hold a queue whose database went back to a backup: what left since would leave again. True when it just did."""
    # Read before the database, which is ahead of it then: another scheduler may be ticking at this very moment.
    seen = tick_marker.seen()
    found = state()
    if found.ticks == 0 and seen:
        # A new database, in the place of another.
        tick_marker.note(0)
    # Read after it too: that tick may have been the first of a new database, and have said so.
    seen = min(seen, tick_marker.seen())
    # The next tick brings the marker back to the database's count.
    if found.hold_reason == RESTORED or not 0 < found.ticks < seen:
        return False
    _set(hold_reason=RESTORED)
    return True


def is_held_after_restoring() -> bool:
    """Reminders are then planned all the same, so that people see and may drop what would leave again."""
    return state().hold_reason == RESTORED


def hold_if_clock_is_off(now: datetime) -> None:
    """Hold everything when the clock goes back, or leaps further ahead of the last tick than an outage explains.

    For whoever is about to send, close or delete: the tick that would tell may come just after.
    """
    last = state().last_tick_at
    if last is None:
        return
    if rules.clock_went_back(now, last):
        hold(
            f"L’horloge du serveur a reculé : dernier passage le {formats.moment_short(last)}, il est maintenant "
            f"{formats.moment_short(now)}. Vérifiez l’heure avant de reprendre."
        )
    # A demonstration is opened again months later, and nothing real leaves nor goes.
    elif rules.clock_leapt(now, last) and not config.current().demo:
        hold(
            f"Aucun passage depuis le {formats.moment_short(last)}, et il est maintenant {formats.moment_short(now)} : "
            "l’horloge du serveur a peut-être avancé. Vérifiez l’heure avant de reprendre."
        )


def _set(**values: object) -> None:
    _ensure()
    db.session.execute(sa.update(QueueState).where(QueueState.id == ROW).values(**values))


def _ensure() -> None:
    insert_once(QueueState, {"id": ROW, "hold_reason": "", "pause_reason": "", "ticks": 0}, key=["id"])


@dataclass(frozen=True)
class Progress:
    """How a large queue drains: what is ready and has not left, what left over the last hour."""

    waiting: int
    sent: int

    @property
    def total(self) -> int:
        return self.waiting + self.sent


def progress(now: datetime) -> Progress:
    """Two statements; mails that wait for a later trial are not counted."""
    under_way = (MailStatus.CLAIMED, MailStatus.HANDOFF)
    due = sa.and_(OutgoingMail.status == MailStatus.PENDING, OutgoingMail.next_attempt_at <= now)
    if not hours.are_open(now):
        due = sa.and_(due, OutgoingMail.kind.in_(kinds.at_any_hour()))
    ready = sa.or_(OutgoingMail.status.in_(under_way), due)
    left = sa.and_(OutgoingMail.status == MailStatus.SENT, OutgoingMail.sent_at > now - timedelta(hours=1))
    waiting, sent = (
        db.session.execute(sa.select(sa.func.count()).select_from(OutgoingMail).where(condition)).scalar_one()
        for condition in (ready, left)
    )
    return Progress(waiting, sent)
