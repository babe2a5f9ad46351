"""One laureate over one support period, at a glance; fifteen statements at most, the guard's included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.rules import awaits_minutes
from aic_tracker.conversation.models import Comment
from aic_tracker.conversation.queries import latest
from aic_tracker.dashboard import board, rules
from aic_tracker.dashboard.calendar import Calendar, calendar
from aic_tracker.diagnostic.queries import initial_diagnostics
from aic_tracker.diagnostic.rules import is_signed
from aic_tracker.events.presence import Presence, presences
from aic_tracker.formats import plural
from aic_tracker.journal import queries as journal
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Axis, Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.rules import current_period
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.renewals.queries import decision_of
from aic_tracker.roadmap.models import Action
from aic_tracker.roadmap.queries import open_actions
from aic_tracker.roadmap.rules import is_late, mean_progress
from aic_tracker.timesheet.rules import Month

SHOWN_ENTRIES = 5
SHOWN_COMMENTS = 3
OBJECTIVES = ("objectif", "objectifs")
ACTIONS = ("action", "actions")
INTRODUCTIONS = ("mise en relation", "mises en relation")


@dataclass(frozen=True)
class Glance:
    """`month` is the month before, None when nothing is expected of it."""

    calendar: Calendar
    next_point: Checkpoint | None
    awaiting_minutes: Sequence[Checkpoint]
    is_signed: bool
    actions: Sequence[Action]
    people: laureates.Team
    month: Month | None
    undeclared: Sequence[User]
    decision: RenewalDecision | None
    entries: Sequence[JournalEntry]
    comments: Sequence[Comment]
    concerns: Sequence[rules.Concern]
    presences: Sequence[Presence]
    term_text: str
    is_followed: bool

    @property
    def left(self) -> list[str]:
        """What is to be given again to somebody, in words."""
        is_published = self.calendar.is_published
        counts = (
            (sum(o.status.is_open and o.owner_id is None for o in self.calendar.objectives) * is_published, OBJECTIVES),
            (sum(action.owner is None or not action.owner.is_active for action in self.actions), ACTIONS),
            (sum(one.status.is_open and one.owner_id is None for one in self.calendar.introductions), INTRODUCTIONS),
        )
        led = [] if self.people.lead_coach or not self.is_followed else ["le projet, que personne ne suit"]
        return led + [plural(count, *words) for count, words in counts if count]

    @property
    def share(self) -> Decimal | None:
        return mean_progress(self.calendar.objectives)

    def share_on(self, axis: Axis) -> Decimal | None:
        return mean_progress(objective for objective in self.calendar.objectives if objective.priority.axis is axis)

    @property
    def points_held(self) -> int:
        return sum(point.has_happened for point in self.calendar.points)

    @property
    def points_expected(self) -> int:
        return sum(point.status is not CheckpointStatus.CANCELLED for point in self.calendar.points)


def glance(
    laureate: Laureate,
    period: SupportPeriod,
    *,
    actor: User,
    today: date,
    now: datetime,
    with_time: bool,
    with_journal: bool,
    with_introductions: bool,
) -> Glance:
    every_point = checkpoints.every_point_of(laureate)
    planned = [p for p in every_point if p.status is CheckpointStatus.PLANNED and p.starts_at >= now]
    shown = calendar(period, every_point, actor=actor, with_introductions=with_introductions)
    people = laureates.people_of([laureate.id], today).get(laureate.id, laureates.Team())
    decision = decision_of(period)
    asked = [rules.last_month(today)]
    times = board.times_by_laureate(laureate.periods, today, months=asked).get(laureate.id, []) if with_time else []
    undeclared = board.undeclared_among(times, people, rules.last_month(today))
    facts = rules.Facts(
        name=laureate.name,
        is_active=laureate.status is LaureateStatus.ACTIVE,
        starts_on=period.starts_on,
        term_on=period.until,
        is_decided=decision is not None or any(other.number > period.number for other in laureate.periods),
        next_point_on=paris_day(planned[0].starts_at) if planned else None,
        late_objectives=sum(is_late(objective, today) for objective in shown.objectives),
        missing_times=len(undeclared),
    )
    return Glance(
        calendar=shown,
        next_point=planned[0] if planned else None,
        awaiting_minutes=[p for p in every_point if awaits_minutes(p.status, p.starts_at, now)],
        # A published roadmap rests on a signed diagnostic, which nobody can change any more.
        is_signed=shown.is_published or is_signed(initial_diagnostics(laureate.id, up_to_period=period.number)),
        actions=open_actions(laureate.id),
        people=people,
        month=board.month_of(times, rules.last_month(today), today),
        undeclared=undeclared,
        decision=decision,
        entries=journal.latest(laureate.id, SHOWN_ENTRIES) if with_journal else [],
        comments=latest(actor, laureate.id, SHOWN_COMMENTS),
        # An earlier period is only looked at: what it left open is told by the present one.
        concerns=rules.concerns(facts, today) if period is current_period(laureate.periods, today) else [],
        presences=presences([laureate.id], since=period.starts_on, until=period.until),
        term_text=rules.term_text(period.until, today),
        is_followed=laureate.status is LaureateStatus.ACTIVE,
    )
