"""The scheduler process. APScheduler only rings the bell: what is due stands in the database."""

import logging
import signal
import threading
from collections.abc import Callable

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import OperationalError

from aic_tracker import clock, config
from aic_tracker.calendar_fr import PARIS
from aic_tracker.scheduler import drawing, jobs, sheets, webhooks

# Sign-in links must leave at once.
DELIVERY_SECONDS = 5
SETTLE_SECONDS = 60
# Reads every event of the next days: whoever looks at them sooner has them drawn.
DEPARTURES_SECONDS = 300
# Asks nothing outside before the time of a source came.
SOURCES_SECONDS = 60
SHEETS_SECONDS = 10
DAILY_HOUR = 3

log = logging.getLogger(__name__)


def run(app: Flask) -> None:
    """Tick until SIGTERM or Ctrl-C; the message in hand is finished first."""
    stopping = threading.Event()
    # Blocked here and so in every thread started from here: only sigwait below receives them.
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    in_context(app, jobs.forget_pause)()
    scheduler = build(app, stopping.is_set)
    scheduler.start()
    log.info("scheduler started")
    signal.sigwait(signals)
    log.info("scheduler stopping")
    stopping.set()
    scheduler.shutdown(wait=True)


def build(app: Flask, is_stopping: Callable[[], bool]) -> BackgroundScheduler:
    """The jobs, in memory: a shared store is unsafe with several schedulers, and the database says what is due."""
    scheduler = BackgroundScheduler(
        timezone=PARIS,
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    now = clock.now()

    def every(seconds: int, job: Callable[[], object], name: str) -> None:
        scheduler.add_job(in_context(app, job), "interval", seconds=seconds, next_run_time=now, id=name)

    every(config.current().reminders.tick_seconds, lambda: jobs.plan(clock.now()), "plan")
    every(DELIVERY_SECONDS, lambda: jobs.deliver(is_stopping), "deliver")
    every(DELIVERY_SECONDS, lambda: webhooks.deliver(is_stopping), "webhooks")
    every(SETTLE_SECONDS, lambda: jobs.settle(clock.now()), "settle")
    every(config.current().reminders.tick_seconds, lambda: drawing.catch_up(clock.now()), "pictures")
    every(DEPARTURES_SECONDS, lambda: jobs.draw_departures(clock.now()), "departures")
    every(SHEETS_SECONDS, lambda: sheets.read_on(clock.now()), "sheets")
    every(DELIVERY_SECONDS, lambda: sheets.write_on(is_stopping), "sheets_written")
    every(SOURCES_SECONDS, lambda: jobs.read_sources(clock.now()), "sources")
    daily = in_context(app, lambda: jobs.close_periods(clock.now()))
    scheduler.add_job(daily, "cron", hour=DAILY_HOUR, next_run_time=now, id="close_periods")
    checked = in_context(app, jobs.check_audit)
    scheduler.add_job(checked, "cron", hour=DAILY_HOUR, minute=45, next_run_time=now, id="check_audit")
    rows = in_context(app, lambda: jobs.check_rows(clock.now()))
    scheduler.add_job(rows, "cron", hour=DAILY_HOUR, minute=50, next_run_time=now, id="check_rows")
    scheduler.add_job(in_context(app, jobs.fill_search), next_run_time=now, id="fill_search")
    scheduler.add_job(in_context(app, jobs.mend_search), "cron", hour=DAILY_HOUR, minute=55, id="mend_search")
    pictures = in_context(app, lambda: drawing.check_pictures(clock.now()))
    scheduler.add_job(pictures, "cron", hour=DAILY_HOUR, minute=40, id="check_pictures")
    # The people of the demonstration are not real, and are there to be tried, however long nobody came.
    if not config.current().demo:
        kept = in_context(app, lambda: jobs.keep_no_longer_than_promised(clock.now()))
        scheduler.add_job(kept, "cron", hour=DAILY_HOUR, minute=30, next_run_time=now, id="retention")
        room = in_context(app, jobs.give_room_back)
        scheduler.add_job(room, "cron", hour=DAILY_HOUR, minute=40, next_run_time=now, id="room")
    return scheduler


def in_context(app: Flask, job: Callable[[], object]) -> Callable[[], None]:
    """The next tick finds the same work. A database that is gone is said in one line, a defect with its frames."""

    def run() -> None:
        with app.app_context():
            try:
                result = job()
            except OperationalError as error:
                log.error("database unavailable: %s", error.orig)
            except Exception:
                log.exception("unforeseen failure")
            else:
                if isinstance(result, dict) and any(result.values()):
                    log.info("%s", ", ".join(f"{name} {count}" for name, count in sorted(result.items()) if count))

    return run
