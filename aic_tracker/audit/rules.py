"""The audit trail made readable. Pure."""

from collections.abc import Mapping
from typing import Any

from aic_tracker import formats
from aic_tracker.accounts.models import ROLE_LABELS, Role
from aic_tracker.audit.models import AuditEntry, Event, Outcome
from aic_tracker.audit.queries import Verdict
from aic_tracker.audit.words import EVENTS, FAULTS, FIELDS, OUTCOMES, VALUES
from aic_tracker.journal.words import KINDS

ACCOUNT = "user_account"
OWN_KINDS = {ACCOUNT: "Compte", "laureate": "Projet", "user_session": "Session"}
HEADER = ("N°", "Instant (UTC)", "Compte", "Événement", "Objet", "Résultat", "Détails", "Requête", "Sceau")


def event_label(event: str) -> str:
    return EVENTS[Event(event)] if event in set(Event) else event


def outcome_label(outcome: str) -> str:
    return OUTCOMES[Outcome(outcome)] if outcome in set(Outcome) else outcome


def person(user_id: int | None, names: Mapping[int, str]) -> str:
    """Who acted: a name when the account still has one."""
    if user_id is None:
        return formats.DASH
    return names.get(user_id, f"Compte n° {user_id}")


def object_label(entry: AuditEntry, names: Mapping[int, str]) -> str:
    """What it was done to. Laureates are told by their number: an administrator does not read them."""
    if not entry.object_kind:
        return formats.DASH
    if entry.object_kind == ACCOUNT:
        return person(entry.object_id, names) if entry.object_id is not None else "Compte introuvable"
    kind = OWN_KINDS.get(entry.object_kind) or KINDS.get(entry.object_kind, entry.object_kind)
    return f"{kind} introuvable" if entry.object_id is None else f"{kind} n° {entry.object_id}"


def details(entry: AuditEntry) -> str:
    """« page : roadmap.show ; réponse : 404 »."""
    return " ; ".join(
        f"{FIELDS.get(key, key)} : {_in_words(key, value)}" for key, value in sorted(entry.details.items())
    )


def _in_words(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if key in ("role", "role_before") and value in set(Role):
        return ROLE_LABELS[Role(value)]
    return VALUES.get(key, {}).get(str(value), str(value))


def row(entry: AuditEntry) -> list[str]:
    """A line of the export: identifiers, not names, so that the file stays what was sealed."""
    whose = "" if entry.actor_id is None else str(entry.actor_id)
    to = " ".join(str(part) for part in (entry.object_kind, entry.object_id) if part not in ("", None))
    return [
        str(entry.seq),
        entry.at.isoformat(timespec="microseconds"),
        whose,
        entry.event,
        to,
        entry.outcome,
        details(entry),
        entry.request_id,
        entry.hash,
    ]


def verdict_line(verdict: Verdict) -> str:
    """One line, for the command and for the screen."""
    if verdict.fault is not None:
        return f"Chaîne rompue à l’entrée n° {verdict.seq} : {FAULTS[verdict.fault]}."
    if not verdict.length:
        return "Chaîne intacte : aucune entrée."
    count = formats.plural(verdict.length, "entrée")
    return f"Chaîne intacte : {count}, la dernière est la n° {verdict.seq}, de sceau {verdict.hash}."
