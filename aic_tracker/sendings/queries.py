"""What /envois shows: the mails by state, the reminders that never became one, and what could not be done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.folding import searchable
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail import failures
from aic_tracker.mail.models import Failure, MailStatus, OutgoingMail
from aic_tracker.reminders.models import Reminder, ReminderStatus

Rows = sa.Select[*tuple[Any, ...]]


class Pile(StrEnum):
    """How people sort mails; the value stands in the address."""

    TO_COME = "a-venir"
    WAITING = "en-attente"
    SENT = "envoyes"
    DOUBTFUL = "douteux"
    FAILED = "en-echec"
    DROPPED = "non-envoyes"
    PREVENTED = "empeches"

    @property
    def label(self) -> str:
        return PILE_LABELS[self]


PILE_LABELS = {
    Pile.TO_COME: "À venir sous 30 jours",
    Pile.WAITING: "En attente",
    Pile.SENT: "Envoyés",
    Pile.DOUBTFUL: "Douteux",
    Pile.FAILED: "En échec",
    Pile.DROPPED: "Non envoyés",
    Pile.PREVENTED: "Empêchés",
}
STATES: dict[Pile, tuple[MailStatus, ...]] = {
    Pile.WAITING: (MailStatus.PENDING, MailStatus.CLAIMED, MailStatus.HANDOFF),
    Pile.SENT: (MailStatus.SENT,),
    Pile.DOUBTFUL: (MailStatus.DOUBTFUL,),
    Pile.FAILED: (MailStatus.FAILED,),
    Pile.DROPPED: (MailStatus.CANCELLED,),
}
NEVER_QUEUED = (ReminderStatus.SKIPPED, ReminderStatus.CANCELLED)


@dataclass(frozen=True)
class Filters:
    laureate: str = ""  # words of its name, or its number
    person: str = ""  # part of a name or of an address

    @property
    def laureate_ids(self) -> sa.Select[int] | None:
        """Those that the words name, blind to accents; None when none is asked for."""
        asked = self.laureate.strip()
        if not asked:
            return None
        if asked.isascii() and asked.isdigit() and len(asked) < 10:
            return sa.select(Laureate.id).where(Laureate.id == int(asked))
        words = searchable(asked).split()
        named = [Laureate.search_text.contains(word, autoescape=True) for word in words]
        # Made of signs alone, a search finds nothing.
        return sa.select(Laureate.id).where(*(named or [sa.false()]))

    @property
    def reader_ids(self) -> list[int] | None:
        return accounts.named(self.person) if self.person else None


def _refined(statement: Rows, filters: Filters, laureate_id: Any) -> Rows:
    if (laureate_ids := filters.laureate_ids) is not None:
        statement = statement.where(laureate_id.in_(laureate_ids))
    if filters.person:
        statement = statement.where(User.id.in_(accounts.named(filters.person)))
    return statement


def mails(pile: Pile, filters: Filters) -> sa.Select[Any]:
    """Rows (at, kind, subject, person, address, laureate, status, reason, mail_id) of one pile, the latest first.

    What was not sent holds, beside the cancelled mails, the reminders that were skipped before there was a mail.
    """
    listed = _refined(_mail_rows(pile), filters, OutgoingMail.laureate_id)
    if pile is not Pile.DROPPED:
        rows = listed.subquery()
    else:
        skipped = _refined(_skipped_rows(), filters, Reminder.laureate_id)
        rows = sa.union_all(listed, skipped).subquery()
    return sa.select(rows).order_by(rows.c.at.desc(), rows.c.kind, rows.c.id.desc())


def _mail_rows(pile: Pile) -> Rows:
    at = OutgoingMail.sent_at if pile is Pile.SENT else OutgoingMail.created_at
    return (
        sa.select(
            OutgoingMail.id.label("id"),
            at.label("at"),
            OutgoingMail.kind.label("kind"),
            OutgoingMail.subject.label("subject"),
            sa.func.coalesce(User.name, "").label("person"),
            OutgoingMail.recipient.label("address"),
            sa.func.coalesce(Laureate.name, "").label("laureate"),
            OutgoingMail.status.label("status"),
            OutgoingMail.reason.label("reason"),
            OutgoingMail.id.label("mail_id"),
            OutgoingMail.next_attempt_at.label("next_attempt_at"),
        )
        .outerjoin(User, User.id == OutgoingMail.user_id)
        .outerjoin(Laureate, Laureate.id == OutgoingMail.laureate_id)
        .where(OutgoingMail.status.in_(STATES[pile]))
    )


def _skipped_rows() -> Rows:
    return (
        sa.select(
            Reminder.id,
            Reminder.created_at,
            Reminder.kind,
            sa.literal(""),
            User.name,
            User.email,
            sa.func.coalesce(Laureate.name, ""),
            sa.literal(MailStatus.CANCELLED, OutgoingMail.status.type),
            Reminder.reason,
            sa.cast(sa.null(), sa.Integer),
            Reminder.created_at,
        )
        .join(User, User.id == Reminder.recipient_id)
        .outerjoin(Laureate, Laureate.id == Reminder.laureate_id)
        .where(Reminder.status.in_(NEVER_QUEUED), Reminder.mail_id.is_(None))
    )


def prevented(filters: Filters) -> sa.Select[Any]:
    """Rows of what could not be done: what still fails first, then what fails no more, the latest first."""
    statement = (
        sa.select(
            Failure.id,
            Failure.stage,
            Failure.kind,
            Failure.object_id,
            sa.func.coalesce(User.name, "").label("person"),
            sa.func.coalesce(Laureate.name, "").label("laureate"),
            Failure.reason,
            Failure.first_at,
            Failure.last_at,
            Failure.count.label("times"),
            Failure.closed_at,
        )
        .outerjoin(User, User.id == Failure.user_id)
        .outerjoin(Laureate, Laureate.id == Failure.laureate_id)
    )
    refined = _refined(statement, filters, Failure.laureate_id)
    return refined.order_by(Failure.closed_at.is_not(None), Failure.last_at.desc(), Failure.id.desc())


def pile_sizes() -> dict[Pile, int]:
    """How many mails wait for somebody, by pile; two statements."""
    waiting = (Pile.WAITING, Pile.DOUBTFUL, Pile.FAILED)
    states = [status for pile in waiting for status in STATES[pile]]
    statement = sa.select(OutgoingMail.status, sa.func.count()).where(OutgoingMail.status.in_(states))
    counts = {row[0]: row[1] for row in db.session.execute(statement.group_by(OutgoingMail.status))}
    sizes = {pile: sum(counts.get(status, 0) for status in STATES[pile]) for pile in waiting}
    return sizes | {Pile.PREVENTED: sum(failures.open_by_stage().values())}


def mail(mail_id: int) -> tuple[OutgoingMail, User | None, Laureate | None] | None:
    statement = (
        sa.select(OutgoingMail, User, Laureate)
        .outerjoin(User, User.id == OutgoingMail.user_id)
        .outerjoin(Laureate, Laureate.id == OutgoingMail.laureate_id)
        .where(OutgoingMail.id == mail_id)
    )
    row = db.session.execute(statement).one_or_none()
    return (row[0], row[1], row[2]) if row else None
