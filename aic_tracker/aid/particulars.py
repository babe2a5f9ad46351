"""What the central register asks of an aid and of its beneficiary beyond the sum. None of these commits."""

from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid
from aic_tracker.aid.operations import lock
from aic_tracker.aid.papers import Instrument
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.formats import date_short, money
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.laureates.support import at_any_time


@at_any_time
def set_sector(laureate: Laureate, organisation: Organisation, *, nace: str, nace_2_1: str, actor: User) -> None:
    """Keep the sector that the register asks for, under both classifications."""
    profile = lock(organisation).profile
    if profile is None:
        raise LookupError(f"organisation {organisation.id} has no profile: lock() makes one")
    before, after = changes.apply(profile, {"nace": nace, "nace_2_1": nace_2_1})
    if after:
        summary = f"a précisé le secteur {of(organisation.name)}"
        verb = "aid.profile_changed"
        record(actor, verb, organisation, summary, laureate_id=laureate.id, before=before, after=after)


@at_any_time
def complete(
    aid: Aid, *, instrument: Instrument, authority_siret: str | None, funder: str, funder_siret: str | None, actor: User
) -> None:
    """Say how an aid is given, by whom, and on whose money when it is another's."""
    if aid.cancelled_on is not None:
        raise DomainError("Cette aide est annulée : elle ne se complète plus.")
    if funder_siret and not funder:
        raise DomainError("Nommez ce financeur, ou retirez son SIRET.", field="funder")
    if funder and not funder_siret:
        raise DomainError("Indiquez le SIRET du financeur.", field="funder_siret")
    said = {
        "instrument": instrument.label,
        "authority_siret": authority_siret or "",
        "funder": funder,
        "funder_siret": funder_siret or "",
    }
    before, after = changes.apply(aid, said)
    if after:
        summary = f"a complété l’aide de {money(aid.amount_cents)} du {date_short(aid.granted_on)}"
        record(actor, "aid.completed", aid, summary, laureate_id=aid.laureate_id, before=before, after=after)
