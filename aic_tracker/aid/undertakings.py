"""Which organisations are one single undertaking, and what the ledger must know of each. None of these commits."""

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.aid import operations, queries
from aic_tracker.aid.models import AidProfile, Undertaking
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, LegalForm, Organisation


def set_profile(
    laureate: Laureate, organisation: Organisation, *, is_undertaking: bool, nace: str, actor: User
) -> None:
    """Say whether an administration acts as an undertaking, and the sector that the register asks for."""
    profile = _profile(organisation, operations.lock(organisation))
    is_undertaking = is_undertaking or organisation.legal_form is LegalForm.ASSOCIATION
    before = {"is_undertaking": profile.is_undertaking, "nace": profile.nace}
    profile.is_undertaking, profile.nace = is_undertaking, nace
    after = {"is_undertaking": is_undertaking, "nace": nace}
    if before == after:
        return
    record(
        actor,
        "aid.profile_changed",
        organisation,
        f"a précisé la situation de {organisation.name} au regard des aides",
        laureate_id=laureate.id,
        before=before,
        after=after,
    )


def link(laureate: Laureate, organisation: Organisation, other: Organisation, *, name: str, actor: User) -> None:
    """Make both one single undertaking, with all that each is already linked to. Their aids then add up.

    Regulation (EU) 2023/2831, art. 2(2).
    """
    _hold_links()
    first, second = operations.lock(organisation), operations.lock(other)
    if other.id in [one.id for one in first.organisations]:
        return
    kept = first.undertaking or second.undertaking
    if kept is None:
        if queries.undertaking_named(name):
            raise DomainError("Ce nom désigne déjà une autre entreprise unique : choisissez-en un autre.", field="name")
        kept = Undertaking(name=name)
        db.session.add(kept)
        db.session.flush()
    for one in (*first.organisations, *second.organisations):
        _profile(one, operations.lock(one)).undertaking_id = kept.id
    summary = f"a lié {organisation.name} et {other.name} : leurs aides s’additionnent"
    record(actor, "aid.linked", kept, summary, laureate_id=laureate.id, after={"name": kept.name})


def unlink(laureate: Laureate, organisation: Organisation, *, actor: User) -> None:
    """Take one organisation out of its single undertaking: its own aids alone count for it from now on."""
    _hold_links()
    ledger = operations.lock(organisation)
    if ledger.undertaking is None:
        return
    _profile(organisation, ledger).undertaking_id = None
    summary = f"a délié {organisation.name} de {ledger.undertaking.name}"
    before = {"name": ledger.undertaking.name}
    record(actor, "aid.unlinked", ledger.undertaking, summary, laureate_id=laureate.id, before=before)


def _hold_links() -> None:
    """Wait for all who count an aid, and have them wait: rows of several undertakings would be locked in two orders."""
    if db.engine.dialect.name == "postgresql":
        # What `lock` inserts conflicts with it, on any organisation.
        db.session.execute(sa.text("LOCK TABLE aid_profile IN SHARE ROW EXCLUSIVE MODE"))


def _profile(organisation: Organisation, ledger: queries.Ledger) -> AidProfile:
    if ledger.profile is None:
        raise LookupError(f"organisation {organisation.id} has no profile: lock() makes one")
    return ledger.profile
