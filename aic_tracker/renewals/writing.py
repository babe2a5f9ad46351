"""What both sides write for the decision, and who was told of a stop. None of these commits."""

from datetime import date, datetime
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.support import at_any_time
from aic_tracker.renewals import file_queries, queries, rules
from aic_tracker.renewals.models import Outcome, RenewalFile


@at_any_time
def write_self_assessment(
    laureate: Laureate, period: SupportPeriod, *, text: str, version: int, actor: User, now: datetime, today: date
) -> None:
    """The referents' own account. `version` is that of the text one started from (`rules.version_of`).

    Refused before the file opens and once the decision is taken.
    """
    values = {"self_assessment": text, "self_assessor": actor, "self_assessed_at": now}
    _write(laureate, period, values, "self_assessed", "a écrit l’auto-évaluation du bilan", version, actor, today)


@at_any_time
def write_opinion(
    laureate: Laureate, period: SupportPeriod, *, text: str, version: int, actor: User, now: datetime, today: date
) -> None:
    """The team's opinion, under the same conditions."""
    values = {"opinion": text, "opinion_author": actor, "opinion_at": now}
    _write(laureate, period, values, "opinion", "a donné l’avis de l’équipe pour le bilan", version, actor, today)


@at_any_time
def note_told(laureate: Laureate, period: SupportPeriod, *, text: str, version: int, actor: User) -> None:
    """Who was told of an early stop, and how. Refused where no stop was decided."""
    queries.lock_period(period)
    decision = queries.decision_of(period)
    if decision is None or decision.outcome is not Outcome.STOP_EARLY:
        raise DomainError("Aucun arrêt avant le terme n’est décidé pour cet accompagnement.")
    _save(laureate, period, {"told": text}, "told", "a noté qui a été prévenu de l’arrêt", version, actor)


def _write(
    laureate: Laureate,
    period: SupportPeriod,
    values: dict[str, Any],
    verb: str,
    summary: str,
    version: int,
    actor: User,
    today: date,
) -> None:
    queries.lock_period(period)
    settled = queries.decision_of(period) is not None or period.ended_on is not None or laureates.has_successor(period)
    if refusal := rules.writing_refusal(period.term_on, today, is_decided=settled):
        raise DomainError(refusal)
    _save(laureate, period, values, verb, summary, version, actor)


def _save(
    laureate: Laureate,
    period: SupportPeriod,
    values: dict[str, Any],
    verb: str,
    summary: str,
    version: int,
    actor: User,
) -> None:
    file = file_queries.file_of(period)
    if file is None:
        file = RenewalFile(period_id=period.id, self_assessment="", opinion="", told="")
    name, text = next(iter(values.items()))
    before = getattr(file, name)
    if before == text:
        return
    if rules.version_of(before) != version:
        raise StaleError("Ce texte a changé depuis que vous l’avez ouvert : comparez avant d’enregistrer.")
    for field, value in values.items():
        setattr(file, field, value)
    db.session.add(file)
    record(
        actor,
        f"renewal.{verb}",
        file,
        summary,
        laureate_id=laureate.id,
        before={"text": before},
        after={"text": text},
    )
