"""Warn people of the end of their account, and erase them: no name is left, every figure stays. Nothing commits."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

import sqlalchemy as sa

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.accounts.operations import LAST_ADMIN
from aic_tracker.audit import operations as audit
from aic_tracker.audit.models import Event
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import guests
from aic_tracker.db import Base, db
from aic_tracker.errors import DomainError
from aic_tracker.expertise.models import ExpertKind
from aic_tracker.expertise.queries import expert_with_account
from aic_tracker.folding import searchable
from aic_tracker.formats import listed
from aic_tracker.introductions import queries as introductions
from aic_tracker.journal.operations import record
from aic_tracker.laureates import membership
from aic_tracker.laureates import queries as laureates
from aic_tracker.leaving.operations import hand_over
from aic_tracker.mail import history, outbox
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.privacy import mentions, queries, rules
from aic_tracker.privacy.models import Erasure
from aic_tracker.privacy.parts import PARTS, Fate
from aic_tracker.privacy.queries import Lapse

ERASED = "Compte effacé."
OWN = "Vous ne pouvez pas effacer votre propre compte : demandez-le à une autre personne de l’administration."
WORKING = "Cette personne réalise un appui métier en cours : terminez-le, ou confiez-le à une autre personne d’abord."
MAIL_UNDER_WAY = "Un courriel à cette personne est en cours d’envoi : recommencez dans une minute."
# Long enough for a held queue: a warning that did not leave puts the erasure off.
WARNING_USEFUL_FOR = timedelta(days=365)


def obstacles(user: User, *, actor: User | None, today: date, locked: bool = False) -> list[str]:
    """Why the person cannot be erased now, in French; `locked`: no other administrator leaves meanwhile."""
    found = []
    if actor is not None and actor.id == user.id:
        found.append(OWN)
    if accounts.is_last_admin(user, locked=locked):
        found.append(LAST_ADMIN)
    if charges := laureates.charges(user, today):
        names = listed([laureate.name for laureate in charges])
        found.append(
            f"Cette personne suit ou représente {names}, dont l’accompagnement est en cours : "
            "désignez quelqu’un d’autre et mettez fin à sa place d’abord."
        )
    if queries.is_working(user):
        found.append(WORKING)
    if history.is_under_way_to(user):
        found.append(MAIL_UNDER_WAY)
    return found


def erase(
    user: User, *, actor: User | None, now: datetime, heirs: Mapping[int, User] = MappingProxyType({})
) -> Erasure:
    """Replace the person by « Personne effacée n° X » everywhere the tool knows them; the rest is listed to be read.

    What the person had to do goes to the heir of each project, else to its lead coach, as when an account is closed.
    Kept: time, days, aid, decisions, signatures, what the person wrote of the projects. Refused: see `obstacles`.
    """
    if can(user, Permission.MANAGE_USERS):
        # All of them first, in one order: two that erase each other would each wait for the other.
        accounts.active_admins(locked=True)
    if accounts.account(user.id, locked=True) is None:
        raise DomainError("Cette personne est déjà effacée.")
    if reasons := obstacles(user, actor=actor, today=paris_day(now), locked=True):
        raise DomainError(reasons[0])
    name, email, by = user.name, user.email, rules.pseudonym(user.id)
    _withdraw_mails(user)
    _delete_own(user)
    guests.withdraw_everywhere(user)
    _erase_sheets(user, by)
    db.session.flush()
    # Somebody else of that name must not lose theirs: everything is then left to be read.
    if not accounts.has_namesake(user):
        mentions.replace_copies(user, by)
    user.name, user.email = by, rules.unusable_email(user.id)
    user.is_active, user.last_sign_in_at, user.erased_at = False, None, now
    db.session.flush()
    # From now on nothing that tells of it bears the name. What nobody takes over waits: a legal term is not put off.
    hand_over(user, heirs, actor=actor, now=now, led_may_wait=True)
    membership.leave_everywhere(user, paris_day(now))
    places = [place._asdict() for place in mentions.find(name, email)]
    erasure = Erasure(user_id=user.id, at=now, actor_id=actor.id if actor else None, mentions=places)
    db.session.add(erasure)
    record(actor, "user.erased", user, f"a effacé les données de la {by[0].lower()}{by[1:]}")
    audit.record(
        Event.ERASED_PERSON,
        actor_id=erasure.actor_id,
        now=now,
        object_kind=User.__tablename__,
        object_id=user.id,
        details={"places": len(places)},
    )
    return erasure


def _withdraw_mails(user: User) -> None:
    """What waits does not leave; of what left, neither the words nor the address stay."""
    pending = db.session.scalars(history.mails_to(user).where(OutgoingMail.status == MailStatus.PENDING)).all()
    outbox.cancel_pending([mail.id for mail in pending], ERASED)
    ids = db.session.scalars(history.mails_to(user).with_only_columns(OutgoingMail.id)).all()
    for start in range(0, len(ids), mentions.BATCH):
        history.empty(ids[start : start + mentions.BATCH], recipient=rules.unusable_email(user.id))


def _delete_own(user: User) -> None:
    for part in PARTS:
        if part.fate is Fate.DELETED:
            table = Base.metadata.tables[part.table]
            db.session.execute(sa.delete(table).where(table.columns[part.column] == user.id))


def _erase_sheets(user: User, by: str) -> None:
    """The person's sheet as an expert, and as a contact: of an organisation, the name stays."""
    expert = expert_with_account(user)
    if expert is not None:
        expert.is_active, expert.availability = False, ""
        if expert.kind is ExpertKind.PERSON:
            expert.name = by
    for contact in introductions.contacts_at(user):
        # Two contacts of one organisation may not bear one name.
        contact.person = f"{by} ({contact.id})"
        contact.position, contact.email, contact.source = "", None, "Effacé"
        contact.consent_on, contact.is_active = None, False
        contact.search_text = searchable(contact.organisation, contact.person, "")


def note_reviewed(erasure: Erasure, *, actor: User, now: datetime) -> None:
    """Say that the places where the name was left have been read."""
    if erasure.reviewed_at is not None:
        return
    erasure.reviewed_at, erasure.reviewer_id = now, actor.id
    record(actor, "user.erasure_reviewed", erasure, f"a relu les textes après l’effacement n° {erasure.user_id}")


def warn(lapse: Lapse, *, now: datetime) -> None:
    """Queue the warning that the account's step asks for; nothing when it was queued before."""
    number = lapse.step.warning
    if number is None:
        raise ValueError("this account waits for its erasure, not for a warning")
    outbox.enqueue(
        queries.WARNING,
        dedup_key=queries.next_warning_key(queries.warning_key(lapse.user.id, lapse.basis, number)),
        to=lapse.user,
        now=now,
        useful_for=WARNING_USEFUL_FOR,
        context={
            "is_active": lapse.user.is_active,
            "basis": lapse.basis,
            "erase_on": lapse.step.erase_on,
            "link": absolute_url("/connexion?next=/mon-compte" if lapse.user.is_active else "/donnees-personnelles"),
        },
        by=None,
    )
