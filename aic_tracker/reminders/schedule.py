"""What is due and has no reminder, what is to come, what no longer has an object: read from the events themselves.

A kind, an event or a reader that raises is a fault; the others are planned all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.folding import french_order
from aic_tracker.mail import hours
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import Stage as Doing
from aic_tracker.mail.rules import NO_LONGER_A_READER
from aic_tracker.reminders import audience, queries, rules, unreadable
from aic_tracker.reminders.kinds import KINDS, Kind, Occurrence
from aic_tracker.reminders.models import Reminder, ReminderStatus
from aic_tracker.reminders.rules import Stage

# How far a moved event is looked for, to say where it went.
MOVED_WITHIN = timedelta(days=62)

CLOSED = "Clos, annulé ou déjà fait."
OPTED_OUT = "Cette personne ne souhaite pas ce rappel."
NO_SUCH_KIND = "Ce type de rappel n’existe plus."


@dataclass(frozen=True)
class Due:
    """One reminder for one person; `skip_reason` when it is too late to send it."""

    key: str
    kind: Kind
    occurrence: Occurrence
    recipient: User
    stage: Stage
    skip_reason: str = ""


@dataclass
class Plan:
    due: list[Due] = field(default_factory=list)
    reopened: list[tuple[queries.Recorded, Due]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)

    def late(self, now: datetime) -> int:
        """How many reminders would leave after their hour."""
        return sum(not due.skip_reason and rules.is_late(due.stage, now) for due in self.due)


def plan(now: datetime) -> Plan:
    """What this instant calls for. A missed tick heals: nothing here asks when the last one was."""
    found, today, opted_out = Plan(), paris_day(now), queries.opted_out()
    for kind in KINDS.values():
        with found.faults.apart(Doing.PLAN, kind.name):
            first, last = kind.window(today, today)
            occurrences = audience.occurrences(kind, first, last, today)
            recorded = queries.recorded(kind.name, first, last) if occurrences else {}
            for due in _due(kind, occurrences, now, found.faults):
                if (due.recipient.id, kind.name) in opted_out and not due.skip_reason:
                    due = replace(due, skip_reason=OPTED_OUT)
                known = recorded.get(due.key)
                if kind.has_movable_date and not known and not due.skip_reason:
                    due = replace(due, skip_reason=_repeats(due, recorded.values(), today))
                if known is None:
                    found.due.append(due)
                elif known.status is ReminderStatus.CANCELLED and not due.skip_reason:
                    found.reopened.append((known, due))
    # One order for all: two schedulers that plan at once wait for each other instead of deadlocking.
    found.due.sort(key=lambda due: due.key)
    return found


def _due(kind: Kind, occurrences: Iterable[Occurrence], now: datetime, faults: Faults) -> list[Due]:
    found: list[Due] = []
    for occurrence in occurrences:
        about = (Doing.PLAN, kind.name, occurrence.object_id)
        laureate_id = occurrence.laureate.id if occurrence.laureate else None
        calls: list[tuple[Stage, str]] = []
        with faults.apart(*about, laureate_id=laureate_id, asks_database=False):
            calls = _calls(kind.stages(occurrence, paris_day(now)), now)
        for stage, reason in calls:
            for recipient in occurrence.recipients:
                with faults.apart(*about, recipient.id, laureate_id, asks_database=False):
                    why = occurrence.skip_reason or reason or kind.skip_reason(occurrence, stage, recipient)
                    key = kind.key(occurrence, stage, recipient)
                    found.append(Due(key, kind, occurrence, recipient, stage, why))
    return found


def _calls(stages: Sequence[Stage], now: datetime) -> list[tuple[Stage, str]]:
    """The stages that want a row at this instant, with the reason not to send them, or a blank."""
    calls = rules.skipped(stages, now)
    index = rules.stage_due(stages, now)
    if index is not None and stages[index].until > now:
        # What leaves at the next opening must be useful then.
        is_late = stages[index].until <= hours.opening(now)
        calls.append((stages[index], rules.TOO_LATE if is_late else ""))
    return calls


def _repeats(due: Due, recorded: Iterable[queries.Recorded], today: date) -> str:
    """Why this reminder would say nothing new to a person who was told of a date nearby; blank when it would."""
    kind, occurrence = due.kind, due.occurrence
    told = [
        rules.Told(
            each.event_on, _rank(kind, replace(occurrence, event_on=each.event_on), each.due_on, today), each.due_on
        )
        for each in recorded
        if each.has_left and (each.object_id, each.recipient_id) == (occurrence.object_id, due.recipient.id)
    ]
    rank = _rank(kind, occurrence, due.stage.due_on, today)
    same = rules.repeated(due.stage, rank, occurrence.event_on, told)
    return rules.repeats(same) if same else ""


def _rank(kind: Kind, occurrence: Occurrence, due_on: date, today: date) -> int:
    return sum(stage.due_on < due_on for stage in kind.stages(occurrence, today))


def to_come(now: datetime, days: int) -> list[Due]:
    """The reminders of the next `days` days as things stand, the soonest first; without those that cannot be told."""
    with unreadable.left_out(unreadable.known()):
        return _to_come(now, days, Faults())


def _to_come(now: datetime, days: int, faults: Faults) -> list[Due]:
    today, opted_out = paris_day(now), queries.opted_out()
    until = today + timedelta(days=days)
    found: list[Due] = []
    for kind in KINDS.values():
        occurrences: list[Occurrence] = []
        with faults.apart(Doing.PLAN, kind.name):
            occurrences = audience.occurrences(kind, *kind.window(today, until), today)
        for occurrence in occurrences:
            with faults.apart(Doing.PLAN, kind.name, occurrence.object_id, asks_database=False):
                found += [
                    Due(kind.key(occurrence, stage, recipient), kind, occurrence, recipient, stage)
                    for stage in (kind.stages(occurrence, until) if not occurrence.skip_reason else ())
                    if stage.due_at > now and stage.due_on <= until
                    for recipient in occurrence.recipients
                    if (recipient.id, kind.name) not in opted_out
                ]
    return sorted(found, key=lambda due: (due.stage.due_at, french_order(due.occurrence.laureate_name), due.key))


@dataclass(frozen=True)
class Standing:
    """What a queued reminder is worth now: why it must no longer be sent, or what it says."""

    reason: str
    due: Due | None = None


def standing(reminders: Sequence[Reminder], today: date) -> dict[int, Standing]:
    """By reminder id, as things stand: its event may have moved or closed, its reader left."""
    found: dict[int, Standing] = {}
    opted_out = queries.opted_out()
    for name, group in by_kind(reminders).items():
        kind = KINDS.get(name)
        if kind is None:
            found |= {reminder.id: Standing(NO_SUCH_KIND) for reminder in group}
            continue
        # On their own days first: most are still there, and a wide look is for those that moved.
        valid = _valid(kind, _events(kind, group, timedelta(0), today), group, today)
        for reminder in group:
            if due := valid.get(reminder.dedup_key):
                found[reminder.id] = Standing(due.skip_reason, due)
        if gone := [reminder for reminder in group if reminder.dedup_key not in valid]:
            events: dict[int, list[Occurrence]] = defaultdict(list)
            for occurrence in _events(kind, gone, MOVED_WITHIN, today):
                events[occurrence.object_id].append(occurrence)
            found |= {reminder.id: Standing(_why_gone(kind, reminder, events[reminder.object_id])) for reminder in gone}
        opted = (reminder for reminder in group if (reminder.recipient_id, name) in opted_out)
        found |= {reminder.id: Standing(OPTED_OUT) for reminder in opted}
    return found


def without_object(reminders: Sequence[Reminder], today: date) -> dict[int, str]:
    """By reminder id, why it must no longer be sent."""
    return {id: found.reason for id, found in standing(reminders, today).items() if found.reason}


def by_kind(reminders: Sequence[Reminder]) -> dict[str, list[Reminder]]:
    found: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        found[reminder.kind].append(reminder)
    return found


def _events(kind: Kind, reminders: Sequence[Reminder], margin: timedelta, today: date) -> list[Occurrence]:
    """The events around these days that are about the objects of these reminders."""
    days = [reminder.event_on for reminder in reminders]
    objects = {reminder.object_id for reminder in reminders}
    around = audience.occurrences(kind, min(days) - margin, max(days) + margin, today)
    return [occurrence for occurrence in around if occurrence.object_id in objects]


def _valid(kind: Kind, events: Sequence[Occurrence], reminders: Sequence[Reminder], today: date) -> dict[str, Due]:
    """By key, what still says the truth to somebody, perhaps with the reason not to send it all the same."""
    until = max(today, *(reminder.due_on for reminder in reminders))
    dues = (
        Due(
            kind.key(occurrence, stage, recipient),
            kind,
            occurrence,
            recipient,
            stage,
            occurrence.skip_reason or kind.skip_reason(occurrence, stage, recipient),
        )
        for occurrence in events
        for stage in kind.stages(occurrence, until)
        for recipient in occurrence.recipients
    )
    return {due.key: due for due in dues}


def _why_gone(kind: Kind, reminder: Reminder, events: Sequence[Occurrence]) -> str:
    if not events:
        return CLOSED
    about = f"{kind.name}:{reminder.object_id}:"
    if any(reminder.dedup_key.startswith(f"{about}{occurrence.stamp}:") for occurrence in events):
        return NO_LONGER_A_READER
    return kind.moved(events[0])
