"""Schedulers that die: `lives.py PORT INSTANT SEED KILLS`, each a fork that kills itself at a moment drawn at random.

Then one that lives on until nothing waits. Each life begins once the leases of the one before are over.
"""

import os
import random
import signal
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from aic_tracker import clock, config, create_app
from aic_tracker.db import db
from aic_tracker.outgoing.asking import Bounds
from aic_tracker.scheduler.webhooks import deliver
from aic_tracker.webhooks import crash_points, queue, sending
from aic_tracker.webhooks.models import Notice

MOMENTS = (
    crash_points.AFTER_CLAIM,
    crash_points.BEFORE_ASKED,
    crash_points.AFTER_ANSWERED,
    crash_points.AFTER_SETTLED,
)
BETWEEN = timedelta(minutes=16)  # longer than a lease, and than an address that fails is left alone
LAST_LIVES = 30


def to(port: int) -> Bounds:
    return replace(
        sending.BOUNDS, resolve=lambda _host, _port: ["127.0.0.1"], allows=lambda _ip: True, ports=frozenset({port})
    )


def die_at(moment: str, time: int) -> None:
    left = [time]

    def reach(name: str) -> None:
        left[0] -= name == moment
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    crash_points.reach = reach


def live(now: datetime) -> int:
    """How many were received, in this process."""
    with clock.at(now):
        return deliver()["webhooks_received"]


def waiting() -> int:
    found = db.session.execute(sa.select(sa.func.count()).where(Notice.status.in_(queue.UNSETTLED))).scalar_one()
    db.session.rollback()
    return found


def die(chance: random.Random, now: datetime) -> None:
    moment, time = chance.choice(MOMENTS), chance.randint(1, 4)
    if not (child := os.fork()):
        db.engine.dispose(close=False)
        die_at(moment, time)
        live(now)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL):
        sys.exit("a life ended otherwise than by being killed")


if __name__ == "__main__":
    port, instant, seed, kills = sys.argv[1:]
    sending.BOUNDS = to(int(port))
    chance, now = random.Random(int(seed)), datetime.fromisoformat(instant)
    with create_app(config.load()).app_context():
        for _ in range(int(kills)):
            db.engine.dispose()
            die(chance, now)
            now += BETWEEN
        for _ in range(LAST_LIVES):
            live(now)
            if not waiting():
                break
            now += BETWEEN
