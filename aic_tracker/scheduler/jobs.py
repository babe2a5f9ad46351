"""What the scheduler does at each tick, each inside an application context of its own."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import OperationalError

from aic_tracker import clock, db, room
from aic_tracker.accounts import idempotency_keys, throttling
from aic_tracker.audit import queries as audit
from aic_tracker.calendar_fr import paris_day
from aic_tracker.drafts import operations as drafts
from aic_tracker.events import reminding
from aic_tracker.imports import operations as imports
from aic_tracker.mail import crash_points, failures, outbox, queue, tick_marker
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import Stage
from aic_tracker.privacy import retention
from aic_tracker.reminders import operations as reminders
from aic_tracker.reminders import schedule, unreadable
from aic_tracker.renewals import operations as renewals
from aic_tracker.scheduler import delivery, sheets, webhooks
from aic_tracker.scheduler.delivery import hold_if_restored
from aic_tracker.search import index
from aic_tracker.sendings import coming
from aic_tracker.sources import passes as sources
from aic_tracker.timesheet import closings
from aic_tracker.webhooks import queue as notices

# Rows written between two commits: no lock is held for long, even over thousands of reminders.
CHUNK = 50
TRIES = 5  # of a batch that somebody else stops
# Of one kind, in one run of what is kept too long.
MOST_BATCHES = 500
RESULTS = ("planned", "sent", "retried", "doubtful", "failed", "skipped", *webhooks.COUNTED.values())

session = db.db.session
log = logging.getLogger(__name__)


def plan(now: datetime, *, is_imagined: bool = False) -> Counter[str]:
    """Write the reminders that are due and have none. Counts `planned` and `skipped`."""
    counts: Counter[str] = Counter()
    hold_if_restored()
    last_tick_at = queue.state().last_tick_at
    is_running = queue.begin_tick(now, is_imagined=is_imagined)
    goes_on = is_running or queue.is_held_after_restoring()
    if is_running and not is_imagined and last_tick_at:
        closings.keep_open(last_tick_at, now)
    ticks = queue.state().ticks
    session.commit()
    tick_marker.note(ticks)
    if not goes_on:
        return counts
    faults = Faults()
    counts["skipped"] += reminders.cancel_without_object(now, faults)
    session.commit()
    wanted = _read_plan(now)
    reminders.hold_if_crowded(wanted, now)
    counts["planned"] += reminders.reopen(wanted, now)
    session.commit()
    for start in range(0, len(wanted.due), CHUNK):
        counts += reminders.write(wanted.due[start : start + CHUNK], now, faults)
        crash_points.reach(crash_points.AFTER_PLANNED_ROW)
        session.commit()
    counts["planned"] += reminding.remind(now, faults)
    faults += wanted.faults
    failures.record(faults, now)
    failures.close_others((Stage.READ, Stage.PLAN, Stage.CANCEL, Stage.REOPEN), faults, now)
    session.commit()
    return counts


def _read_plan(now: datetime) -> schedule.Plan:
    # Reading takes no write lock: people go on working meanwhile.
    db.begin_reading()
    try:
        rows = unreadable.known()
        with unreadable.left_out(rows):
            found = schedule.plan(now)
        if not failures.are_known(found.faults):
            # Perhaps a row that cannot be read: the whole database is searched, once.
            rows = unreadable.find()
            with unreadable.left_out(rows):
                found = schedule.plan(now)
        found.faults += rows
        return found
    finally:
        session.commit()
        db.end_reading()


def settle(now: datetime) -> Counter[str]:
    """End the leases of schedulers that died. Counts `doubtful`."""
    doubtful = outbox.release_expired(now)
    failures.close_delivered(now)
    session.commit()
    return Counter(doubtful=doubtful)


def deliver(is_stopping: Callable[[], bool] = lambda: False, *, is_imagined: bool = False) -> Counter[str]:
    return delivery.deliver(delivery.transport(), is_stopping=is_stopping, is_imagined=is_imagined)


def _is_held(now: datetime, *, is_imagined: bool = False) -> bool:
    """Whether a person's decision is awaited: what cannot be undone waits for it, too."""
    hold_if_restored()
    if not is_imagined:
        queue.hold_if_clock_is_off(now)
    session.commit()
    return bool(queue.state().hold_reason)


def close_periods(now: datetime, *, is_imagined: bool = False) -> None:
    """Write down which accompaniments came to their end; nothing while the queue is held."""
    if _is_held(now, is_imagined=is_imagined):
        return
    faults = Faults()
    with faults.apart(Stage.CLOSE, ""):
        renewals.close_ended_periods(paris_day(now), faults)
    with faults.apart(Stage.CLOSE, ""):
        renewals.begin_periods(now, faults)
    failures.record(faults, now)
    failures.close_others((Stage.CLOSE,), faults, now)
    session.commit()


def forget_counters(now: datetime, *, is_imagined: bool = False) -> None:
    """Drop the counts that no longer limit anybody, the forms that nobody will send again, and old drafts."""
    if _is_held(now, is_imagined=is_imagined):
        return
    throttling.forget(now)
    idempotency_keys.forget(now)
    drafts.forget(now)
    imports.forget(now)
    notices.forget(now)
    session.commit()


def keep_no_longer_than_promised(now: datetime) -> dict[str, int]:
    """Deal with what has been kept for its time, batch after batch. Counts what was done, by kind.

    Nothing while the queue is held: with a clock that is off, everything has been kept for its time.
    """
    if _is_held(now):
        return {}
    done: Counter[str] = Counter()
    faults = Faults()
    for key, apply in retention.APPLIED.items():
        # A batch that does nothing more ends its kind; the rest waits for the next day.
        for _ in range(MOST_BATCHES):
            count = 0
            with faults.apart(Stage.RETENTION, key):
                count = apply(now, faults)
            session.commit()
            done[key] += count
            if not count:
                break
    counts = {key: count for key, count in done.items() if count}
    retention.note_run(counts, now)
    failures.record(faults, now)
    failures.close_others((Stage.RETENTION,), faults, now)
    session.commit()
    return counts


def give_room_back() -> None:
    """Once a night, after what was kept for its time went: its room is the disk's again."""
    freed = room.give_back()
    if freed:
        log.info("room given back", extra={"fields": {"bytes": freed}})


def check_audit() -> None:
    """Read the audit trail again, and log its end: kept elsewhere, it convicts a chain that was written again."""
    db.begin_reading()
    try:
        verdict = audit.verify()
        session.rollback()
    finally:
        db.end_reading()
    if verdict.fault is None:
        log.info("audit trail whole", extra={"fields": {"audit_seq": verdict.seq, "audit_seal": verdict.hash}})
    else:
        log.error("audit trail broken: %s", verdict.fault.name.lower(), extra={"fields": {"audit_seq": verdict.seq}})


def check_rows(now: datetime) -> None:
    """Look for rows that cannot be read: one that no statement asks for would miss its reminders in silence."""
    db.begin_reading()
    try:
        rows = unreadable.find()
        session.rollback()
    finally:
        db.end_reading()
    failures.record(rows, now)
    session.commit()


def read_sources(now: datetime) -> dict[str, int]:
    """A pass of each source whose time came, each step a transaction of its own. Counts the steps."""
    steps = 0
    for kind in sources.due(now):
        for _ in sources.passing(kind, now):
            session.commit()
            steps += 1
    return {"source_steps": steps}


def mend_search() -> dict[str, int]:
    """Write again the entries of the search that are not as they should be. Counts `search_entries`."""
    mended = 0
    for count in index.mend():
        session.commit()
        mended += count
    return {"search_entries": mended}


def rebuild_search() -> dict[str, int]:
    """Write every entry anew, a batch in a transaction: none is missing meanwhile. A batch that somebody stops is tried
    again, and raises after `TRIES`. Counts `search_entries`.
    """
    written = 0
    for kind, ids in index.batches():
        for left in reversed(range(TRIES)):
            try:
                index.rewrite(kind, ids)
                session.commit()
            except OperationalError:
                session.rollback()
                if not left:
                    raise
            else:
                break
        written += len(ids)
    return {"search_entries": written}


def fill_search() -> dict[str, int]:
    """Index a database that comes from before the search, or from before its words were made as they are."""
    return mend_search() if index.is_behind() else {}


def draw_departures(now: datetime) -> None:
    """Draw again the reminders to come, if an event moved, so that no reader has to wait for it."""
    db.begin_reading()
    try:
        coming.bring_up_to_date(now)
    finally:
        session.rollback()
        db.end_reading()


def forget_pause() -> None:
    """A start may come from mended settings: try at once."""
    queue.resume()
    session.commit()


def tick(*, is_imagined: bool = False) -> dict[str, int]:
    """One whole pass at the clock's time, which is perhaps not the present one."""
    now = clock.now()
    close_periods(now, is_imagined=is_imagined)
    forget_counters(now, is_imagined=is_imagined)
    counts = settle(now) + plan(now, is_imagined=is_imagined) + deliver(is_imagined=is_imagined)
    if not is_imagined:  # addresses outside have their own clock: three days that did not pass would close them
        counts += webhooks.deliver()
        sheets.read_on(now)
        sheets.write_on()
    return {name: counts[name] for name in RESULTS}
