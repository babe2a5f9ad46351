"""Accounts near the end of their time, erasures, and what holds an erasure back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, paris_day, paris_instant
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, Expert
from aic_tracker.expertise.rules import RUNNING
from aic_tracker.folding import by_name
from aic_tracker.introductions.models import Contact
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, MemberRole, Membership, SupportPeriod
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.privacy import rules
from aic_tracker.privacy.models import Erasure

UNDER_WAY = (MailStatus.CLAIMED, MailStatus.HANDOFF)
TOLD = (MailStatus.SENT, MailStatus.DOUBTFUL, MailStatus.FAILED)


@dataclass(frozen=True)
class Lapse:
    """An account whose time is counted, from `basis`, and the step it waits for."""

    user: User
    basis: date
    step: rules.Step
    is_waiting_for_mail: bool  # its last warning has not left yet


def lapses(today: date) -> list[Lapse]:
    """Accounts that nobody has used for so long that a warning is near, the longest first; six statements."""
    settings = config.current().retention
    horizon = add_months(today, -settings.accounts_months)
    seen = sa.func.coalesce(User.last_sign_in_at, User.created_at)
    # Warnings go out at most a year before the end: nobody seen since then has one to wait for.
    unseen = sa.select(User).where(User.erased_at.is_(None), seen < paris_instant(add_months(horizon, 13), 0))
    users = db.session.scalars(unseen.order_by(seen, User.id)).all()
    ids = [user.id for user in users]
    stays, closed, working, warned = _stays(ids), _closed_on(ids), _working_experts(ids), _warnings(ids)
    found = []
    for user in users:
        basis = rules.last_day_of_use(
            seen=[*(paris_day(at) for at in (user.created_at, user.last_sign_in_at) if at), closed.get(user.id)],
            stays=stays[user.id],
            is_working=user.id in working,
            today=today,
        )
        if basis is None:
            continue
        mails = [warned.get(warning_key(user.id, basis, n)) for n in range(len(settings.warning_days))]
        step = rules.next_step(
            basis,
            [paris_day(mail[1]) if mail else None for mail in mails],
            months=settings.accounts_months,
            warning_days=settings.warning_days,
            today=today,
        )
        waiting = any(mail is not None and mail[0] not in TOLD for mail in mails)
        found.append(Lapse(user, basis, step, waiting))
    return found


def warning_key(user_id: int, basis: date, number: int) -> str:
    """Of the mail that warns: a person who comes back gives a new basis, and new warnings if ever."""
    return f"account-ending:{user_id}:{basis.isoformat()}:{number}"


def next_warning_key(key: str) -> str:
    """The key of a new mail, whose forerunners were cancelled."""
    forerunners = sa.select(sa.func.count()).where(
        sa.or_(OutgoingMail.dedup_key == key, OutgoingMail.dedup_key.startswith(f"{key}#")),
        OutgoingMail.status == MailStatus.CANCELLED,
    )
    count = db.session.scalar(forerunners)
    return f"{key}#{count}" if count else key


def _stays(user_ids: Collection[int]) -> dict[int, list[rules.Stay]]:
    ends = (
        sa.select(SupportPeriod.laureate_id, sa.func.max(SupportPeriod.until).label("until"))
        .group_by(SupportPeriod.laureate_id)
        .subquery()
    )
    statement = (
        sa.select(Membership.user_id, Membership.until_on, ends.c.until)
        .outerjoin(ends, ends.c.laureate_id == Membership.laureate_id)
        .where(Membership.user_id.in_(user_ids))
    )
    found: dict[int, list[rules.Stay]] = defaultdict(list)
    for user_id, until, supported in db.session.execute(statement):
        # SQLite gives back the text of a computed date.
        supported_until = date.fromisoformat(supported) if isinstance(supported, str) else supported
        found[user_id].append(rules.Stay(until, supported_until))
    return found


def _closed_on(user_ids: Collection[int]) -> dict[int, date]:
    """When each of these accounts was last deactivated, as the journal tells."""
    closed = sa.and_(JournalEntry.verb == "user.deactivated", JournalEntry.object_type == User.__tablename__)
    statement = sa.select(JournalEntry.object_id, JournalEntry.at).where(closed, JournalEntry.object_id.in_(user_ids))
    found: dict[int, date] = {}
    for user_id, at in db.session.execute(statement.order_by(JournalEntry.at)):
        if user_id is not None:
            found[user_id] = paris_day(at)
    return found


def _working_experts(user_ids: Collection[int]) -> set[int]:
    statement = (
        sa.select(Expert.user_id)
        .join(Assignment, Assignment.expert_id == Expert.id)
        .where(Expert.user_id.in_(user_ids), Assignment.status.in_(RUNNING))
    )
    return {user_id for user_id in db.session.scalars(statement) if user_id is not None}


def _warnings(user_ids: Collection[int]) -> dict[str, tuple[MailStatus, datetime]]:
    # Counted from when it left: a held queue may have kept it for weeks.
    at = sa.func.coalesce(OutgoingMail.sent_at, OutgoingMail.created_at)
    # One that was cancelled told nobody anything: another will replace it.
    statement = sa.select(OutgoingMail.dedup_key, OutgoingMail.status, at).where(
        OutgoingMail.kind == "account-ending",
        OutgoingMail.user_id.in_(user_ids),
        OutgoingMail.status != MailStatus.CANCELLED,
    )
    return {key.partition("#")[0]: (status, at) for key, status, at in db.session.execute(statement)}


def charges(user: User, today: date) -> Sequence[Laureate]:
    """The laureates supported today that the person leads as coach, or stands for as referent."""
    places = sa.select(Membership.laureate_id).where(
        Membership.user_id == user.id,
        Membership.role.in_((MemberRole.LEAD_COACH, MemberRole.REFERENT)),
        Membership.active_on(today),
    )
    running = sa.select(SupportPeriod.laureate_id).where(SupportPeriod.covers(today))
    both = sa.and_(Laureate.id.in_(places), Laureate.id.in_(running))
    return by_name(db.session.scalars(sa.select(Laureate).where(both)))


def is_working(user: User) -> bool:
    """Whether the person carries an assignment that is under way."""
    return bool(_working_experts([user.id]))


def has_mail_under_way(user: User) -> bool:
    statement = sa.select(OutgoingMail.id).where(_mails_of(user), OutgoingMail.status.in_(UNDER_WAY))
    return db.session.scalar(sa.select(statement.exists())) or False


def _mails_of(user: User) -> sa.ColumnElement[bool]:
    return sa.or_(OutgoingMail.user_id == user.id, OutgoingMail.recipient == user.email)


def mails_of(user: User) -> sa.Select[OutgoingMail]:
    """Every mail to the person, by account or by address."""
    return sa.select(OutgoingMail).where(_mails_of(user))


def contacts_like(user: User) -> Sequence[Contact]:
    """The contacts of the directory at the person's address."""
    return db.session.scalars(sa.select(Contact).where(Contact.email == user.email)).all()


def has_namesake(user: User) -> bool:
    statement = sa.select(User.id).where(User.name == user.name, User.id != user.id)
    return db.session.scalar(sa.select(statement.exists())) or False


def erasures() -> Sequence[Erasure]:
    """The last hundred, the latest first."""
    return db.session.scalars(sa.select(Erasure).order_by(Erasure.at.desc(), Erasure.user_id.desc()).limit(100)).all()


def erasure_of(user_id: int) -> Erasure | None:
    statement = sa.select(Erasure).where(Erasure.user_id == user_id).options(joinedload(Erasure.user))
    return db.session.scalar(statement)
