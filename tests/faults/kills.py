"""kill -9, at random and at each named moment, and many schedulers at once."""

import functools
import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

from aic_tracker.mail import crash_points
from tests.faults import server as smtp
from tests.faults import workers
from tests.faults.workers import FastClock
from tests.faults.world import Timer, World

READERS = 25
MIX = [
    ("CONNECT", smtp.DROP),
    ("CONNECT", "HTTP/1.1 400 Bad Request"),
    ("EHLO", "421 4.3.2 Closing"),
    ("MAIL", "421 4.3.2 Closing"),
    ("MAIL", "451 4.3.0 Later"),
    ("RCPT", "450 4.2.1 Later"),
    ("RCPT", "452 4.5.3 Too many"),
    ("RCPT", "550 5.1.1 Nobody"),
    ("DATA", "451 4.3.0 Later"),
    ("DATA", smtp.DROP),
    (".", "451 4.3.0 Later"),
    (".", "554 5.7.1 Refused"),
    (".", smtp.DROP),
    (".", smtp.KEEP_AND_DROP),
    (".", smtp.SILENCE),
    (".", smtp.KEEP_AND_SILENCE),
]
# As life goes on, points are held: those with nothing left to send.
DONE = """
UPDATE checkpoint SET status = 'held'
WHERE status = 'planned'
  AND EXISTS (SELECT 1 FROM reminder r WHERE r.kind = 'checkpoint-coming' AND r.object_id = checkpoint.id)
  AND NOT EXISTS (
    SELECT 1 FROM reminder r JOIN outgoing_mail m ON m.id = r.mail_id
    WHERE r.kind = 'checkpoint-coming' AND r.object_id = checkpoint.id
      AND m.status IN ('pending', 'claimed', 'handoff'))
"""
MUST_BE_NONE = ("lost", "twice", "twice planned", "waiting", "received, said otherwise")


def at_random(
    world: World, *, reminders: int, kills: int, minutes: float, schedulers: int = 2, seed: int = 1
) -> dict[str, Any]:
    """Two schedulers killed over and over, while the mail server refuses, cuts and keeps silent."""
    timer, now, drawn = Timer(), FastClock(60), random.Random(seed)
    workers.use_clock(now)
    world.add_points(1, READERS)
    workers.warm(world.app)
    world.server.order(mix={"faults": MIX, "rate": 0.01, "seed": seed})
    killed = 0
    running: set[int] = set()
    while (killed < kills or world.expected < reminders) and timer.seconds < minutes * 60:
        # Work comes as it is done, so that no kill falls on idle schedulers nor the backlog on all of them.
        while world.expected < reminders * min(1, (killed + 4) / kills) and _waiting(world) < 2 * READERS:
            world.add_points(1, READERS)
        while len(running) < schedulers:
            running.add(workers.fork(workers.scheduler(world.app, drawn.randrange(2**32))))
        if drawn.random() < 0.3:
            time.sleep(0.005 * 60 ** drawn.random())  # from 5 to 300 ms: planning, claiming
        else:
            _wait_for_messages(world, drawn.randrange(1, 4))
            time.sleep(drawn.random() * 0.02)
        victim = drawn.choice(sorted(running))
        _kill(victim)
        running.remove(victim)
        killed += 1
        if killed % 20 == 0:
            world.write(DONE)
    for victim in running:
        _kill(victim)
    world.server.order(mix={"faults": [], "rate": 0, "seed": seed})
    workers.drain(world.app, now, lambda: _waiting(world), minutes=20)
    return {"kills": killed, **_sure(world.count()), "seconds": timer.seconds}


def _wait_for_messages(world: World, more: int, seconds: float = 0.3) -> None:
    wanted = len(os.listdir(world.server.folder)) + more
    _until(lambda: len(os.listdir(world.server.folder)) >= wanted, seconds)


def _kill(victim: int) -> None:
    os.kill(victim, signal.SIGKILL)
    assert workers.wait(victim) == -signal.SIGKILL, "a scheduler ended by itself"


def _waiting(world: World) -> int:
    states = world.states()
    planned = world.rows("SELECT count(*) FROM reminder")[0][0]
    return states["pending"] + states["claimed"] + states["handoff"] + world.expected - int(planned)


def _sure(counts: dict[str, int]) -> dict[str, int]:
    wrong = {name: counts[name] for name in MUST_BE_NONE if counts[name]}
    ended = sum(counts[state] for state in ("sent", "doubtful", "failed", "cancelled"))
    assert not wrong, f"{wrong} in {counts}"
    assert ended == counts["expected"], counts
    return counts


# Where a crash leaves the mail in hand, what it becomes once the lease is over, and how often the server has it.
CRASHES = {
    crash_points.AFTER_PLANNED_ROW: (None, "sent", 1),
    crash_points.AFTER_CLAIM: ("claimed", "sent", 1),
    crash_points.BEFORE_HANDOFF: ("claimed", "sent", 1),
    crash_points.AFTER_HANDOFF: ("handoff", "doubtful", 0),
    crash_points.AFTER_DOT: ("handoff", "doubtful", 1),
    crash_points.AFTER_ANSWER: ("handoff", "doubtful", 1),
    crash_points.AFTER_SETTLED: ("sent", "sent", 1),
}


def at_crash_points(world: World, *, times: int, minutes: float) -> dict[str, Any]:
    """One reminder, one crash, and one later pass: as in the table above, each time."""
    timer, now = Timer(), FastClock(1)
    workers.use_clock(now)
    world.add_points(1, 1)
    workers.warm(world.app)
    done = 0
    while done < times and timer.seconds < minutes * 60:
        for point in CRASHES:
            _crash(world, now, point)
        done += 1
    counts = _sure(world.count())
    return {"each of seven": done, **counts, "seconds": timer.seconds}


def _crash(world: World, now: FastClock, point: str) -> None:
    left, end, kept = CRASHES[point]
    world.add_points(1, 1)
    assert workers.run(workers.once(world.app, crash_at=point)) == -signal.SIGKILL, f"{point} was not reached"
    state = _last_mail(world)
    assert (state and state[1]) == left, f"{point}: {state} instead of {left}"
    now.skip(minutes=3)
    assert workers.run(workers.once(world.app)) == 0
    after = _last_mail(world)
    assert after is not None
    if kept:
        # The dot may be on its way when the process dies: the server has it, be it a moment later.
        _until(functools.partial(_is_kept, world, after[0]))
    received = world.server.accepted()[after[0]]
    assert (after[1], received) == (end, kept), f"{point}: {after}, received {received} times"
    world.write(DONE)


def _is_kept(world: World, message_id: str) -> bool:
    return message_id in world.server.accepted()


def _last_mail(world: World) -> tuple[str, str] | None:
    rows = world.rows(
        "SELECT m.message_id, m.status FROM outgoing_mail m JOIN reminder r ON r.mail_id = m.id "
        "WHERE r.object_id = (SELECT max(id) FROM checkpoint)"
    )
    return (rows[0][0], rows[0][1]) if rows else None


def _until(is_so: Callable[[], bool], seconds: float = 5) -> None:
    limit = time.monotonic() + seconds
    while not is_so() and time.monotonic() < limit:
        time.sleep(0.01)


def many_schedulers(world: World, *, reminders: int, schedulers: int = 8) -> dict[str, Any]:
    """No fault: each mail leaves once, whoever takes it."""
    timer = Timer()
    workers.use_clock(FastClock(1))
    world.add_points(1, READERS)
    workers.warm(world.app)
    world.add_points(reminders // READERS - 1, READERS)
    running = [workers.fork(workers.scheduler(world.app, seed)) for seed in range(schedulers)]
    while _waiting(world):
        time.sleep(0.5)
    for scheduler in running:
        _kill(scheduler)
    return {"schedulers": schedulers, **_sure(world.count()), "seconds": timer.seconds}
