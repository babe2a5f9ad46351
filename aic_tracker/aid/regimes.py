"""Which regime an aid written down as « autre » was granted under. None of these commits."""

from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid, Regime
from aic_tracker.aid.operations import lock
from aic_tracker.aid.undertakings import MAKES_LESS_COUNT, NeedsDirection
from aic_tracker.errors import DomainError
from aic_tracker.formats import date_short, money
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.laureates.support import at_any_time


@at_any_time
def specify(
    laureate: Laureate,
    organisation: Organisation,
    aid: Aid,
    *,
    regime: Regime,
    reason: str,
    decides: bool,
    actor: User,
) -> None:
    """Say the regime of an aid that waits for it; one that does not count is the direction's to say, with a reason."""
    lock(organisation)
    if aid.regime is not Regime.UNSPECIFIED:
        raise DomainError("Le régime de cette aide est déjà précisé.")
    if regime.ceiling is None and not decides:
        raise NeedsDirection(MAKES_LESS_COUNT)
    if regime.ceiling is None and not reason:
        raise DomainError("Indiquez le motif de la décision.", field="reason")
    before, after = {"regime": aid.regime.value}, {"regime": regime.value, "reason": reason}
    aid.regime = regime
    summary = f"a précisé le régime de l’aide de {money(aid.amount_cents)} du {date_short(aid.granted_on)}"
    record(actor, "aid.regime_specified", aid, summary, laureate_id=laureate.id, before=before, after=after)
