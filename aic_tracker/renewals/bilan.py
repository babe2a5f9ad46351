"""The report of a period as plain values: the same for the page, the document, and what a decision keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from aic_tracker import formats
from aic_tracker.aid.models import AidSource
from aic_tracker.commitments.models import CommitmentState
from aic_tracker.events.presence import Presence
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.renewals.file_queries import Received
from aic_tracker.renewals.queries import LevelLine, ObjectiveLine, Report, TimeLine
from aic_tracker.roadmap.rules import is_reached


@dataclass(frozen=True)
class ObjectiveRow:
    id: int
    title: str
    priority: str
    status: str
    reason: str
    progress: Decimal | None
    is_reached: bool
    is_open: bool


@dataclass(frozen=True)
class Maturity:
    """The first diagnostic and the latest one, by kind; `then` is None when there is only one."""

    then: str | None
    now: str
    lines: list[LevelLine]


@dataclass(frozen=True)
class AssignmentRow:
    id: int
    title: str
    expert_id: int | None
    expert: str
    status: str
    evaluation: int | None
    planned_quarters: int | None
    used_quarters: int
    used_cents: int | None


@dataclass(frozen=True)
class IntroductionRow:
    organisation: str
    purpose: str
    outcome: str
    status: str
    is_partnership: bool
    months_gained: int | None


@dataclass(frozen=True)
class AidRow:
    granted_on: date
    source: str
    is_grant: bool
    purpose: str
    regime: str
    amount_cents: int


@dataclass(frozen=True)
class TrancheRow:
    rank: int
    amount_cents: int
    purpose: str


@dataclass(frozen=True)
class CommitmentRow:
    label: str
    state: str
    state_label: str
    checked_on: date | None
    checker_id: int | None
    checker: str
    evidence_url: str | None


@dataclass(frozen=True)
class PledgeRow:
    sponsor: str
    description: str
    note: str
    amount_cents: int | None
    due_on: date | None
    state: str
    state_label: str


@dataclass(frozen=True)
class PersonRow:
    user_id: int
    name: str


@dataclass(frozen=True)
class EventRow:
    """An event to which referents of the project came."""

    on: date
    title: str
    kind: str
    people: list[PersonRow]

    @property
    def names(self) -> str:
        return formats.listed([one.name for one in self.people])


@dataclass(frozen=True)
class Bilan:
    progress: Decimal | None
    objectives: list[ObjectiveRow]
    maturity: Maturity | None
    time: list[TimeLine]
    assignments: list[AssignmentRow]
    planned_quarters: int | None
    used_quarters: int
    used_cents: int | None
    points_held: int
    points_not_cancelled: int
    introductions: list[IntroductionRow]
    months_gained: int | None
    aids: list[AidRow]
    waiting: list[TrancheRow]
    commitments: list[CommitmentRow]
    pledges: list[PledgeRow]
    events: list[EventRow] | None = None  # none: kept before presence at events was

    @property
    def reached(self) -> list[ObjectiveRow]:
        return [row for row in self.objectives if row.is_reached]

    @property
    def missed(self) -> list[ObjectiveRow]:
        return [row for row in self.objectives if not row.is_reached]

    @property
    def left(self) -> list[ObjectiveRow]:
        return [row for row in self.objectives if row.is_open]

    @property
    def partnerships(self) -> list[IntroductionRow]:
        return [row for row in self.introductions if row.is_partnership]

    @property
    def aid_cents(self) -> int:
        return sum(row.amount_cents for row in self.aids)

    @property
    def granted_cents(self) -> int:
        return sum(row.amount_cents for row in self.aids if row.is_grant)

    @property
    def applicable(self) -> list[CommitmentRow]:
        return [row for row in self.commitments if row.state != CommitmentState.NOT_APPLICABLE.value]

    @property
    def proven(self) -> list[CommitmentRow]:
        return [row for row in self.commitments if row.state == CommitmentState.PROVEN.value]


def bilan_of(report: Report, received: Received, presences: Iterable[Presence]) -> Bilan:
    """As the data say now."""
    spent = report.assignments_total
    return Bilan(
        progress=report.progress,
        objectives=[_objective(line) for line in report.objectives],
        maturity=_maturity(report),
        time=report.time,
        assignments=[
            AssignmentRow(
                id=line.assignment.id,
                title=line.assignment.title,
                expert_id=line.assignment.expert_id,
                expert=line.assignment.expert.name if line.assignment.expert else formats.DASH,
                status=line.assignment.status.label,
                evaluation=line.assignment.evaluation,
                planned_quarters=line.figures.planned_quarters,
                used_quarters=line.figures.used_quarters,
                used_cents=line.figures.used_cents,
            )
            for line in report.assignments
        ],
        planned_quarters=spent.planned_quarters,
        used_quarters=spent.used_quarters,
        used_cents=spent.used_cents,
        points_held=report.points_held,
        points_not_cancelled=report.points_not_cancelled,
        **_received(received),
        events=[
            EventRow(one.on, one.title, one.kind, [PersonRow(user.id, user.name) for user in one.people])
            for one in presences
        ],
    )


def _maturity(report: Report) -> Maturity | None:
    if (found := report.maturity) is None:
        return None
    return Maturity(found.then.kind.label if found.then else None, found.now.kind.label, found.lines)


def _objective(line: ObjectiveLine) -> ObjectiveRow:
    row = line.objective
    progress = None if line.progress is None else round(line.progress, 6)
    return ObjectiveRow(
        row.id, row.title, line.priority, line.status, row.reason, progress, is_reached(row), row.status.is_open
    )


def _received(received: Received) -> dict[str, Any]:
    return {
        "introductions": [
            IntroductionRow(
                one.contact.organisation,
                one.purpose,
                one.outcome,
                one.status.label,
                one.status is IntroductionStatus.PARTNERSHIP,
                one.months_gained,
            )
            for one in received.introductions
        ],
        "months_gained": received.months_gained,
        "aids": [
            AidRow(
                aid.granted_on,
                aid.source.label,
                aid.source is AidSource.GRANT,
                aid.purpose,
                aid.regime.short_label,
                aid.amount_cents,
            )
            for aid in received.aids
        ],
        "waiting": [TrancheRow(one.rank, one.amount_cents, one.grant.purpose) for one in received.waiting],
        "commitments": [
            CommitmentRow(
                one.kind.label,
                one.state.value,
                one.state.label,
                one.checked_on,
                one.checker_id,
                one.checker.name if one.checker else formats.DASH,
                one.evidence_url,
            )
            for one in received.commitments
        ],
        "pledges": [
            PledgeRow(
                one.sponsor,
                one.description,
                one.note,
                one.amount_cents,
                one.due_on,
                one.state.value,
                one.state.label,
            )
            for one in received.pledges
        ],
    }
