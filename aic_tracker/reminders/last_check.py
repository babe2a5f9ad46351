"""The last look at a mail before it leaves: it still concerns its reader, and its words are true on that day."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from aic_tracker.access.readers import without_the_right_to_read
from aic_tracker.accounts import doors
from aic_tracker.accounts import queries as accounts
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.mail import kinds, outbox
from aic_tracker.mail.claims import Claim
from aic_tracker.mail.rules import NO_LONGER_A_READER
from aic_tracker.reminders import queries, repeats, schedule
from aic_tracker.reminders.models import Reminder, ReminderStatus
from aic_tracker.reminders.operations import mark, worded
from aic_tracker.reminders.schedule import Standing

ACCOUNT_CLOSED = "Compte désactivé."


def checked(claims: Sequence[Claim], now: datetime) -> list[Claim]:
    """Those that may leave, in the words of today; the others are cancelled, with their reason."""
    reminders = {reminder.mail_id: reminder for reminder in queries.reminders_of([claim.id for claim in claims])}
    today = paris_day(now)
    standing = schedule.standing(list(reminders.values()), today) if reminders else {}
    withheld = _withheld(claims, today)
    kept = []
    for claim in claims:
        reminder = reminders.get(claim.id)
        stands = standing.get(reminder.id, Standing("")) if reminder else Standing("")
        reason = withheld.get(claim.id) or stands.reason or _worth_nothing(claim, now)
        if not reason:
            kept.append(_of_today(claim, stands, now))
        elif outbox.cancel_claimed(claim, reason) and reminder:
            _note(reminder, reason)
    return kept


def _withheld(claims: Sequence[Claim], today: date) -> dict[int, str]:
    """By mail, why its reader is not to be written to, or not there; three statements."""
    readers = accounts.addresses({claim.user_id for claim in claims if claim.user_id is not None})
    barred = _barred(claims, today)
    reasons = {}
    for claim in claims:
        is_active, address = readers.get(claim.user_id or 0, (True, claim.recipient))
        if address != claim.recipient:
            reasons[claim.id] = doors.ADDRESS_CHANGED
        elif not is_active and not kinds.of(claim.kind).is_for_closed_accounts:
            reasons[claim.id] = ACCOUNT_CLOSED
        elif claim.id in barred:
            reasons[claim.id] = NO_LONGER_A_READER
    return reasons


def _barred(claims: Sequence[Claim], today: date) -> set[int]:
    """The mails about a laureate that their reader may no longer read, whatever told them to leave."""
    pairs = {
        claim.id: (claim.user_id, claim.laureate_id)
        for claim in claims
        if claim.user_id and claim.laureate_id and not kinds.of(claim.kind).is_for_who_left
    }
    barred = without_the_right_to_read(set(pairs.values()), today)
    return {id for id, pair in pairs.items() if pair in barred}


def _worth_nothing(claim: Claim, now: datetime) -> str:
    if claim.useful_until <= now:
        return outbox.NO_MORE_USE
    if not claim.content:
        return outbox.EMPTIED
    if kinds.of(claim.kind).is_of_its_day and _is_of_another_day(claim, now):
        return outbox.OF_ANOTHER_DAY
    return ""


def _is_of_another_day(claim: Claim, now: datetime) -> bool:
    return paris_day(claim.created_at) != paris_day(now)


def _of_today(claim: Claim, stands: Standing, now: datetime) -> Claim:
    """A reminder that leaves on another day than it was written on is written again."""
    if stands.due is None or not _is_of_another_day(claim, now):
        return claim
    due = stands.due
    said = repeats.prints(due, paris_day(now))
    db.session.execute(sa.update(Reminder).where(Reminder.dedup_key == due.key).values(said=said))
    again = None if due.kind.is_silent_unchanged else repeats.again(due, said, repeats.earlier([due]))
    return outbox.rewrite(claim, **worded(due, now, again))


def _note(reminder: Reminder, reason: str) -> None:
    # What bears a former address must not be brought back by the next plan.
    is_lost = reason == doors.ADDRESS_CHANGED
    mark([reminder.id], ReminderStatus.SKIPPED if is_lost else ReminderStatus.CANCELLED, reason)
