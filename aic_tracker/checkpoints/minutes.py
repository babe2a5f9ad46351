"""The minutes of a closed point: corrected as often as needed, and each version sent once to each person."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from aic_tracker import formats
from aic_tracker.access.readers import readers_among
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import departures, paper, queries
from aic_tracker.checkpoints.departures import MINUTES, key
from aic_tracker.checkpoints.meeting import since_last_point
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.operations import hold_version
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.folding import french_order
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail import message
from aic_tracker.mail.message import Attachment, Rendered, absolute_url
from aic_tracker.mail.outbox import enqueue
from aic_tracker.mail.outsiders import Outsider
from aic_tracker.mail.telling import telling

MINUTES_USEFUL_FOR = timedelta(days=7)
CORRECTED = "Ce compte rendu a été corrigé entre-temps : relisez-le avant de l’envoyer."
log = logging.getLogger(__name__)


class Sending(NamedTuple):
    """How many mails leave, and to how many people none could be written; the others have this version already."""

    leaving: int
    unwritten: int


@at_any_time
def correct_minutes(point: Checkpoint, *, actor: User, version: int, minutes: str, decisions: str) -> bool:
    """Amend the minutes of a closed point; the former text stays in the journal. False when no word changes.

    What has left already becomes another version, which nobody has yet.
    """
    hold_version(point, version)
    if point.status is not CheckpointStatus.CLOSED:
        raise DomainError("Seul le compte rendu d’un point clos se corrige.")
    if not minutes:
        raise DomainError("Rédigez le compte rendu du point.", field="minutes")
    if (minutes, decisions) == (point.minutes, point.decisions):
        return False
    before = {"minutes": point.minutes, "decisions": point.decisions}
    point.minutes, point.decisions = minutes, decisions
    if point.minutes_sent_version == point.minutes_version:
        point.minutes_version += 1
    record(
        actor,
        "checkpoint.corrected",
        point,
        f"a corrigé le compte rendu du point n° {point.number}",
        laureate_id=point.laureate_id,
        before=before,
        after={"minutes": minutes, "decisions": decisions},
    )
    return True


@at_any_time
def send_minutes(
    point: Checkpoint,
    laureate: Laureate,
    *,
    actor: User,
    now: datetime,
    version: int,
    minutes_version: int,
    people: Sequence[User],
    addresses: Sequence[str] = (),
    outside_meant: bool = False,
) -> Sending:
    """Send the minutes as they stand to these people. Who has this version gets no other, unless it was lost.

    `version` is the one of the point that was read, `minutes_version` of its minutes. An address of somebody who has
    an account is theirs. Raises DomainError for who may not read the laureate, and for an address that belongs to no
    account unless `outside_meant`.
    """
    hold_version(point, version)
    if point.status is not CheckpointStatus.CLOSED:
        raise DomainError("Le compte rendu s’envoie une fois le point clos.")
    if point.minutes_version != minutes_version:
        raise StaleError(CORRECTED)
    known, outside = _told_apart(addresses)
    everybody = list({user.id: user for user in (*people, *known)}.values())
    if not everybody and not outside:
        raise DomainError("Cochez au moins une personne, ou ajoutez une adresse.", field="people")
    allowed = {user.id for user in receivers(everybody, laureate.id, now)}
    for user in everybody:
        if user.id not in allowed:
            raise DomainError(
                f"{user.name} n’a pas accès à {laureate.name}, ou son compte est fermé : le compte rendu ne peut pas "
                "lui être envoyé.",
                field="addresses" if user in known else "people",
            )
    if outside and not outside_meant:
        listed = formats.listed([one.email for one in outside])
        raise DomainError(
            f"Aucun compte n’a pour adresse {listed} : le compte rendu y partirait entier, hors du suivi. "
            "Vérifiez, puis cochez la case pour confirmer.",
            field="outside_meant",
        )
    sending = _send(point, laureate, [*everybody, *outside], actor=actor, now=now)
    if sending.leaving:
        point.minutes_sent_version = point.minutes_version
        record(
            actor,
            "checkpoint.minutes_sent",
            point,
            f"a envoyé le compte rendu du {point.number_and_day}"
            + (f" (version {point.minutes_version})" if point.minutes_version > 1 else ""),
            laureate_id=laureate.id,
            after={"people": sorted((user.name for user in everybody), key=french_order), "addresses": len(outside)},
        )
    db.session.flush()
    return sending


def receivers(people: Sequence[User], laureate_id: int, now: datetime) -> list[User]:
    """Those of these people who may receive a mail about this laureate."""
    return readers_among([user for user in people if user.is_active], laureate_id, paris_day(now))


@at_any_time
def send_at_closing(point: Checkpoint, laureate: Laureate, *, actor: User, now: datetime) -> None:
    """To all those invited or present, without being read again."""
    db.session.flush()
    guests = receivers([attendee.user for attendee in point.attendees], laureate.id, now)
    if _send(point, laureate, guests, actor=actor, now=now).leaving:
        point.minutes_sent_version = point.minutes_version


def preview(point: Checkpoint, laureate: Laureate, *, sender: User, now: datetime, to: User | Outsider) -> Rendered:
    """The mail as this person would have it, its document left out."""
    return message.render(
        MINUTES,
        dedup_key=key(point.id, point.minutes_version, to),
        to=(to.name, to.email),
        at=now,
        context=_context(point, laureate, *around(point)) | _own(point, laureate, to, sender),
    )


def _told_apart(addresses: Sequence[str]) -> tuple[list[User], list[Outsider]]:
    owners = [(address, accounts.user_by_email(address)) for address in addresses]
    known = [user for _address, user in owners if user is not None]
    return known, [Outsider(address) for address, user in owners if user is None]


def _send(
    point: Checkpoint, laureate: Laureate, people: Sequence[User | Outsider], *, actor: User, now: datetime
) -> Sending:
    beside = around(point)
    context, document = _context(point, laureate, *beside), _document(point, laureate, now, *beside)
    lead = laureates.lead_coach(laureate.id, paris_day(now))
    again = departures.keys(point)
    queued: list[int | None] = []
    with telling(MINUTES, object_id=point.id, laureate_id=laureate.id, now=now) as mails:
        for person in people:
            own = key(point.id, point.minutes_version, person)
            with mails.tell(person):
                mail = enqueue(
                    MINUTES,
                    dedup_key=again.get(own, own),
                    to=person,
                    now=now,
                    useful_for=MINUTES_USEFUL_FOR,
                    context=context | _own(point, laureate, person, actor),
                    by=actor,
                    laureate_id=laureate.id,
                    reply_to=lead,
                    attachments=document,
                )
                queued.append(mail)
    return Sending(sum(mail is not None for mail in queued), len(mails.untold))


def around(point: Checkpoint) -> tuple[Checkpoint | None, list[str]]:
    """What its minutes say besides its own words: what followed when it was closed, and what had changed before it.

    A point that came later is another story.
    """
    following = None if point.no_next_reason else queries.neighbours(point)[1]
    return following, [item.sentence for item in since_last_point(point) or ()]


def _context(
    point: Checkpoint, laureate: Laureate, following: Checkpoint | None, changes: Sequence[str]
) -> dict[str, Any]:
    return {
        "laureate_name": laureate.name,
        "territory": laureate.territory,
        "number": point.number,
        "version": point.minutes_version,
        "starts_at": point.starts_at,
        "day": paris_day(point.starts_at),
        "present": sorted((a.user.name for a in point.attendees if a.was_present), key=french_order),
        "changes": changes,
        "minutes": point.minutes,
        "decisions": point.decisions,
        "actions": [(a.title, a.owner.name if a.owner else "", a.due_on) for a in point.actions],
        "next_starts_at": following.starts_at if following else None,
        "next_place": following.place if following else "",
        "no_next_reason": point.no_next_reason,
        "is_optional": False,
    }


def _own(point: Checkpoint, laureate: Laureate, to: User | Outsider, actor: User) -> dict[str, str]:
    """What the mail says to one person alone. Who has no account has no page to open."""
    places = {attendee.user_id: attendee.was_present for attendee in point.attendees}
    if to.id not in places:
        why = f"{actor.name} vous l’a adressé"
    elif places[to.id]:
        why = f"vous étiez à ce point {of(laureate.name)}"
    else:
        why = f"vous étiez invité·e à ce point {of(laureate.name)}"
    link = absolute_url(f"/laureats/{laureate.slug}/points/{point.number}") if to.id is not None else ""
    return {"why": why, "link": link}


def _document(
    point: Checkpoint, laureate: Laureate, now: datetime, following: Checkpoint | None, changes: Sequence[str]
) -> tuple[Attachment, ...]:
    """The minutes in PDF. The text of the mail says the same: without the document, it leaves all the same."""
    try:
        content = paper.minutes_pdf(point, laureate, following, at=now, changes=changes)
    except SQLAlchemyError:
        # What the database refuses has spoiled the transaction of the closing itself.
        raise
    except Exception:
        log.exception("minutes of point %s could not be typeset", point.id)
        return ()
    return (Attachment(paper.minutes_name(point, laureate), "application/pdf", content),)
