"""Several objectives given the same owner, due date or priority, each by the operation that edits one; all or none."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import EllipsisType
from typing import NamedTuple

from aic_tracker.accounts.models import User
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import date_plain, quoted
from aic_tracker.laureates.support import until_decided
from aic_tracker.roadmap.models import Objective, Priority
from aic_tracker.roadmap.operations.objectives import CHANGED_MEANWHILE, edit_objective
from aic_tracker.roadmap.operations.ordering import transfer_objective

NOTHING_CHANGED = "Rien n’a été changé : voyez ce qui est dit sous les objectifs signalés."


class Refused(DomainError):
    """Why each of the objectives that refuse does, by identifier."""

    def __init__(self, refusals: Mapping[int, DomainError]) -> None:
        super().__init__(NOTHING_CHANGED)
        self.messages = {id: refusal.message for id, refusal in refusals.items()}
        self.is_stale = any(isinstance(refusal, StaleError) for refusal in refusals.values())


class Told(NamedTuple):
    """What changed for one objective, in words; nothing where it was so already."""

    title: str
    changes: Sequence[str]


@until_decided(period=lambda objectives: objectives[0].priority.roadmap.period_id)
def change_objectives(
    objectives: Sequence[Objective],
    *,
    versions: Mapping[int, int],
    owner: User | EllipsisType | None = ...,
    due_on: date | None = None,
    priority: Priority | None = None,
    actor: User,
    now: datetime,
) -> list[Told]:
    """What is not given stays as it is. `versions`: by identifier, the one that was read.

    Raises Refused, for the caller to undo the whole, when one of them is refused, is no longer open, or changed since.
    """
    refusals: dict[int, DomainError] = {}
    for objective in objectives:
        if objective.version != versions[objective.id]:
            refusals[objective.id] = StaleError(f"{CHANGED_MEANWHILE} Relisez-le, puis enregistrez de nouveau.")
        elif not objective.status.is_open:
            refusals[objective.id] = DomainError("Cet objectif n’est plus ouvert : décochez-le.")
    told = []
    for objective in objectives if not refusals else ():
        try:
            told.append(_change(objective, owner, due_on, priority, actor=actor, now=now))
        except DomainError as refusal:
            refusals[objective.id] = refusal
    if refusals:
        raise Refused(refusals)
    return told


def _change(
    objective: Objective,
    owner: User | EllipsisType | None,
    due_on: date | None,
    priority: Priority | None,
    *,
    actor: User,
    now: datetime,
) -> Told:
    changes = []
    asked: dict[str, User | date | None] = {}
    if not isinstance(owner, EllipsisType) and owner is not objective.owner:
        changes.append(f"responsable : {_name(owner)} (avant : {_name(objective.owner)})")
        asked["owner"] = owner
    if due_on is not None and due_on != objective.due_on:
        changes.append(f"échéance : {date_plain(due_on)} (avant : {_day(objective.due_on)})")
        asked["due_on"] = due_on
    if asked:
        said = {name: getattr(objective, name) for name in (*Objective.WORDING, *Objective.MEASURE, "due_on", "owner")}
        edit_objective(objective, version=objective.version, actor=actor, now=now, **(said | asked))
    if priority is not None and priority.id != objective.priority_id:
        changes.append(f"priorité : {quoted(priority.title)} (avant : {quoted(objective.priority.title)})")
        transfer_objective(objective, priority, version=objective.version, actor=actor, now=now)
    return Told(objective.title, changes)


def _name(user: User | None) -> str:
    return user.name if user else "personne"


def _day(day: date | None) -> str:
    return date_plain(day) if day else "aucune"
