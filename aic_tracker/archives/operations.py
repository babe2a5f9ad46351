"""Nobody takes a whole file away without the journal saying so."""

from datetime import datetime, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.journal import queries as journal
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time

# The same words: that there are internal notes is the team's own affair.
VERBS = {False: "laureate.taken_away", True: "laureate.taken_away_with_notes"}
OPEN_FOR = timedelta(minutes=15)


@at_any_time
def prepare(laureate: Laureate, *, with_notes: bool, actor: User) -> None:
    """Say in the journal that this person takes the whole file away."""
    record(actor, VERBS[with_notes], laureate, "a exporté le dossier complet", laureate_id=laureate.id)


def is_prepared(laureate: Laureate, *, with_notes: bool, by: User, now: datetime) -> bool:
    return journal.was_done(by, VERBS[with_notes], laureate.id, since=now - OPEN_FOR)
