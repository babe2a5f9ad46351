"""Accounts: who has one, and what they are."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from aic_tracker.accounts import doors, links, queries, rules, sessions, tokens
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.journal.operations import record

TAKEN = "Cette adresse est déjà celle d’un autre compte."
LAST_ADMIN = "C’est le dernier compte d’administration actif : ouvrez-en un autre d’abord."


def invite(
    email: str,
    name: str,
    role: Role,
    *,
    actor: User | None,
    now: datetime,
    tell: Callable[[User, User | None, datetime], None] = links.send_invitation,
) -> User:
    """The account of this address, created with an invitation by mail when it did not exist.

    `tell` invites in other words. Refuses an address that has another role, or whose account is deactivated.
    """
    email = rules.normal_email(email)
    if known := queries.user_by_email(email):
        return _same_role(known, role)
    user = User(email=email, name=name, role=role, is_active=True, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        # Invited twice at the same moment: the other one came first.
        if known := queries.user_by_email(email):
            return _same_role(known, role)
        raise
    record(actor, "user.invited", user, f"a ouvert un compte à {name} ({role.label})", after={"role": role.value})
    tell(user, actor, now)
    return user


def open_account(email: str, name: str, role: Role, *, actor: User | None, now: datetime) -> User:
    """A new account, with its invitation. Refuses an address that has one."""
    if queries.user_by_email(email):
        raise DomainError("Cette adresse a déjà un compte.", field="email")
    return invite(email, name, role, actor=actor, now=now)


def _same_role(user: User, role: Role) -> User:
    if user.role is not role:
        role_label = f"«\N{NO-BREAK SPACE}{user.role.label}\N{NO-BREAK SPACE}»"
        raise DomainError(f"Cette adresse a déjà un compte avec le rôle {role_label}.", field="email")
    if not user.is_active:
        raise DomainError("Le compte de cette adresse est désactivé : l’administration peut le rouvrir.", field="email")
    return user


def invite_again(user: User, *, actor: User, now: datetime) -> None:
    """Send a new invitation to somebody who never came."""
    if not user.is_active:
        raise DomainError("Ce compte est désactivé : rouvrez-le d’abord.")
    if user.last_sign_in_at:
        raise DomainError("Cette personne s’est déjà connectée : elle peut demander un lien elle-même.")
    record(actor, "user.invited", user, f"a renvoyé une invitation à {user.name}")
    links.send_invitation(user, actor, now)


def rename(user: User, *, name: str, actor: User) -> None:
    if name == user.name:
        return
    before, user.name = user.name, name
    record(actor, "user.edited", user, "a modifié son nom", before={"name": before}, after={"name": name})


def edit_user(user: User, *, name: str, email: str, role: Role, engaged: bool, actor: User, now: datetime) -> list[str]:
    """Change an account; says in French what a new address closed to the reader of the former one.

    `engaged` says that the person holds a place its role gives: the role then stays.

    Refuses an address already taken, and to leave nobody in charge of the accounts.
    """
    email = rules.normal_email(email)
    values = {"name": name, "email": email, "role": role}
    before = {key: getattr(user, key) for key, value in values.items() if getattr(user, key) != value}
    if not before:
        return []
    if "email" in before and queries.user_by_email(email):
        raise DomainError(TAKEN, field="email")
    if "role" in before:
        if engaged:
            raise DomainError(
                "Cette personne suit un lauréat ou porte un appui avec ce rôle : mettez-y fin d’abord.", field="role"
            )
        _keep_an_admin(user, field="role")
    for key in before:
        setattr(user, key, values[key])
    try:
        db.session.flush()
    except IntegrityError:
        raise DomainError(TAKEN, field="email") from None
    closed = doors.close(user, actor=actor, now=now) if "email" in before else []
    if "role" in before:
        sessions.revoke_all(user, now)
        tokens.revoke_all(user, now)
    record(
        actor,
        "user.edited",
        user,
        f"a modifié le compte {of(user.name)}",
        before={key: str(value) for key, value in before.items()},
        after={key: str(values[key]) for key in before} | ({"closed": list(closed)} if closed else {}),
    )
    return closed


def deactivate(user: User, *, actor: User, now: datetime) -> None:
    """Close an account at once; what the person did stays. Refuses one's own, and the last administrator's."""
    if not user.is_active:
        return
    if user.id == actor.id:
        raise DomainError("Vous ne pouvez pas désactiver votre propre compte.")
    _keep_an_admin(user)
    user.is_active = False
    links.void(user, now)
    sessions.revoke_all(user, now)
    tokens.revoke_all(user, now)
    record(actor, "user.deactivated", user, f"a désactivé le compte {of(user.name)}")


def reactivate(user: User, *, actor: User) -> None:
    if user.is_active:
        return
    if user.is_service:
        raise DomainError("Un service ne se connecte pas : il n’a que ses jetons.")
    user.is_active = True
    record(actor, "user.reactivated", user, f"a réactivé le compte {of(user.name)}")


def _keep_an_admin(user: User, field: str | None = None) -> None:
    if queries.is_last_admin(user, locked=True):
        raise DomainError(LAST_ADMIN, field=field)
