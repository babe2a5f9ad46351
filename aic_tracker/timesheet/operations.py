"""Noting referent time: referents their own, a coach anybody's, even once the month is closed."""

from datetime import date, datetime
from typing import Any

from aic_tracker import formats
from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import month_start, paris_day
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.timesheet import closings, queries, rules
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry


@at_any_time
def log_time(
    laureate: Laureate,
    user: User,
    *,
    actor: User,
    now: datetime,
    on: date,
    quarters: int,
    activity: str,
    note: str = "",
) -> TimeEntry:
    """Note `quarters` quarter days of a referent; withdraws « rien ce mois-ci » for that month.

    Raises DomainError in the future, outside the period or the membership, in a closed month (but for a coach), and
    beyond one day per person and day, all laureates together.
    """
    check_person(user, actor)
    accounts.hold(user.id)
    _check_day(laureate, user, on, actor=actor, now=now)
    _check_total(user, on, quarters)
    entry = TimeEntry(
        user_id=user.id,
        user=user,
        laureate_id=laureate.id,
        on=on,
        quarters=quarters,
        activity=activity,
        note=note,
        created_at=now,
    )
    db.session.add(entry)
    withdraw(laureate, user, on, actor)
    summary, laureate_id, after = logged(entry, actor)
    record(actor, "time.logged", entry, summary, laureate_id=laureate_id, after=after)
    return entry


@at_any_time
def edit_entry(
    entry: TimeEntry,
    laureate: Laureate,
    *,
    actor: User,
    now: datetime,
    on: date,
    quarters: int,
    activity: str,
    note: str = "",
) -> None:
    """Correct an entry. Refused like a new one, on its former day as on the new one."""
    user = entry.user
    check_person(user, actor)
    accounts.hold(user.id)
    _check_still_open(entry.on, actor=actor, now=now)
    _check_day(laureate, user, on, actor=actor, now=now)
    _check_total(user, on, quarters, other_than=entry.id)
    before = _facts(entry)
    entry.on, entry.quarters, entry.activity, entry.note = on, quarters, activity, note
    after = _facts(entry)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return
    withdraw(laureate, user, on, actor)
    record(
        actor,
        "time.edited",
        entry,
        f"a corrigé {_time_of(entry, actor)}",
        laureate_id=laureate.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


@at_any_time
def delete_entry(entry: TimeEntry, laureate: Laureate, *, actor: User, now: datetime) -> None:
    check_person(entry.user, actor)
    accounts.hold(entry.user_id)
    _check_still_open(entry.on, actor=actor, now=now)
    record(
        actor,
        "time.deleted",
        entry,
        f"a retiré {_time_of(entry, actor)}",
        laureate_id=laureate.id,
        before=_facts(entry),
    )
    db.session.delete(entry)


@at_any_time
def declare_nothing(laureate: Laureate, user: User, *, actor: User, now: datetime, month: date) -> None:
    """« Rien ce mois-ci ». Refused when time was noted that month; said twice, it is said once."""
    check_person(user, actor)
    accounts.hold(user.id)
    month = month_start(month)
    _check_month(laureate, user, month, actor=actor, now=now)
    if queries.entries_of_month(laureate.id, month, user.id):
        raise DomainError(f"Du temps est déjà noté en {formats.month_year(month)} : retirez-le d’abord.")
    if queries.declaration(laureate.id, user.id, month):
        return
    declared = MonthDeclaration(user_id=user.id, laureate_id=laureate.id, month=month, declared_at=now)
    db.session.add(declared)
    record(
        actor,
        "time.declared_nothing",
        declared,
        f"a déclaré « rien ce mois-ci »{_whose(user, actor)} pour {formats.month_year(month)}",
        laureate_id=laureate.id,
        after={"month": month.isoformat(), "person": user.name},
    )


@at_any_time
def withdraw_declaration(laureate: Laureate, user: User, *, actor: User, now: datetime, month: date) -> None:
    """Take « rien ce mois-ci » back: the month is to be declared again. Harmless when there is nothing to take back."""
    check_person(user, actor)
    accounts.hold(user.id)
    _check_still_open(month, actor=actor, now=now)
    withdraw(laureate, user, month, actor)


@at_any_time
def withdraw(laureate: Laureate, user: User, day: date, actor: User) -> None:
    declared = queries.declaration(laureate.id, user.id, day)
    if declared is None:
        return
    record(
        actor,
        "time.withdrew_nothing",
        declared,
        f"a retiré « rien ce mois-ci »{_whose(user, actor)} pour {formats.month_year(declared.month)}",
        laureate_id=laureate.id,
        before={"month": declared.month.isoformat(), "person": user.name},
    )
    db.session.delete(declared)


@at_any_time
def check_person(user: User, actor: User) -> None:
    if actor.id != user.id and not can(actor, Permission.CORRECT_TIME):
        raise DomainError("Vous ne pouvez noter que votre propre temps.")


def _check_day(laureate: Laureate, user: User, on: date, *, actor: User, now: datetime) -> None:
    refusal = rules.entry_refusal(
        on,
        paris_day(now),
        [(period.starts_on, period.until) for period in laureate.periods],
        laureates.referent_spans(laureate.id, user.id),
        until=None if can(actor, Permission.CORRECT_TIME) else closings.closes_on(on),
    )
    if refusal:
        raise DomainError(refusal, field="on")


def _check_month(laureate: Laureate, user: User, month: date, *, actor: User, now: datetime) -> None:
    _check_still_open(month, actor=actor, now=now)
    if month > paris_day(now):
        raise DomainError("Ce mois est à venir : il se déclare une fois commencé.")
    spans = laureates.referent_spans(laureate.id, user.id)
    periods = [(period.starts_on, period.until) for period in laureate.periods]
    if not any(rules.covered_days(month, period, spans) for period in periods):
        raise DomainError(f"Aucun temps n’est attendu {of(user.name)} en {formats.month_year(month)}.")


def _check_still_open(day: date, *, actor: User, now: datetime) -> None:
    if not can(actor, Permission.CORRECT_TIME) and closings.is_closed(day, paris_day(now)):
        raise DomainError(rules.closed_message(day, closings.closes_on(day)))


def _check_total(user: User, on: date, quarters: int, *, other_than: int | None = None) -> None:
    check_total(quarters, queries.quarters_on(user.id, on, other_than=other_than))


def check_total(quarters: int, others: int) -> None:
    """`others`: noted that day already."""
    if not 1 <= quarters <= rules.QUARTERS_A_DAY:
        raise DomainError("Comptez par quarts de journée, d’un quart à une journée.", field="quarters")
    if refusal := rules.day_refusal(quarters, others):
        raise DomainError(refusal, field="quarters")


@at_any_time
def logged(entry: TimeEntry, actor: User) -> tuple[str, int, dict[str, Any]]:
    """What the journal says of a new one: its sentence, its project, its facts."""
    return f"a noté {_time_of(entry, actor)}", entry.laureate_id, _facts(entry)


def _facts(entry: TimeEntry) -> dict[str, Any]:
    return {
        "on": entry.on.isoformat(),
        "quarters": entry.quarters,
        "activity": entry.activity,
        "note": entry.note,
    }


def _time_of(entry: TimeEntry, actor: User) -> str:
    return f"{formats.quarters(entry.quarters)}{_whose(entry.user, actor)} le {formats.date_plain(entry.on)}"


def _whose(user: User, actor: User) -> str:
    return "" if user.id == actor.id else f" pour {user.name}"
