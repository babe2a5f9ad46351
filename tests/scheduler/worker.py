"""A scheduler in a process of its own: `worker.py plan|deliver INSTANT [CRASH_POINT]`. It dies at its crash point."""

import os
import signal
import sys
from datetime import datetime

from aic_tracker import clock, config, create_app
from aic_tracker.mail import crash_points
from aic_tracker.scheduler import jobs


def die_at(wanted: str) -> None:
    def reach(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    crash_points.reach = reach


job, instant, *crash_point = sys.argv[1:]
if crash_point:
    die_at(crash_point[0])
with create_app(config.load()).app_context(), clock.at(datetime.fromisoformat(instant)):
    counts = jobs.plan(clock.now()) if job == "plan" else jobs.deliver()
    print({name: count for name, count in counts.items() if count})  # noqa: T201
