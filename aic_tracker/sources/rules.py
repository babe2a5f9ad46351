"""What an answer may fill, and in which words; what a dossier becomes. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from aic_tracker.onboarding.rules import Step
from aic_tracker.sources.models import Dossier, DossierState, SourceKind

NAMES = {
    SourceKind.DEMARCHE: "Démarche numérique",
    SourceKind.GRIST: "Grist : document lu",
    SourceKind.MIRROR: "Grist : copie chaque nuit",
}
# What may be filled: the step of a new laureate, its field, and what one reads.
TARGETS: dict[str, tuple[Step, str, str]] = {
    "project.name": (Step.PROJECT, "name", "Nom du projet"),
    "project.tagline": (Step.PROJECT, "tagline", "Le projet en une phrase"),
    "project.town": (Step.PROJECT, "town", "Commune du projet"),
    "project.themes": (Step.PROJECT, "themes", "Thèmes"),
    "project.website": (Step.PROJECT, "website", "Site web"),
    "project.repository": (Step.PROJECT, "repository", "Dépôt de code"),
    "project.licence": (Step.PROJECT, "licence", "Licence"),
    "organisation.name": (Step.ORGANISATION, "name", "Nom de la structure"),
    "organisation.siren": (Step.ORGANISATION, "siren", "SIREN de la structure"),
    "organisation.siret": (Step.ORGANISATION, "siret", "SIRET du siège"),
    "organisation.rna": (Step.ORGANISATION, "rna", "RNA de la structure"),
    "organisation.town": (Step.ORGANISATION, "town", "Commune de la structure"),
    "people.name": (Step.PEOPLE, "referent-0-name", "Nom de la personne référente"),
    "people.email": (Step.PEOPLE, "referent-0-email", "Adresse de la personne référente"),
}
REASONS = {
    "user_request": "demandé par la personne",
    "user_removed": "retiré par la personne",
    "user_expired": "compte de la personne expiré",
    "manager_request": "demandé par la plateforme",
    "instructeur_request": "demandé par une personne instructrice",
    "procedure_removed": "démarche supprimée",
    "expired": "durée de conservation dépassée",
}
ASSOCIATION_CATEGORIES = ("92", "93")


def words_of(value: Any) -> str:
    """A typed value as one reads it, and as a form would have it typed."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return "Oui" if value else "Non"
        case Mapping():
            name = value.get("label") or value.get("name") or ""
            code = value.get("postalCode")
            return f"{name} ({code})" if code and not value.get("label") else str(name)
        case list():
            if all(isinstance(one, list) for one in value):
                return " ; ".join(filter(None, (_row_words(row) for row in value)))
            return ", ".join(words_of(one) for one in value)
    return str(value)


def _row_words(row: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(f"{answer['label']} : {said}" for answer in row if (said := words_of(answer.get("value"))))


def draft_of(dossier: Dossier, matching: Mapping[str, str]) -> dict[Step, dict[str, list[str]]]:
    """The steps of a new laureate, filled: what the applicant is first, what the answers say over it."""
    steps: dict[Step, dict[str, list[str]]] = {step: {} for step in Step}
    for step, name, text in _from_applicant(dossier):
        if text:
            steps[step][name] = [text]
    for answer in dossier.answers:
        target = TARGETS.get(matching.get(answer["id"], ""))
        said = _typed(answer.get("value"))
        if target and said:
            steps[target[0]][target[1]] = [said]
    return {step: typed for step, typed in steps.items() if typed}


def _typed(value: Any) -> str:
    """A commune is typed by its name alone."""
    return str(value.get("name") or value.get("label") or "") if isinstance(value, Mapping) else words_of(value)


def _from_applicant(dossier: Dossier) -> list[tuple[Step, str, str]]:
    who = dossier.applicant
    category = str(who.get("legal_category", ""))
    form = "association" if who.get("rna") or category.startswith(ASSOCIATION_CATEGORIES) else ""
    form = "administration" if not form and category.startswith("7") else form
    person = " ".join(filter(None, (who.get("first_name"), who.get("last_name")))) or who.get("proxy", "")
    return [
        (Step.ORGANISATION, "name", who.get("name", "")),
        (Step.ORGANISATION, "legal_form", form),
        (Step.ORGANISATION, "siren", who.get("siren", "")),
        (Step.ORGANISATION, "rna", who.get("rna", "")),
        (Step.ORGANISATION, "town", who.get("town", "")),
        (Step.ORGANISATION, "legal_category", category),
        (Step.PEOPLE, "referent-0-name", person),
        (Step.PEOPLE, "referent-0-email", dossier.email),
    ]


def guessed(questions: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """By question, what its label seems to be: shown as a proposal, kept once somebody saves it."""
    known = {label.lower(): key for key, (_step, _name, label) in TARGETS.items()}
    return {one["id"]: known[one["label"].lower()] for one in questions if one["label"].lower() in known}


def to_report(dossier: Dossier) -> str:
    """What is left to say on the platform of a dossier taken here."""
    if dossier.state is DossierState.EN_CONSTRUCTION:
        return "Passer en instruction, puis accepter"
    return "Accepter"


def file_size(size: int) -> str:
    return (
        f"{max(1, round(size / 1024))} ko" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} Mo".replace(".", ",")
    )
