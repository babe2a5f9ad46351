"""The declaration that the law wants before any grant: asked of the referents, signed on a page, its document kept.

Regulation (EU) 2023/2831, art. 7(4): every de minimis aid of three years, whatever its regulation.
None of these commits.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.aid import documents, queries, rules
from aic_tracker.aid.models import Aid, AidDeclaration, AidPaper, AidSource, Regime
from aic_tracker.aid.operations import lock
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.telling import tell_each

ASKED = declare(MailKind("aid-declaration", "Déclaration d’aides demandée"))
USEFUL_FOR = timedelta(days=30)
NOBODY = "Aucune référente ni aucun référent ne tient de place dans ce projet : ajoutez d’abord une personne."
OF_DE_MINIMIS = (Regime.GENERAL, Regime.SIEG, Regime.OTHER_DE_MINIMIS, Regime.UNSPECIFIED)


@at_any_time
def ask(laureate: Laureate, *, actor: User, now: datetime) -> list[User]:
    """Ask the referents, by mail, to sign the declaration of their organisation. Once a day to each."""
    today = paris_day(now)
    referents = [one for one in laureates.people_of([laureate.id], today)[laureate.id].referents if one.is_active]
    if not referents:
        raise DomainError(NOBODY)
    context = {
        "laureate_name": laureate.name,
        "author": actor.name,
        "title": laureate.organisation.name,
        "days_max": config.current().aid.window_years,
        "why": f"vous êtes référent·e {of(laureate.name)}",
        "is_optional": False,
        "link": absolute_url(f"/laureats/{laureate.slug}/aides/declaration/signer"),
    }
    told = tell_each(
        ASKED,
        referents,
        about=laureate.id,
        occasion=today.isoformat(),
        laureate_id=laureate.id,
        by=actor,
        now=now,
        useful_for=USEFUL_FOR,
        context=context,
    )
    summary = f"a demandé la déclaration d’aides {of(laureate.organisation.name)}"
    record(actor, "aid.declaration_asked", laureate.organisation, summary, laureate_id=laureate.id)
    return told


@at_any_time
def sign(laureate: Laureate, organisation: Organisation, *, signatory: str, actor: User, now: datetime) -> AidPaper:
    """Sign, today, that the aids written down are all that the organisation received; the document is kept."""
    ledger, today = lock(organisation), paris_day(now)
    listed = received(ledger, today)
    declaration = AidDeclaration(
        organisation_id=organisation.id,
        signed_on=today,
        signatory=signatory,
        is_nil=not listed,
        author_id=actor.id,
        created_at=now,
    )
    db.session.add(declaration)
    db.session.flush()
    terms = queries.terms()
    content = documents.declaration_pdf(laureate, declaration, listed, years=terms.years, at=now)
    paper = AidPaper(
        organisation_id=organisation.id,
        laureate_id=laureate.id,
        declaration_id=declaration.id,
        content=content,
        sha256=sha256(content).hexdigest(),
        author_id=actor.id,
        made_at=now,
    )
    db.session.add(paper)
    summary = f"a signé en ligne la déclaration d’aides de minimis, au nom de {signatory}"
    after = {"signatory": signatory, "signed_on": today.isoformat(), "is_nil": not listed}
    record(actor, "aid.declaration_signed", declaration, summary, laureate_id=laureate.id, after=after)
    return paper


def received(ledger: queries.Ledger, today: date) -> list[Aid]:
    """What the organisation and those linked to it received elsewhere over the window, the oldest first."""
    first = rules.window_start(today, queries.terms().years)
    return [
        aid
        for aid in reversed(ledger.aids)
        if aid.source is AidSource.DECLARED
        and aid.regime in OF_DE_MINIMIS
        and aid.cancelled_on is None
        and first <= aid.granted_on <= today
    ]
