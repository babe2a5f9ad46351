"""Accounts near the end of their time, erasures, and what holds an erasure back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import config
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, paris_day, paris_instant
from aic_tracker.db import db
from aic_tracker.expertise import queries as expertise
from aic_tracker.journal import queries as journal
from aic_tracker.laureates import queries as laureates
from aic_tracker.mail import history
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.models import MailStatus
from aic_tracker.privacy import rules
from aic_tracker.privacy.models import Erasure

WARNING = declare(
    MailKind(
        "account-ending",
        "Fin de conservation d’un compte",
        keeps_hours=True,
        is_of_its_day=True,
        is_for_closed_accounts=True,
    )
)
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
    # Warnings go out at most a year before the end: nobody seen since then has one to wait for.
    users = accounts.unseen_since(paris_instant(add_months(horizon, 13), 0))
    ids = [user.id for user in users]
    stays, closed, working, warned = _stays(ids), _closed_on(ids), expertise.working_among(ids), _warnings(ids)
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
    return f"{WARNING}:{user_id}:{basis.isoformat()}:{number}"


def next_warning_key(key: str) -> str:
    """The key of a new mail, whose forerunners were cancelled."""
    count = history.times_cancelled(key)
    return f"{key}#{count}" if count else key


def _stays(user_ids: Collection[int]) -> dict[int, list[rules.Stay]]:
    found: dict[int, list[rules.Stay]] = defaultdict(list)
    for user_id, until, supported_until in laureates.stays_of(user_ids):
        found[user_id].append(rules.Stay(until, supported_until))
    return found


def _closed_on(user_ids: Collection[int]) -> dict[int, date]:
    """When each of these accounts was last deactivated, as the journal tells."""
    told = journal.last_entries("user.deactivated", User.__tablename__, user_ids)
    return {user_id: paris_day(at) for user_id, at in told.items()}


def _warnings(user_ids: Collection[int]) -> dict[str, tuple[MailStatus, datetime]]:
    # One that was cancelled told nobody anything: another will replace it.
    return {key.partition("#")[0]: (status, at) for key, status, at in history.to_people(WARNING, user_ids)}


def is_working(user: User) -> bool:
    """Whether the person carries an assignment that is under way."""
    return bool(expertise.working_among([user.id]))


def erasures() -> Sequence[Erasure]:
    """The last hundred, the latest first."""
    return db.session.scalars(sa.select(Erasure).order_by(Erasure.at.desc(), Erasure.user_id.desc()).limit(100)).all()


def erasure_of(user_id: int) -> Erasure | None:
    statement = sa.select(Erasure).where(Erasure.user_id == user_id).options(joinedload(Erasure.user))
    return db.session.scalar(statement)
