"""What is done with commitments. Each verb is journalled; none commits."""

from datetime import date, datetime
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.commitments import rules
from aic_tracker.commitments.models import Commitment, CommitmentState
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time

S = CommitmentState


@at_any_time
def submit_evidence(commitment: Commitment, *, evidence_url: str | None, note: str, version: int, actor: User) -> None:
    """Show where the commitment is kept; the team has to check it, again if it had. Refused with nothing to show."""
    if (commitment.evidence_url, commitment.note) == (evidence_url, note) and commitment.state is not S.EXPECTED:
        return
    _check_version(commitment, version)
    if not evidence_url and not note:
        raise DomainError("Indiquez l’adresse d’une page, ou dites où la preuve se trouve.", field="evidence_url")
    values = {"state": S.SUBMITTED, "note": note, "checked_on": None, "checker": None}
    if evidence_url != commitment.evidence_url:
        values |= {"evidence_url": evidence_url, "link_status": None, "link_problem": "", "link_checked_at": None}
    label = commitment.kind.label
    _change(commitment, values, "submitted", f"a donné la preuve de l’engagement « {label} »", actor)


@at_any_time
def check(commitment: Commitment, *, state: CommitmentState, note: str, version: int, actor: User, today: date) -> None:
    """The team's verdict. Proven needs something to show; not applicable, or sent back, needs its reason."""
    if (commitment.state, commitment.note) == (state, note) and commitment.checked_on:
        return
    _check_version(commitment, version)
    if state is S.PROVEN and not commitment.evidence_url and not note:
        raise DomainError("Sans adresse à montrer, dites où la preuve se trouve.", field="note")
    if state is not S.PROVEN and not note:
        raise DomainError("Dites pourquoi : le projet le lira.", field="note")
    values = {"state": state, "note": note, "checked_on": today, "checker": actor}
    words = {
        S.PROVEN: "a constaté l’engagement",
        S.NOT_APPLICABLE: "a déclaré sans objet l’engagement",
        S.EXPECTED: "attend une autre preuve de l’engagement",
    }[state]
    _change(commitment, values, "checked", f"{words} « {commitment.kind.label} »", actor)


@at_any_time
def note_link(commitment: Commitment, url: str, found: rules.LinkCheck, *, actor: User, now: datetime) -> None:
    """Keep what came of visiting `url`; forgotten when the evidence changed meanwhile."""
    if commitment.evidence_url != url:
        raise StaleError("La preuve a changé pendant la vérification : recommencez.")
    commitment.link_checked_at = now  # the journal says when by itself
    values = {"link_status": found.status, "link_problem": found.problem}
    _change(commitment, values, "link_checked", f"a vérifié le lien de l’engagement « {commitment.kind.label} »", actor)


def _check_version(commitment: Commitment, version: int) -> None:
    if commitment.version != version:
        raise StaleError("Cet engagement a changé depuis que vous l’avez ouvert : vérifiez puis recommencez.")


def _change(commitment: Commitment, values: dict[str, Any], verb: str, summary: str, actor: User) -> None:
    before, after = changes.apply(commitment, values)
    db.session.add(commitment)  # the first time, there was no row
    record(
        actor,
        f"commitment.{verb}",
        commitment,
        summary,
        laureate_id=commitment.laureate_id,
        before=before,
        after=after,
    )
