"""When a month closes: on the day that the settings say, or later when an outage kept people from being reminded.

Nothing here commits.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from aic_tracker import config, formats
from aic_tracker.calendar_fr import (
    add_months,
    add_working_days,
    month_start,
    months_between,
    nth_working_day,
    paris_day,
    paris_instant,
)
from aic_tracker.db import db
from aic_tracker.journal.operations import record
from aic_tracker.mail import hours
from aic_tracker.timesheet import rules
from aic_tracker.timesheet.models import MonthKeptOpen
from aic_tracker.uniqueness import insert_once

# Working days left to the referents, once the reminder of a month can leave again.
DAYS_LEFT = 3


def closes_on(month: date) -> date:
    """The last day on which referents may still change that month."""
    kept = _kept(month)
    return max(rules.closes_on(month), kept.until) if kept else rules.closes_on(month)


def is_closed(month: date, today: date) -> bool:
    return today > closes_on(month)


def _kept(month: date) -> MonthKeptOpen | None:
    return db.session.scalar(sa.select(MonthKeptOpen).where(MonthKeptOpen.month == month_start(month)))


def keep_open(last_tick_at: datetime, now: datetime) -> None:
    """After an outage, keep open the months whose reminder, or whose closing, fell in it.

    Their referents have a few working days from the one on which they can be reminded. Said in the journal.
    """
    back_on = paris_day(hours.opening(now))
    until = add_working_days(back_on, DAYS_LEFT)
    for month in months_between(add_months(paris_day(last_tick_at), -1), paris_day(now)):
        if _was_missed(month, last_tick_at, now, back_on) and until > closes_on(month):
            _keep(month, until)


def _was_missed(month: date, last_tick_at: datetime, now: datetime, back_on: date) -> bool:
    reminders = config.current().reminders
    remind_on = nth_working_day(rules.next_month(month), reminders.time_missing_working_day)
    is_late = last_tick_at < paris_instant(remind_on, reminders.hour) <= now and back_on > remind_on
    return is_late or last_tick_at < paris_instant(closes_on(month) + timedelta(days=1), 0) <= now


def _keep(month: date, until: date) -> None:
    before = closes_on(month)
    insert_once(MonthKeptOpen, {"month": month, "until": until}, key=["month"])
    kept = db.session.scalars(sa.select(MonthKeptOpen).where(MonthKeptOpen.month == month)).one()
    kept.until = until
    record(
        None,
        "month.kept_open",
        kept,
        f"mois {formats.of_month(month)} laissé ouvert jusqu’au {formats.date_plain(until)} : "
        "l’envoi des rappels était interrompu",
        before={"until_on": before.isoformat()},
        after={"until_on": until.isoformat()},
    )
