"""What a juror gives to an application, and what is noted of its hearing. Each is journalled; none commits."""

from datetime import date, datetime

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db, editing
from aic_tracker.elision import of
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time
from aic_tracker.selection import jury_queries, rules
from aic_tracker.selection.jury import BEST, Scores
from aic_tracker.selection.models import Application, Call, Hearing, Juror, Review

CHANGED_MEANWHILE = "Votre avis a changé dans une autre fenêtre : relisez-le avant de l’enregistrer."
NOTES_CHANGED = "Ces notes ont été modifiées entre-temps : relisez-les avant de les enregistrer."
CLOSED = "La notation est fermée : les avis donnés restent comme ils sont."


def is_open(call: Call, today: date) -> bool:
    return call.scores_until is not None and today <= call.scores_until


@at_any_time
def give(
    application: Application, juror: Juror, *, scores: Scores, comment: str, version: int, actor: User, now: datetime
) -> Review:
    """The juror's own, to be given again until the scoring closes. `version`: 0 when they had given nothing."""
    if not is_open(juror.call, paris_day(now)):
        raise DomainError(CLOSED)
    if application.state not in rules.IN_THE_RUNNING:
        raise DomainError("Cette candidature n’est plus à noter.")
    keys = {criterion.id for criterion in juror.call.criteria}
    if scores.keys() != keys or any(one is not None and not 0 <= one <= BEST for one in scores.values()):
        raise StaleError("Les critères ont changé entre-temps : relisez votre avis avant de l’enregistrer.")
    values = {str(key): score for key, score in scores.items()}
    review = jury_queries.review(juror.id, application.id)
    if (review.version if review else 0) != version:
        raise StaleError(CHANGED_MEANWHILE)
    with editing(CHANGED_MEANWHILE):
        if review is None:
            review = Review(application_id=application.id, juror_id=juror.id, panel=juror.panel)
            db.session.add(review)
        review.scores, review.comment, review.given_at = values, comment, now
    # Who gave what is told by the review alone, as long as it names its juror.
    record(actor, "review.given", review, f"a donné son avis sur la candidature {of(application.name)}")
    return review


@at_any_time
def note_hearing(application: Application, *, notes: str, version: int, actor: User, now: datetime) -> None:
    """What was said of the application before the jury. `version`: 0 when nothing was noted yet."""
    hearing = jury_queries.hearing(application.id)
    if (hearing.version if hearing else 0) != version:
        raise StaleError(NOTES_CHANGED)
    with editing(NOTES_CHANGED):
        if hearing is None:
            hearing = Hearing(application_id=application.id)
            db.session.add(hearing)
        hearing.notes, hearing.author_id, hearing.written_at = notes, actor.id, now
    record(actor, "hearing.noted", application, f"a noté l’audition {of(application.name)}")
