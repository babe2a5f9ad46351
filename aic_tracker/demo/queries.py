"""What the demonstration shows of itself: its accounts, and the mails it would have sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.folding import by_name
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import MailStatus, OutgoingMail

# Should the mode be set by mistake on real data, nobody can pass for a real person.
DEMO_DOMAIN = "@example.org"


def demo_accounts() -> list[tuple[Role, Sequence[User]]]:
    """The accounts one may try, by role, in the order of the roles."""
    statement = sa.select(User).where(User.is_active, User.email.endswith(DEMO_DOMAIN))
    found = by_name(db.session.scalars(statement))
    by_role = [(role, [user for user in found if user.role is role]) for role in Role]
    return [(role, users) for role, users in by_role if users]


def demo_account(user_id: int) -> User | None:
    statement = sa.select(User).where(User.id == user_id, User.is_active, User.email.endswith(DEMO_DOMAIN))
    return db.session.scalar(statement)


def sent_mails(recipient: str) -> sa.Select[OutgoingMail]:
    """Mails sent, the newest first, to the addresses holding `recipient`."""
    statement = sa.select(OutgoingMail).where(OutgoingMail.status == MailStatus.SENT)
    if recipient:
        statement = statement.where(OutgoingMail.recipient.contains(recipient.lower(), autoescape=True))
    return statement.order_by(OutgoingMail.sent_at.desc(), OutgoingMail.id.desc())


def sent_mail(mail_id: int) -> OutgoingMail | None:
    return db.session.scalar(sent_mails("").where(OutgoingMail.id == mail_id))


def approved_assignments(laureate: Laureate) -> Sequence[Assignment]:
    """Those whose value is engaged, by approval, with who approved them."""
    statement = (
        sa.select(Assignment)
        .where(Assignment.laureate_id == laureate.id, Assignment.approved_at.is_not(None))
        .where(Assignment.status != AssignmentStatus.DECLINED)
        .options(joinedload(Assignment.approver))
        .order_by(Assignment.approved_at, Assignment.id)
    )
    return db.session.scalars(statement).all()
