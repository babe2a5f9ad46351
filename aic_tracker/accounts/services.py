"""Programs that no person stands behind: opened, given a new token and closed by the administration, whoever holds it.

A service is a row of accounts that is never active: no door opens to it but its tokens. Nothing here commits.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from aic_tracker.accounts import tokens
from aic_tracker.accounts.models import ApiToken, Role, User
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.folding import french_order
from aic_tracker.journal.operations import record

MOST_SERVICES = 50
OVERLAP = timedelta(days=1)  # how long the former token still opens beside the new one
# No mail ever leaves for this domain (RFC 2606, section 2).
ADDRESS = "service-{}@service.invalid"


@dataclass(frozen=True)
class Service:
    """A service and its last token, which says what it may do."""

    user: User
    token: ApiToken

    @property
    def is_closed(self) -> bool:
        return self.token.revoked_at is not None

    def is_over(self, now: datetime) -> bool:
        return self.token.expires_at <= now


def services() -> Sequence[Service]:
    """Those that are open, then those that were closed, by name."""
    found = [Service(*row) for row in db.session.execute(_with_last_token())]
    return sorted(found, key=lambda one: (one.is_closed, french_order(one.user.name), one.user.id))


def service(user_id: int) -> Service | None:
    row = db.session.execute(_with_last_token().where(User.id == user_id)).one_or_none()
    return Service(*row) if row else None


def _with_last_token() -> sa.Select[User, ApiToken]:
    last = sa.select(sa.func.max(ApiToken.id)).where(ApiToken.user_id == User.id).correlate(User).scalar_subquery()
    return sa.select(User, ApiToken).join(ApiToken, ApiToken.id == last).where(User.is_service)


def open_service(
    *, name: str, may_write: bool, laureate_ids: Sequence[int], lasts: timedelta, actor: User, now: datetime
) -> tuple[Service, str]:
    """A new one, and its token, shown once. Refuses a name that an open one bears."""
    known = [one.user.name for one in services() if not one.is_closed]
    if name in known:
        raise DomainError("Un service ouvert porte déjà ce nom.", field="name")
    if len(known) >= MOST_SERVICES:
        raise DomainError(f"Il y a déjà {MOST_SERVICES} services ouverts : fermez ceux qui ne servent plus.")
    address = ADDRESS.format(secrets.token_hex(8))
    user = User(email=address, name=name, role=Role.COACH, is_active=False, is_service=True, created_at=now)
    db.session.add(user)
    db.session.flush()
    said = {"may_write": may_write, "laureate_ids": sorted(laureate_ids)}
    token, secret = tokens.make(user, name=name, lasts=lasts, now=now, actor=actor, **said)  # type: ignore[arg-type]
    record(actor, "service.opened", user, f"a ouvert le service {name}", after={**said, "until": _day(token)})
    return Service(user, token), secret


def renew(one: Service, *, lasts: timedelta, actor: User, now: datetime) -> tuple[Service, str]:
    """Another token of the same rights; the one before opens for a day more. Refuses a service that was closed."""
    if one.is_closed:
        raise DomainError("Ce service est fermé : ouvrez-en un autre.")
    for former in tokens.open_tokens(one.user, now):
        former.expires_at = min(former.expires_at, now + OVERLAP)
    rights = {"may_write": one.token.may_write, "laureate_ids": one.token.laureate_ids}
    token, secret = tokens.make(one.user, name=one.user.name, lasts=lasts, now=now, actor=actor, **rights)  # type: ignore[arg-type]
    summary = f"a donné un nouveau jeton au service {one.user.name}"
    record(actor, "service.renewed", one.user, summary, after={"until": _day(token)})
    return Service(one.user, token), secret


def close(one: Service, *, actor: User, now: datetime) -> None:
    """At once, and for good; what it wrote keeps its name. Said twice, it is said once."""
    if one.is_closed:
        return
    for token in {*tokens.open_tokens(one.user, now), one.token}:
        tokens.revoke(token, actor=actor, now=now)
    record(actor, "service.closed", one.user, f"a fermé le service {one.user.name}")


def _day(token: ApiToken) -> str:
    return token.expires_at.date().isoformat()
