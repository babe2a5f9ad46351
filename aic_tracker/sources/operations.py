"""What people do with what was read. Each verb is journalled; none commits."""

from collections.abc import Mapping
from datetime import datetime

from aic_tracker.accounts.models import User
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record
from aic_tracker.onboarding import operations as onboarding
from aic_tracker.onboarding.models import LaureateDraft
from aic_tracker.sources import rules
from aic_tracker.sources.models import Dossier, Source

GONE = "Ce dossier a été supprimé à la source : il n’y a plus rien à reprendre."
ONE_EACH = "Deux questions remplissent « {label} » : choisissez-en une."


def match(source: Source, matching: Mapping[str, str], *, actor: User) -> None:
    """Say which question fills which field. Refuses two questions for one field."""
    chosen: dict[str, str] = {}
    for question, target in matching.items():
        if target in chosen:
            raise DomainError(ONE_EACH.format(label=rules.TARGETS[target][2]))
        chosen[target] = question
    source.matching = dict(matching)
    record(
        actor,
        "source.matched",
        source,
        "a fait correspondre les questions de Démarche numérique aux champs d’un lauréat",
    )


def take(
    dossier: Dossier, matching: Mapping[str, str], draft: LaureateDraft | None, *, actor: User, now: datetime
) -> None:
    """Begin a new laureate with what the dossier says. Refuses one that its source no longer has."""
    if dossier.deleted_at is not None:
        raise DomainError(GONE)
    onboarding.start_from(draft, rules.draft_of(dossier, matching), actor=actor, now=now)
    dossier.taken_at = dossier.taken_at or now
    record(actor, "dossier.taken", dossier, f"a repris le dossier n° {dossier.number} dans un nouveau lauréat")
