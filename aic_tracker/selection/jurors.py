"""Who is on a jury: invited by mail, written to again, taken off. Each verb is journalled; none commits."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts import links
from aic_tracker.accounts import operations as accounts
from aic_tracker.accounts import queries as people
from aic_tracker.accounts.models import Role, User
from aic_tracker.accounts.rules import INVITATION_LASTS
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.formats import date_plain, quoted
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail import outbox
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.telling import telling
from aic_tracker.selection import conflicts, jury_queries
from aic_tracker.selection.jury import Panel
from aic_tracker.selection.jury_lines import Guest
from aic_tracker.selection.models import Call, Conflict, Juror, Review

INVITATION = declare(MailKind("jury-invitation", "Invitation à un jury", secret_path=links.ENTRY))


@at_any_time
def invite(call: Call, guests: Sequence[Guest], *, panel: Panel, actor: User, now: datetime) -> list[Juror]:
    """These people on one panel, each written to; whoever is of the jury already stays as they are.

    An address without an account gets one that opens its jury alone. What ties them to applications is looked for.
    """
    members = {juror.user_id for juror in jury_queries.jury(call.id)}
    added = []
    for guest in guests:
        user = _account(guest, actor, now)
        if user.id in members:
            continue
        members.add(user.id)
        juror = Juror(
            call_id=call.id,
            call=call,
            user=user,
            user_id=user.id,
            panel=panel,
            organisation=guest.organisation,
            siren=guest.siren,
            invited_at=now,
        )
        db.session.add(juror)
        record(actor, "juror.invited", juror, f"a invité {user.name} au jury de l’appel {quoted(call.title)}")
        added.append(juror)
    db.session.flush()
    conflicts.detect(call, actor=actor, now=now)
    _tell(added, actor=actor, now=now)
    return added


@at_any_time
def invite_again(juror: Juror, *, actor: User, now: datetime) -> None:
    """Refused for an account that is closed: the mail would not leave."""
    if not juror.user.is_active:
        raise DomainError(f"Le compte {of(juror.user.name)} est désactivé : l’administration peut le rouvrir.")
    juror.invited_at = now
    record(actor, "juror.invited", juror, f"a renvoyé à {juror.user.name} son invitation au jury")
    _tell([juror], actor=actor, now=now)


@at_any_time
def take_off(juror: Juror, *, actor: User) -> None:
    """With what they gave, which no longer counts. Nobody lifts so what a conflict hides from them."""
    if juror.user_id == actor.id:
        raise DomainError("Une autre personne de l’équipe peut vous retirer du jury : vos liens y sont notés.")
    told = f"a retiré {juror.user.name} du jury de l’appel {quoted(juror.call.title)}"
    record(actor, "juror.removed", juror, told)
    for table in (Review, Conflict):
        db.session.execute(sa.delete(table).where(table.juror_id == juror.id))
    db.session.delete(juror)


@at_any_time
def open_scoring(call: Call, *, until: date | None, actor: User, now: datetime) -> None:
    """The last day on which the jury scores; None when it does not, or no longer."""
    if until == call.scores_until:
        return
    before, call.scores_until = call.scores_until, until
    told = f"jusqu’au {date_plain(until)}" if until else "plus"
    verb = "a ouvert la notation" if until else "a fermé la notation"
    record(
        actor,
        "call.scoring",
        call,
        f"{verb} de l’appel {quoted(call.title)}{f' {told}' if until else ''}",
        before={"scores_until": before.isoformat() if before else None},
        after={"scores_until": until.isoformat() if until else None},
    )
    conflicts.detect(call, actor=actor, now=now)


def _account(guest: Guest, actor: User, now: datetime) -> User:
    known = people.user_by_email(guest.email)
    if known is None:
        return accounts.invite(guest.email, guest.name, Role.JUROR, actor=actor, now=now, tell=_later)
    if not known.is_active:
        raise DomainError(
            f"Le compte de {guest.email} est désactivé : l’administration peut le rouvrir.", field="people"
        )
    if not can(known, Permission.SIT_ON_A_JURY):
        raise DomainError(f"{guest.email} est un compte d’administration : il ne siège pas à un jury.", field="people")
    return known


def _later(user: User, actor: User | None, now: datetime) -> None:
    """The mail that invites to the jury lets in."""


def _tell(jurors: Sequence[Juror], *, actor: User, now: datetime) -> None:
    with telling(INVITATION, now=now) as mails:
        for juror in jurors:
            with mails.tell(juror.user):
                _write(juror, actor, now)


def _write(juror: Juror, actor: User, now: datetime) -> None:
    path = f"/jury/appels/{juror.call_id}"
    expires_at = None
    link = absolute_url(path)
    # Whoever has an account for something else comes in as they do.
    if juror.user.role is Role.JUROR:
        link, expires_at = links.invitation_url(juror.user, next_path=path, now=now)
    outbox.enqueue(
        INVITATION,
        dedup_key=f"{INVITATION}:{juror.id}:{now:%Y%m%dT%H%M%S%f}",
        to=juror.user,
        now=now,
        useful_for=INVITATION_LASTS,
        context={
            "title": juror.call.title,
            "inviter_name": actor.name,
            "link": link,
            "sign_in_url": absolute_url("/connexion"),
            "expires_at": expires_at,
            "last_day": juror.call.scores_until,
        },
        by=actor,
        reply_to=actor,
    )
