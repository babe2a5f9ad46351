"""What is done with the ledger. Each verb is journalled; none commits.

Whoever adds to a single undertaking's aid first queues behind its rows: two grants at once cannot both pass.
"""

from datetime import date, datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.aid import papers, queries, rules
from aic_tracker.aid import register as register_rules
from aic_tracker.aid.models import Aid, AidDeclaration, AidProfile, AidSource, Regime, Undertaking
from aic_tracker.aid.papers import Facts
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.formats import date_short, money
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.laureates.support import at_any_time
from aic_tracker.uniqueness import insert_once

THROUGH_ITS_SOURCE = "L’aide d’un appui ou d’une tranche s’annule avec lui : retirez-la, ou corrigez l’appui."


@at_any_time
def grant(
    organisation: Organisation,
    *,
    laureate_id: int | None,
    amount_cents: int,
    granted_on: date,
    regime: Regime,
    source: AidSource,
    authority: str,
    instrument: str,
    purpose: str,
    actor: User,
    now: datetime,
    assignment_id: int | None = None,
    overrun_of_id: int | None = None,
    tranche_id: int | None = None,
) -> Aid:
    """Write one aid down, whole, or refuse it whole with the sum that passes the ceiling; or without its declaration.

    For who exercises no economic activity the same money is written down as no State aid, with the regime asked: were
    that said otherwise one day, it would be counted again.
    """
    ledger = lock(organisation)
    asked = regime
    if not ledger.is_concerned:
        regime = Regime.NOT_AID
    if ceiling := regime.ceiling:
        # Time given beyond an approval is of the same aid: its declaration came before.
        refused = None if overrun_of_id else queries.undeclared(ledger, granted_on, ceiling)
        if refused:
            raise DomainError(refused)
        assessment = rules.assess(
            ledger.movements, regime=ceiling, amount_cents=amount_cents, on=granted_on, terms=queries.terms()
        )
        if not assessment.is_possible:
            raise DomainError(rules.refusal(assessment))
    aid = Aid(
        organisation_id=organisation.id,
        laureate_id=laureate_id,
        granted_on=granted_on,
        amount_cents=amount_cents,
        regime=regime,
        asked_regime=asked if asked is not regime else None,
        source=source,
        authority=authority,
        instrument=instrument,
        purpose=purpose,
        overrun_of_id=overrun_of_id,
        assignment_id=assignment_id,
        tranche_id=tranche_id,
        author_id=actor.id,
        created_at=now,
    )
    _write(aid, actor, "granted", f"a inscrit une aide de {money(amount_cents)} au {date_short(granted_on)}")
    return aid


@at_any_time
def declare(
    laureate: Laureate,
    organisation: Organisation,
    *,
    signed_on: date,
    signatory: str,
    is_nil: bool,
    authority: str,
    granted_on: date | None,
    amount_cents: int | None,
    regime: Regime | None,
    purpose: str,
    note: str,
    actor: User,
    now: datetime,
) -> AidDeclaration:
    """Keep the organisation's signed statement, and the aid it tells of; a nil statement tells of none.

    A declared aid is a fact: it is written down even when it passes the ceiling, and blocks what comes after. One
    statement lists several aids, each told of once; what is noted each time is kept.
    """
    if is_nil and (authority or amount_cents is not None):
        raise DomainError("Décochez cette case pour déclarer une aide, ou videz les champs de l’aide.", field="is_nil")
    lock(organisation)
    declaration = queries.signed_declaration(
        organisation.id, signed_on=signed_on, signatory=signatory, is_nil=is_nil, author_id=actor.id
    )
    if declaration is not None:
        if is_nil and (not note or note == declaration.note):
            raise DomainError("Cette déclaration est déjà enregistrée.", field="signed_on")
        _add_note(laureate, declaration, note, actor)
    else:
        declaration = AidDeclaration(
            organisation_id=organisation.id,
            signed_on=signed_on,
            signatory=signatory,
            is_nil=is_nil,
            note=note,
            author_id=actor.id,
            created_at=now,
        )
        db.session.add(declaration)
        said = "n’avoir reçu aucune autre aide" if is_nil else "les aides reçues par ailleurs"
        summary = f"a transmis la déclaration signée le {date_short(signed_on)} par {signatory} : {said}"
        after = {"signatory": signatory, "signed_on": signed_on.isoformat(), "is_nil": is_nil}
        record(actor, "aid.declaration_signed", declaration, summary, laureate_id=laureate.id, after=after)
    if not is_nil:
        _declare_aid(laureate, declaration, authority, granted_on, amount_cents, regime, purpose, actor, now)
    return declaration


def _declare_aid(
    laureate: Laureate,
    declaration: AidDeclaration,
    authority: str,
    granted_on: date | None,
    amount_cents: int | None,
    regime: Regime | None,
    purpose: str,
    actor: User,
    now: datetime,
) -> None:
    if not authority:
        raise DomainError("Indiquez l’autorité qui a accordé l’aide.", field="authority")
    if amount_cents is None:
        raise DomainError("Indiquez le montant de l’aide.", field="amount_cents")
    if granted_on is None:
        raise DomainError("Indiquez la date d’octroi.", field="granted_on")
    if granted_on > declaration.signed_on:
        raise DomainError("Indiquez une date d’octroi qui précède la signature.", field="granted_on")
    if regime is None:
        raise DomainError("Choisissez le régime de l’aide.", field="regime")
    said = {"authority": authority, "granted_on": granted_on, "amount_cents": amount_cents, "regime": regime}
    if queries.has_declared(declaration.id, **said, purpose=purpose):
        raise DomainError("Cette aide figure déjà dans cette déclaration : précisez son objet.", field="purpose")
    aid = Aid(
        organisation_id=declaration.organisation_id,
        laureate_id=laureate.id,
        source=AidSource.DECLARED,
        purpose=purpose,
        **said,
        declaration_id=declaration.id,
        author_id=actor.id,
        created_at=now,
    )
    _write(aid, actor, "declared", f"a déclaré une aide de {money(amount_cents)} accordée par {authority}")


def _add_note(laureate: Laureate, declaration: AidDeclaration, note: str, actor: User) -> None:
    if not note or f"\n{note}\n" in f"\n{declaration.note}\n":
        return
    before = declaration.note
    declaration.note = f"{before}\n{note}".strip()
    summary = f"a complété la déclaration signée le {date_short(declaration.signed_on)} par {declaration.signatory}"
    changes = {"before": {"note": before}, "after": {"note": declaration.note}}
    record(actor, "aid.declaration_completed", declaration, summary, laureate_id=laureate.id, **changes)


@at_any_time
def cancel(aid: Aid, *, cancelled_on: date, reason: str, actor: User, today: date) -> None:
    """Strike a declared aid out, or one entered by mistake. That of an assignment or of a tranche goes with it."""
    if aid.assignment_id or aid.overrun_of_id or aid.tranche_id:
        raise DomainError(THROUGH_ITS_SOURCE)
    strike_out(aid, cancelled_on=cancelled_on, reason=reason, actor=actor, today=today)


@at_any_time
def strike_out(aid: Aid, *, cancelled_on: date, reason: str, actor: User, today: date) -> None:
    """Take an aid out of every window; it stays readable with its reason. Once: a second time changes nothing."""
    if aid.cancelled_on is not None:
        return
    if not aid.granted_on <= cancelled_on <= today:
        raise DomainError(
            f"Indiquez une date entre le {date_short(aid.granted_on)}, jour de l’octroi, et aujourd’hui.",
            field="cancelled_on",
        )
    aid.cancelled_on, aid.cancel_reason = cancelled_on, reason
    record(
        actor,
        "aid.cancelled",
        aid,
        f"a annulé l’aide de {money(aid.amount_cents)} du {date_short(aid.granted_on)}",
        laureate_id=aid.laureate_id,
        before={"cancelled_on": None},
        after={"cancelled_on": cancelled_on.isoformat(), "cancel_reason": reason},
    )


@at_any_time
def enter_in_register(aid: Aid, facts: Facts, *, registered_on: date, reference: str, actor: User, today: date) -> None:
    """Note that the aid stands in the central register as it is now, under which reference.

    A mistake is corrected the same way, and so is the entry of an aid that was changed or cancelled since.
    """
    is_cancelled = aid.cancelled_on is not None and aid.registered_on is None
    if not register_rules.must_be_registered(aid.regime, aid.source, aid.granted_on, is_cancelled=is_cancelled):
        raise DomainError("Cette aide n’est pas de celles que le programme inscrit au registre central.")
    if not aid.granted_on <= registered_on <= today:
        raise DomainError(
            f"Indiquez une date entre le {date_short(aid.granted_on)}, jour de l’octroi, et aujourd’hui.",
            field="registered_on",
        )
    is_corrected = bool(papers.changed(aid.registered_as, facts))
    if (aid.registered_on, aid.register_reference) == (registered_on, reference) and not is_corrected:
        return
    before = {"registered_on": _iso(aid.registered_on), "register_reference": aid.register_reference}
    aid.registered_on, aid.register_reference = registered_on, reference
    aid.registered_as = dict(facts.kept())
    verb = "a corrigé au registre central" if is_corrected and before["registered_on"] else "a inscrit"
    where = "" if verb.startswith("a corrigé") else " au registre central"
    record(
        actor,
        "aid.registered",
        aid,
        f"{verb} l’aide de {money(aid.amount_cents)}{where}, référence {reference}",
        laureate_id=aid.laureate_id,
        before=before,
        after={"registered_on": registered_on.isoformat(), "register_reference": reference},
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def lock(organisation: Organisation) -> queries.Ledger:
    """The ledger as it stands, held until the end of the transaction, with all that is linked to it.

    Its own row first, then its single undertaking's: nobody waits in a circle.
    """
    first = {"organisation_id": organisation.id, "is_undertaking": True, "activity_reason": ""}
    first |= {"nace": "", "nace_2_1": ""}
    insert_once(AidProfile, first, key=["organisation_id"])
    own = sa.select(AidProfile).where(AidProfile.organisation_id == organisation.id).with_for_update()
    profile = db.session.scalars(own.execution_options(populate_existing=True)).one()
    if profile.undertaking_id is not None:
        db.session.execute(sa.select(Undertaking.id).where(Undertaking.id == profile.undertaking_id).with_for_update())
    return queries.ledger_of(organisation)


def _write(aid: Aid, actor: User, verb: str, summary: str) -> None:
    db.session.add(aid)
    record(
        actor,
        f"aid.{verb}",
        aid,
        summary,
        laureate_id=aid.laureate_id,
        after={
            "amount_cents": aid.amount_cents,
            "granted_on": aid.granted_on.isoformat(),
            "regime": aid.regime.value,
            "authority": aid.authority,
        },
    )
