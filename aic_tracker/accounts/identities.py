"""Accounts as an OpenID Connect provider knows them: by address at first, by issuer and subject from then on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from aic_tracker.accounts import queries
from aic_tracker.accounts.models import Identity, Role, User
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record

AGENTS = (Role.COACH, Role.DIRECTION, Role.ADMIN)
MAX_LENGTH = 255

NO_ACCOUNT = "Aucun compte d’agent n’est ouvert ici à votre adresse."
NOT_VERIFIED = "Votre adresse n’est pas vérifiée : faites-la vérifier par votre organisation, ou demandez un lien."
ANOTHER = "Le compte de votre adresse est déjà relié à une autre identité."


def sign_in(issuer: str, subject: str, *, email: str, is_verified: bool, label: str, now: datetime) -> User:
    """The account of this identity, linked by its verified address the first time. Refuses all but active agents."""
    if not 0 < len(subject) <= MAX_LENGTH:
        raise DomainError(NO_ACCOUNT)
    identity = _identity(issuer, subject)
    user = identity.user if identity else _known_by_address(issuer, email, is_verified=is_verified)
    if not user.is_active or user.role not in AGENTS:
        raise DomainError(NO_ACCOUNT)
    if identity is None:
        try:
            with db.session.begin_nested():
                db.session.add(Identity(user_id=user.id, issuer=issuer, subject=subject, created_at=now))
        except IntegrityError:
            raise DomainError(ANOTHER) from None
        record(user, "user.identity_linked", user, f"a relié son compte à {label}")
    user.last_sign_in_at = now
    return user


def _identity(issuer: str, subject: str) -> Identity | None:
    return db.session.scalar(
        sa.select(Identity)
        .where(Identity.issuer == issuer, Identity.subject == subject)
        .options(joinedload(Identity.user))
    )


def _known_by_address(issuer: str, email: str, *, is_verified: bool) -> User:
    user = queries.user_by_email(email) if email else None
    # Said only to who may hear it: an address that nobody verified learns nothing of the accounts.
    if not is_verified:
        raise DomainError(NOT_VERIFIED)
    if user is None:
        raise DomainError(NO_ACCOUNT)
    # Locked: of two identities that come with one address at the same moment, one alone is linked.
    db.session.execute(sa.select(User.id).where(User.id == user.id).with_for_update())
    if db.session.scalar(sa.select(Identity.id).where(Identity.user_id == user.id, Identity.issuer == issuer)):
        raise DomainError(ANOTHER)
    return user


def unlink(user: User) -> None:
    """Forget how providers know an account: its next sign-in with one goes by its address again."""
    db.session.execute(sa.delete(Identity).where(Identity.user_id == user.id))
