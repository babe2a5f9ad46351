"""What is done with a call and its criteria. Each verb is journalled; none commits."""

from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db, editing
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import quoted
from aic_tracker.journal.changes import apply
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time
from aic_tracker.selection import rules
from aic_tracker.selection.models import Call, Criterion

CHANGED_MEANWHILE = "Cet appel a été modifié entre-temps."
MOST_CRITERIA = 10


def usual_criteria() -> list[Criterion]:
    """The five of the programme."""
    return [
        Criterion(
            rank=rank,
            title=wording.title,
            help=wording.help,
            **{f"label_{score}": label for score, label in enumerate(wording.labels)},
        )
        for rank, wording in enumerate(rules.CRITERIA, start=1)
    ]


@at_any_time
def open_call(*, actor: User, **values: Any) -> Call:
    """A call with the five criteria of the programme, to be adapted. Refused when it closes before it opens."""
    _check_days(values)
    call = Call(**values)
    call.criteria = usual_criteria()
    db.session.add(call)
    record(actor, "call.opened", call, f"a ouvert l’appel {quoted(call.title)}")
    return call


@at_any_time
def edit_call(call: Call, *, version: int, actor: User, **values: Any) -> None:
    """StaleError when the call changed since `version`."""
    if call.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    _check_days(values)
    with editing(CHANGED_MEANWHILE):
        before, after = apply(call, values)
    if after:
        record(actor, "call.edited", call, f"a modifié l’appel {quoted(call.title)}", before=before, after=after)


@at_any_time
def add_criterion(call: Call, *, actor: User, **values: Any) -> Criterion:
    """The last of the call. Refused beyond ten: a jury gives ten minutes to each application."""
    if len(call.criteria) >= MOST_CRITERIA:
        raise DomainError(f"Un appel a {MOST_CRITERIA} critères au plus.")
    rank = max((one.rank for one in call.criteria), default=0) + 1
    criterion = Criterion(call_id=call.id, rank=rank, **values)
    db.session.add(criterion)
    told = f"a ajouté le critère {quoted(criterion.title)} à l’appel {quoted(call.title)}"
    record(actor, "criterion.added", criterion, told)
    return criterion


@at_any_time
def edit_criterion(criterion: Criterion, *, version: int, actor: User, **values: Any) -> None:
    """StaleError when the criterion changed since `version`."""
    if criterion.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    with editing(CHANGED_MEANWHILE):
        before, after = apply(criterion, values)
    if after:
        told = f"a modifié le critère {quoted(criterion.title)}"
        record(actor, "criterion.edited", criterion, told, before=before, after=after)


@at_any_time
def remove_criterion(criterion: Criterion, call: Call, *, actor: User) -> None:
    """Refused for the last one: a jury scores something."""
    if len(call.criteria) <= 1:
        raise DomainError("Un appel garde un critère au moins : ajoutez-en un autre d’abord.")
    told = f"a retiré le critère {quoted(criterion.title)} de l’appel {quoted(call.title)}"
    record(actor, "criterion.removed", criterion, told, before={"title": criterion.title})
    db.session.delete(criterion)


def _check_days(values: dict[str, Any]) -> None:
    if values["closes_on"] < values["opens_on"]:
        raise DomainError("L’appel se ferme après son ouverture : vérifiez les deux dates.", field="closes_on")
