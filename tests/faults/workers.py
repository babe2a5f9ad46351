"""Schedulers in processes of their own, forked from this one so that three thousand of them cost nothing to start.

A fork opens its own connections and dies of its own death: for the database and the mail server it is a process like
any other. Time runs `SPEED` times faster, from the same start in all of them, so that leases end and retries come.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail import crash_points
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.scheduler import jobs
from aic_tracker.scheduler.runner import in_context
from tests.faults.world import START


class FastClock:
    """The instant in a campaign; `skip` moves it for the processes forked afterwards."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.began = time.monotonic()
        self.moved = timedelta(0)

    def __call__(self) -> datetime:
        return START + self.moved + timedelta(seconds=(time.monotonic() - self.began) * self.speed)

    def reset(self) -> None:
        self.began, self.moved = time.monotonic(), timedelta(0)

    def skip(self, **span: float) -> None:
        self.moved += timedelta(**span)


def use_clock(now: Callable[[], datetime]) -> None:
    clock.now = now


def only_points() -> None:
    """Other kinds of reminders would only blur the count."""
    for name in [name for name in KINDS if name != "checkpoint-coming"]:
        del KINDS[name]


def fork(work: Callable[[], None]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work()
        code = 0
    finally:
        os._exit(code)


def wait(child: int) -> int:
    """The exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(work: Callable[[], None]) -> int:
    return wait(fork(work))


def scheduler(app: Flask, seed: int, idle: float = 0.01) -> Callable[[], None]:
    """What the scheduler process does, its three jobs in turn."""
    settle = in_context(app, lambda: jobs.settle(clock.now()))
    plan = in_context(app, lambda: jobs.plan(clock.now()))
    deliver = in_context(app, jobs.deliver)

    def work() -> None:
        random.seed(seed)
        # Not always in the same order: a kill must be able to fall on any of them.
        for job in random.choice([(settle, plan, deliver), (deliver, settle, plan), (plan, deliver, settle)]):
            job()
        while True:
            settle()
            plan()
            deliver()
            time.sleep(idle)

    return work


def once(app: Flask, *, crash_at: str = "", reached: int = 1, deliver: bool = True) -> Callable[[], None]:
    """One whole pass, which dies the `reached`-th time it comes to `crash_at`."""

    def work() -> None:
        left = reached

        def reach(name: str) -> None:
            nonlocal left
            left -= name == crash_at
            if left == 0 and name == crash_at:
                os.kill(os.getpid(), signal.SIGKILL)

        if crash_at:
            crash_points.reach = reach
        with app.app_context():
            jobs.settle(clock.now())
            jobs.plan(clock.now())
            if deliver:
                jobs.deliver()
            db.session.remove()

    return work


def warm(app: Flask) -> None:
    """One pass here: templates and statements are compiled once, for all the forks. No connection is left open."""
    once(app)()
    with app.app_context():
        db.engine.dispose()


def drain(app: Flask, now: FastClock, waiting: Callable[[], int], *, passes: int = 60, **step: float) -> int:
    """Whole passes, `step` apart, until nothing waits. Returns how many it took."""
    for number in range(passes):
        code = run(once(app))
        assert code == 0, f"a pass ended with {code}"
        if waiting() == 0:
            return number + 1
        now.skip(**step)
    return passes
