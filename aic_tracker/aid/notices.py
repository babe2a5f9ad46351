"""The written notice of each de minimis aid: its amount, its character, its regulation.

Regulation (EU) 2023/2831, art. 7(4). None of these commits.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.aid import documents
from aic_tracker.aid.declarations import NOBODY
from aic_tracker.aid.models import Aid, AidPaper
from aic_tracker.aid.papers import Facts
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.formats import date_short, money
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import Attachment, absolute_url
from aic_tracker.mail.telling import tell_each

NOTICE = declare(MailKind("aid-notice", "Notification d’une aide"))
USEFUL_FOR = timedelta(days=30)


@at_any_time
def send(aid: Aid, facts: Facts, *, actor: User, now: datetime) -> AidPaper:
    """Make the notice, keep it, and mail it to the referents. Needs the laureate loaded; once a day for an aid."""
    laureate, today = aid.laureate, paris_day(now)
    if laureate is None or not facts.regulation or aid.cancelled_on is not None:
        raise DomainError("Cette aide n’appelle pas de notification.")
    referents = [one for one in laureates.people_of([laureate.id], today)[laureate.id].referents if one.is_active]
    if not referents:
        raise DomainError(NOBODY)
    content = documents.notice_pdf(laureate, aid, facts, at=now)
    paper = AidPaper(
        organisation_id=aid.organisation_id,
        laureate_id=laureate.id,
        aid_id=aid.id,
        content=content,
        sha256=sha256(content).hexdigest(),
        author_id=actor.id,
        made_at=now,
    )
    db.session.add(paper)
    context = {
        "laureate_name": laureate.name,
        "title": facts.beneficiary,
        "aid": aid,
        "why": f"vous êtes référent·e {of(laureate.name)}",
        "is_optional": False,
        "link": absolute_url(f"/laureats/{laureate.slug}/aides"),
    }
    attachment = Attachment(documents.notice_name(aid), "application/pdf", content)
    tell_each(
        NOTICE,
        referents,
        about=aid.id,
        occasion=today.isoformat(),
        laureate_id=laureate.id,
        by=actor,
        now=now,
        useful_for=USEFUL_FOR,
        context=context,
        attachments=(attachment,),
    )
    summary = f"a notifié l’aide de {money(aid.amount_cents)} du {date_short(aid.granted_on)}"
    record(actor, "aid.notified", aid, summary, laureate_id=laureate.id)
    return paper


def latest(aid_id: int) -> AidPaper | None:
    statement = sa.select(AidPaper).where(AidPaper.aid_id == aid_id).order_by(AidPaper.id.desc())
    return db.session.scalar(statement.limit(1))


def sent_on(aid_ids: Collection[int]) -> dict[int, datetime]:
    """By aid, when its notice was last sent."""
    statement = (
        sa.select(Aid.id, sa.func.max(AidPaper.made_at))
        .join(AidPaper, AidPaper.aid_id == Aid.id)
        .where(Aid.id.in_(aid_ids))
        .group_by(Aid.id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def of_declarations(organisation_id: int) -> set[int]:
    """The declarations of an organisation whose document is kept."""
    statement = sa.select(AidPaper.declaration_id).where(AidPaper.organisation_id == organisation_id)
    return {one for one in db.session.scalars(statement) if one is not None}


def declaration_paper(organisation_id: int, declaration_id: int) -> AidPaper | None:
    statement = sa.select(AidPaper).where(
        AidPaper.organisation_id == organisation_id, AidPaper.declaration_id == declaration_id
    )
    return db.session.scalar(statement)
