"""What of an objective may be kept for other projects: no name of a person, nothing that tells whose it was."""

from dataclasses import dataclass
from typing import Any

from aic_tracker.catalogue import rules
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.models import Need
from aic_tracker.formats import date_plain, decimal, listed, quoted
from aic_tracker.introductions import queries as introductions
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap.models import Objective


@dataclass(frozen=True)
class TakenOut:
    """`values`, to be read before they are saved; `left`, what is not carried over, in sentences."""

    values: dict[str, Any]
    left: list[str]


def take(laureate: Laureate, objective: Objective) -> TakenOut:
    """The objective as an entry of the catalogue would say it."""
    period = objective.priority.roadmap.period
    names = _names(laureate, objective, period)
    values: dict[str, Any] = {}
    removed: list[str] = []
    texts = {name: getattr(objective, name) for name in Objective.WORDING} | {"priority": objective.priority.title}
    for name, text in texts.items():
        values[name], words = rules.without_names(text, names)
        removed += words
    values["months"] = rules.usual_months(period.starts_on, objective.due_on)
    values |= _place(laureate, objective, period)
    return TakenOut(values, _left(objective, removed))


def _names(laureate: Laureate, objective: Objective, period: SupportPeriod) -> list[str]:
    """Everybody that the project knows, its own name and its organisation's."""
    people = [member.user.name for member in laureates.members_of(laureate)]
    people += [one.contact.person for one in introductions.introductions_of_period(period.id)]
    people += [objective.owner.name] if objective.owner else []
    return [*people, laureate.name, laureates.organisation_carrying(laureate.id).name]


def _place(laureate: Laureate, objective: Objective, period: SupportPeriod) -> dict[str, Any]:
    """The dimension that its priority serves, and the need that the last diagnostic says there."""
    served = roadmaps.served_codes(objective.priority_id)
    code = next((one for one in served if one in rules.DIMENSIONS), None)
    diagnostic = diagnostics.last_opened(laureate.id, up_to_period=period.number)
    needs = {rating.dimension.code: rating.need for rating in diagnostic.ratings} if diagnostic else {}
    need = needs.get(code, Need.LOW) if code else Need.LOW
    return {"dimension": code, "need": Need.LOW if need is Need.NONE else need}


def _left(objective: Objective, removed: list[str]) -> list[str]:
    left = []
    if objective.owner:
        left.append(f"La personne responsable, {objective.owner.name}.")
    if objective.due_on:
        left.append(f"L’échéance du {date_plain(objective.due_on)} : un délai habituel est proposé à la place.")
    if objective.baseline is not None:
        left.append(f"Les valeurs de ce projet, de {decimal(objective.baseline)} à {decimal(objective.target)}.")
    if removed:
        words = listed([quoted(word) for word in dict.fromkeys(removed)])
        left.append(f"Les noms {words}, marqués {quoted(rules.LEFT_OUT)} : remplacez chaque marque par d’autres mots.")
    return left
