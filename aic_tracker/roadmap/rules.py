"""How far a roadmap has come, and what is late. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from aic_tracker.laureates.models import Axis, SupportPeriod
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Priority

Item = TypeVar("Item")

NOTHING_DONE, HALFWAY, ALL_DONE = Decimal(0), Decimal("0.5"), Decimal(1)
BY_STATUS = {
    ObjectiveStatus.TODO: NOTHING_DONE,
    ObjectiveStatus.IN_PROGRESS: HALFWAY,
    ObjectiveStatus.PARTLY: HALFWAY,
    ObjectiveStatus.ACHIEVED: ALL_DONE,
    ObjectiveStatus.BLOCKED: NOTHING_DONE,
}


def has_measure(baseline: Decimal | None, target: Decimal | None) -> bool:
    """Whether progress comes from figures: a baseline and a target that differ."""
    return baseline is not None and target is not None and baseline != target


def measured_share(baseline: Decimal | None, target: Decimal | None, current: Decimal | None) -> Decimal | None:
    """The part of the way from `baseline` to `target`, between 0 and 1; a target may be below its baseline.

    None when a figure is missing, or when there is no way to go.
    """
    if baseline is None or target is None or current is None or target == baseline:
        return None
    return min(max((current - baseline) / (target - baseline), NOTHING_DONE), ALL_DONE)


def objective_progress(objective: Objective) -> Decimal | None:
    """0 to 1; None for what is dropped, which counts nowhere. A blocked objective keeps the progress it had."""
    if objective.status is ObjectiveStatus.DROPPED:
        return None
    if objective.status is ObjectiveStatus.BLOCKED and objective.kept_progress is not None:
        return objective.kept_progress
    measured = measured_share(objective.baseline, objective.target, objective.current)
    return BY_STATUS[objective.status] if measured is None else measured


def is_reached(objective: Objective) -> bool:
    """Said to be achieved, or whose measure is at its target: every count of what is achieved goes by this."""
    if objective.status is ObjectiveStatus.ACHIEVED:
        return True
    return objective.status is not ObjectiveStatus.DROPPED and _at_target(objective)


def to_confirm(objective: Objective) -> bool:
    """Whether the measure is at its target while the status says that it goes on."""
    return objective.status.is_open and _at_target(objective)


def _at_target(objective: Objective) -> bool:
    return measured_share(objective.baseline, objective.target, objective.current) == ALL_DONE


def status_label(objective: Objective) -> str:
    """The status, and that the target is reached when nobody said so yet."""
    label = objective.status.label
    return f"{label}, cible atteinte" if to_confirm(objective) else label


def mean_progress(objectives: Iterable[Objective]) -> Decimal | None:
    """The mean of those that count; None when there is none: nothing to measure is not 0 %."""
    counted = [p for objective in objectives if (p := objective_progress(objective)) is not None]
    return sum(counted, NOTHING_DONE) / len(counted) if counted else None


def objectives_of(priorities: Iterable[Priority]) -> list[Objective]:
    return [objective for priority in priorities for objective in priority.objectives]


def priority_progress(priority: Priority) -> Decimal | None:
    return mean_progress(priority.objectives)


def axis_progress(priorities: Iterable[Priority], axis: Axis) -> Decimal | None:
    """The mean of all the objectives of the axis."""
    return mean_progress(objectives_of(priority for priority in priorities if priority.axis is axis))


def roadmap_progress(priorities: Iterable[Priority]) -> Decimal | None:
    """The mean of all objectives, not of the priorities."""
    return mean_progress(objectives_of(priorities))


def is_late(objective: Objective, today: date) -> bool:
    """Still open after its last day."""
    return objective.status.is_open and objective.due_on is not None and objective.due_on < today


def is_open_action(action: Action) -> bool:
    return action.done_on is None and action.cancelled_on is None


def is_late_action(action: Action, today: date) -> bool:
    return is_open_action(action) and action.due_on is not None and action.due_on < today


def open_objectives(priorities: Iterable[Priority]) -> list[Objective]:
    """What is neither finished nor dropped: a renewal carries it over."""
    return [objective for objective in objectives_of(priorities) if objective.status.is_open]


def can_be_published(priorities: Iterable[Priority]) -> bool:
    """At least one priority has an objective that is not dropped."""
    return any(objective.status is not ObjectiveStatus.DROPPED for objective in objectives_of(priorities))


def is_within(period: SupportPeriod, day: date) -> bool:
    """Whether a due date falls in the period; one outside has to be explained."""
    return period.covers(day)


def status_on_reopening(objective: Objective) -> ObjectiveStatus:
    """A dropped objective comes back where it was: under way if it had advanced."""
    return ObjectiveStatus.IN_PROGRESS if objective.kept_progress else ObjectiveStatus.TODO


def moved(items: Sequence[Item], item: Item, *, up: bool) -> list[Item]:
    """The items with `item` one place further; unchanged at either end."""
    order = list(items)
    place = order.index(item)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order
