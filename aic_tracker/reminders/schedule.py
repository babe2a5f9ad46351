"""What is due and has no reminder, what is to come, what no longer has an object: read from the events themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.reminders import queries, rules
from aic_tracker.reminders.kinds import KINDS, Kind, Occurrence
from aic_tracker.reminders.models import Reminder, ReminderStatus
from aic_tracker.reminders.rules import Stage

# How far a moved event is looked for, to say where it went.
MOVED_WITHIN = timedelta(days=62)

CLOSED = "Clos, annulé ou déjà fait."
NOT_CONCERNED = "Cette personne n’est plus destinataire."
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
    reopened: list[tuple[queries.Recorded, Stage]] = field(default_factory=list)

    def late(self, now: datetime) -> int:
        """How many reminders would leave after their hour."""
        return sum(not due.skip_reason and rules.is_late(due.stage, now) for due in self.due)


def plan(now: datetime) -> Plan:
    """What this instant calls for. A missed tick heals: nothing here asks when the last one was."""
    found, today = Plan(), paris_day(now)
    for kind in KINDS.values():
        first, last = kind.window(today, today)
        occurrences = kind.occurrences(first, last, today)
        recorded = queries.recorded(kind.name, first, last) if occurrences else {}
        for due in _due(kind, occurrences, now):
            known = recorded.get(due.key)
            if known is None:
                found.due.append(due)
            elif known.status is ReminderStatus.CANCELLED and not due.skip_reason:
                found.reopened.append((known, due.stage))
    # One order for all: two schedulers that plan at once wait for each other instead of deadlocking.
    found.due.sort(key=lambda due: due.key)
    return found


def _due(kind: Kind, occurrences: Iterable[Occurrence], now: datetime) -> Iterator[Due]:
    for occurrence in occurrences:
        stages = kind.stages(occurrence, paris_day(now))
        calls = [(stage, reason) for stage, reason in rules.skipped(stages, now)]
        index = rules.stage_due(stages, now)
        if index is not None and stages[index].until > now:
            calls.append((stages[index], ""))
        for stage, reason in calls:
            for recipient in occurrence.recipients:
                yield Due(kind.key(occurrence, stage, recipient), kind, occurrence, recipient, stage, reason)


def to_come(now: datetime, days: int) -> list[Due]:
    """The reminders of the next `days` days as things stand, the soonest first."""
    today = paris_day(now)
    until = today + timedelta(days=days)
    found = []
    for kind in KINDS.values():
        for occurrence in kind.occurrences(*kind.window(today, until), today):
            stages = kind.stages(occurrence, until)
            for stage in stages:
                if stage.due_at > now and stage.due_on <= until:
                    found += [
                        Due(kind.key(occurrence, stage, recipient), kind, occurrence, recipient, stage)
                        for recipient in occurrence.recipients
                    ]
    return sorted(found, key=lambda due: (due.stage.due_at, due.occurrence.laureate.name, due.key))


def without_object(reminders: Sequence[Reminder], today: date) -> dict[int, str]:
    """By reminder id, why it must no longer be sent: its event moved or closed, its reader left."""
    reasons: dict[int, str] = {}
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        by_kind[reminder.kind].append(reminder)
    for name, group in by_kind.items():
        kind = KINDS.get(name)
        if kind is None:
            reasons |= {reminder.id: NO_SUCH_KIND for reminder in group}
            continue
        days = [reminder.event_on for reminder in group]
        events: dict[int, list[Occurrence]] = defaultdict(list)
        for occurrence in kind.occurrences(min(days) - MOVED_WITHIN, max(days) + MOVED_WITHIN, today):
            events[occurrence.object_id].append(occurrence)
        for reminder in group:
            if reason := _reason(kind, reminder, events[reminder.object_id], today):
                reasons[reminder.id] = reason
    return reasons


def _reason(kind: Kind, reminder: Reminder, events: Sequence[Occurrence], today: date) -> str:
    """Blank when the reminder still says the truth to somebody it concerns."""
    if not events:
        return CLOSED
    valid = {
        kind.key(occurrence, stage, recipient)
        for occurrence in events
        for stage in kind.stages(occurrence, max(today, reminder.due_on))
        for recipient in occurrence.recipients
    }
    if reminder.dedup_key in valid:
        return ""
    same = [occurrence for occurrence in events if f":{occurrence.stamp}:" in reminder.dedup_key]
    if same:
        return NOT_CONCERNED
    if events[0].event_at:
        return f"Déplacé : {formats.moment(events[0].event_at)}."
    return f"Déplacé au {formats.date_plain(events[0].event_on)}."
