"""A database that is locked, restarted, full or put back to the day before."""

import functools
import os
import random
import resource
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from aic_tracker import db as house
from tests.faults import workers
from tests.faults.workers import FastClock
from tests.faults.world import Timer, World
from tests.support import postgres

READERS = 20


def _sure(world: World) -> dict[str, int]:
    found = world.count()
    for name in ("lost", "twice", "twice planned", "waiting", "received, said otherwise"):
        assert found[name] == 0, found
    return found


def _begin(world: World, speed: float = 60) -> tuple[Timer, FastClock]:
    timer, now = Timer(), FastClock(speed)
    workers.use_clock(now)
    world.add_points(1, 1)
    workers.warm(world.app)
    return timer, now


def _finish(world: World, now: FastClock) -> None:
    def waiting() -> int:
        states = world.states()
        planned = int(world.rows("SELECT count(*) FROM reminder")[0][0])
        return states["pending"] + states["claimed"] + states["handoff"] + world.expected - planned

    workers.drain(world.app, now, waiting, minutes=20)


def locked(world: World, *, times: int, seconds: float, patience: float) -> dict[str, Any]:
    """Somebody holds the database longer than a scheduler waits for it, in the middle of its work."""
    house.BUSY_TIMEOUT_SECONDS = patience  # type: ignore[assignment]
    timer, now = _begin(world)
    scheduler = workers.fork(workers.scheduler(world.app, 1))
    for number in range(times):
        world.add_points(1, READERS)
        time.sleep(0.05 + 0.05 * (number % 5))
        _lock(world, seconds)
    assert os.waitpid(scheduler, os.WNOHANG) == (0, 0), "the scheduler ended by itself"
    os.kill(scheduler, signal.SIGKILL)
    workers.wait(scheduler)
    _finish(world, now)
    return {"times": times, "locked seconds": seconds, "patience": patience, **_sure(world), "seconds": timer.seconds}


def _lock(world: World, seconds: float) -> None:
    if world.cluster is None:
        with closing(sqlite3.connect(make_url(world.url).database or "", timeout=60, isolation_level=None)) as held:
            held.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            held.execute("ROLLBACK")
        return
    with psycopg.connect(make_url(world.url).set(drivername="postgresql").render_as_string()) as held_too:
        held_too.execute("LOCK TABLE outgoing_mail, reminder, queue_state IN ACCESS EXCLUSIVE MODE")
        time.sleep(seconds)


def restarted(world: World, *, times: int) -> dict[str, Any]:
    """PostgreSQL stopped, by turns as an administrator does and as a power cut does, and started again."""
    if world.cluster is None:
        return {"times": 0}
    timer, now = _begin(world)
    scheduler = workers.fork(workers.scheduler(world.app, 1))
    for number in range(times):
        world.add_points(1, READERS)
        time.sleep(0.1 + 0.1 * (number % 5))
        world.cluster.stop(signal.SIGQUIT if number % 2 else signal.SIGINT)
        world.cluster.start()
    assert os.waitpid(scheduler, os.WNOHANG) == (0, 0), "the scheduler ended by itself"
    os.kill(scheduler, signal.SIGKILL)
    workers.wait(scheduler)
    _finish(world, now)
    return {"times": times, **_sure(world), "seconds": timer.seconds}


def full_disk(world: World, *, times: int, seed: int = 1) -> dict[str, Any]:
    """The system refuses to let the database's files grow, from some moment of a pass on; then room is made."""
    timer, now = _begin(world)
    drawn, refused = random.Random(seed), 0
    if world.cluster is not None:
        # Its journal is made of files of 1 MB: the tables must be the ones that cannot grow.
        while _biggest_table(world) < 1.1 * 1024 * 1024:
            world.add_points(1, 100)
            assert workers.run(workers.once(world.app, deliver=False)) == 0
    for _ in range(times):
        world.add_points(1, READERS)
        if world.cluster is None:
            limit = drawn.randrange(48 * 1024, 400 * 1024)
            code = workers.run(functools.partial(_starved, world, limit))
        else:
            world.cluster.stop()
            world.cluster.start(biggest_file=_biggest_table(world) + drawn.randrange(16 * 1024))
            code = workers.run(workers.once(world.app))
            world.cluster.stop()
            world.cluster.start()
        refused += code != 0
        assert code in (0, 1), f"the pass ended with {code}"
    _finish(world, now)
    return {"times": times, "passes refused": refused, **_sure(world), "seconds": timer.seconds}


def _biggest_table(world: World) -> int:
    assert world.cluster is not None
    return max(path.stat().st_size for path in (world.cluster.home / "data" / "base").glob("*/*"))


def _starved(world: World, limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    workers.once(world.app)()


def restored(world: World, *, times: int) -> dict[str, Any]:
    """A day's reminders leave, then the backup of the day before comes back: nothing leaves again by itself."""
    timer, now = _begin(world, speed=1)
    held = 0
    for _ in range(times):
        # The points are in the backup; their hour comes after it.
        world.add_points(1, READERS)
        backup = _back_up(world)
        for _pass in range(2):
            assert workers.run(workers.once(world.app)) == 0
        before = world.server.accepted()
        _restore(world, backup)
        now.skip(minutes=10)
        for _pass in range(3):
            assert workers.run(workers.once(world.app)) == 0
        assert world.server.accepted() == before, "something left again"
        held += bool(world.rows("SELECT hold_reason FROM queue_state")[0][0])
        # A person drops what waits, and lets the queue run.
        world.write("UPDATE outgoing_mail SET status = 'cancelled' WHERE status = 'pending'")
        world.write(
            "UPDATE reminder SET status = 'skipped' WHERE mail_id IN "
            "(SELECT id FROM outgoing_mail WHERE status = 'cancelled')"
        )
        world.write("UPDATE queue_state SET hold_reason = ''")
        for _pass in range(2):
            assert workers.run(workers.once(world.app)) == 0
        assert world.server.accepted() == before, "something left again once released"
    assert held == times, f"held {held} times out of {times}"
    return {"times": times, "held": held, "sent again": 0, "seconds": timer.seconds}


def _back_up(world: World) -> Path | str:
    if world.cluster is not None:
        postgres.drop_database(world.cluster.url, "backup")
        return postgres.create_database(world.cluster.url, "backup", template="campaign")
    path = world.folder / "backup.sqlite"
    with closing(sqlite3.connect(make_url(world.url).database or "")) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)
    return path


def _restore(world: World, backup: Path | str) -> None:
    if world.cluster is not None:
        postgres.drop_database(world.cluster.url, "campaign")
        postgres.create_database(world.cluster.url, "campaign", template="backup")
        return
    live = Path(make_url(world.url).database or "")
    for path in (live, live.with_name(live.name + "-wal"), live.with_name(live.name + "-shm")):
        path.unlink(missing_ok=True)
    subprocess.run(["cp", str(backup), str(live)], check=True)
