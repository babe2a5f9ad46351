"""Everything that lets in whoever reads the address of an account, closed when the administration corrects it."""

from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts import identities, links, second_factor, sessions, tokens
from aic_tracker.accounts.models import User
from aic_tracker.audit.models import Event
from aic_tracker.audit.operations import record
from aic_tracker.db import Base, db
from aic_tracker.formats import plural
from aic_tracker.mail import outbox

ADDRESS_CHANGED = "L’adresse de cette personne a été corrigée : ce message portait l’ancienne."


def close(user: User, *, actor: User, now: datetime) -> list[str]:
    """Leave nothing open to the reader of the former address. Says in French what was open.

    The links of mails that act without signing in (a month to declare, unsubscribing) close by themselves: they are
    signed for the address (`address_links`). What is on its way to the former address is held back when it is claimed.
    """
    closed = []
    links.void(user, now)
    identities.unlink(user)
    if opened := len(sessions.open_sessions(user, now)):
        closed.append(plural(opened, "session"))
    sessions.revoke_all(user, now)
    if opened := len(tokens.open_tokens(user, now)):
        closed.append(plural(opened, "jeton de programme", "jetons de programme"))
    tokens.revoke_all(user, now)
    if second_factor.is_set(user):
        closed.append("la double authentification et ses codes de secours")
    second_factor.remove(user, actor=actor)
    if _close_calendar(user, actor, now):
        closed.append("l’adresse de son calendrier")
    # Not sent to the new address instead: frozen when they were queued, they carry the former one throughout.
    if cancelled := outbox.cancel_to_former_address(user, ADDRESS_CHANGED):
        closed.append(plural(cancelled, "courriel en attente", "courriels en attente"))
    return closed


def _close_calendar(user: User, actor: User, now: datetime) -> bool:
    # By its table: the feature of calendars ranks above accounts.
    table = Base.metadata.tables["calendar_feed"]
    deleted = db.session.execute(sa.delete(table).where(table.c.user_id == user.id).returning(table.c.user_id)).all()
    if deleted:
        record(
            Event.CLOSED_CALENDAR,
            actor_id=actor.id,
            now=now,
            object_kind=User.__tablename__,
            object_id=user.id,
        )
    return bool(deleted)
