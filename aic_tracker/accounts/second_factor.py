"""The second factor: a code of six digits that a telephone shows (RFC 6238), or a recovery code on paper."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
import sqlalchemy as sa

from aic_tracker import config, elision
from aic_tracker.accounts import encryption, throttling
from aic_tracker.accounts.models import RecoveryCode, Role, SecondFactor, User, UserSession
from aic_tracker.accounts.queries import hash_of
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record
from aic_tracker.uniqueness import insert_once

STEP_SECONDS = 30
STEPS_TOLERATED = 1  # a clock half a minute late or early
RECOVERY_CODES = 10
# Neither 0 nor o, neither 1 nor l: people copy these from paper. 12 of them are 59 bits.
ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
SERVICE = "Suivi AIC"
ROLES_CONCERNED = (Role.COACH, Role.DIRECTION, Role.ADMIN)

WRONG = "Ce code n’est pas le bon : il change toutes les trente secondes, et chacun ne sert qu’une fois."
TOO_MANY = "Trop d’essais : attendez un quart d’heure, puis recommencez."


def is_required(user: User) -> bool:
    """Of a person: a service has no telephone, and who opened it came in by theirs."""
    is_concerned = user.role in ROLES_CONCERNED and not user.is_service
    return config.current().accounts.second_factor_required and is_concerned


def of(user: User) -> SecondFactor | None:
    return db.session.get(SecondFactor, user.id)


def is_set(user: User) -> bool:
    factor = of(user)
    return factor is not None and factor.confirmed_at is not None


def codes_left(user: User) -> int:
    statement = sa.select(sa.func.count()).select_from(RecoveryCode)
    return db.session.execute(
        statement.where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    ).scalar_one()


def begin(user: User) -> None:
    """A new secret, which does nothing until a code confirms it. Refuses to replace one that is in use."""
    secret = encryption.seal(pyotp.random_base32())
    if insert_once(SecondFactor, {"user_id": user.id, "last_step": 0, "secret": secret}, key=["user_id"]) is not None:
        return
    replaced = sa.update(SecondFactor).where(SecondFactor.user_id == user.id, SecondFactor.confirmed_at.is_(None))
    changed = db.session.execute(replaced.values(secret=secret).returning(SecondFactor.user_id))
    if changed.scalar_one_or_none() is None:
        raise DomainError("La double authentification est déjà active.")


def awaited_secret(user: User) -> str | None:
    """The secret to copy, while no code has confirmed it."""
    factor = of(user)
    return encryption.unseal(factor.secret) if factor is not None and factor.confirmed_at is None else None


def address(secret: str, user: User) -> str:
    """What the square code says to the application of the telephone."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=SERVICE)


def confirm(user: User, code: str, session: UserSession | None, now: datetime) -> Sequence[str]:
    """Put the factor in use; gives the recovery codes, shown this once. The session that did it is complete."""
    factor = of(user)
    if factor is None or factor.confirmed_at:
        raise DomainError("Recommencez depuis la page de la double authentification.")
    if not _use_code(factor, code, now):
        raise DomainError(WRONG, field="code")
    factor.confirmed_at = now
    if session is not None:
        session.second_factor_at = now
    record(user, "user.second_factor_set", user, "a activé sa double authentification")
    return new_recovery_codes(user)


def verify(user: User, code: str, now: datetime) -> None:
    """Use a code of the telephone, or a recovery code. Refuses the wrong ones."""
    factor = of(user)
    if factor is None or factor.confirmed_at is None:
        raise DomainError(WRONG, field="code")
    if not (_use_code(factor, code, now) or _use_recovery_code(user, code, now)):
        raise DomainError(WRONG, field="code")


def new_recovery_codes(user: User) -> Sequence[str]:
    """Ten new codes; the former ones no longer open anything."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=hash_of(code)) for code in codes)
    db.session.flush()
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def remove(user: User, *, actor: User | None) -> None:
    """Take the factor off an account, with its recovery codes."""
    was_set = is_set(user)
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(sa.delete(SecondFactor).where(SecondFactor.user_id == user.id))
    if was_set:
        own = actor is not None and actor.id == user.id
        told = (
            "a désactivé sa double authentification"
            if own
            else f"a retiré la double authentification {elision.of(user.name)}"
        )
        record(actor, "user.second_factor_removed", user, told)


def take_a_try(user: User, now: datetime) -> bool:
    """Count one more code typed for this account, right or wrong; the caller commits it before the code is read."""
    return throttling.take([(throttling.subject("code", str(user.id)), throttling.CODES_PER_ACCOUNT)], now)


def _use_code(factor: SecondFactor, typed: str, now: datetime) -> bool:
    code = "".join(typed.split())
    secret = encryption.unseal(factor.secret)
    if secret is None or not code.isascii():
        return False
    present = int(now.timestamp()) // STEP_SECONDS
    steps = range(present - STEPS_TOLERATED, present + STEPS_TOLERATED + 1)
    totp = pyotp.TOTP(secret)
    step = next((s for s in steps if secrets.compare_digest(totp.generate_otp(s), code)), None)
    if step is None:
        return False
    # The condition stands in the update: of two simultaneous uses of a code, one alone comes in.
    used = db.session.execute(
        sa.update(SecondFactor)
        .where(SecondFactor.user_id == factor.user_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.user_id)
        .execution_options(synchronize_session="fetch")
    )
    return used.scalar_one_or_none() is not None


def _use_recovery_code(user: User, typed: str, now: datetime) -> bool:
    code = "".join(c for c in typed.lower() if c in ALPHABET)
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == hash_of(code))
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return used.scalar_one_or_none() is not None
