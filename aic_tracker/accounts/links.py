"""One-time links: asked for, sent, used. A link asked for on a page opens in that browser alone."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts import queries, rules, throttling
from aic_tracker.accounts.models import Role, SignInLink, User
from aic_tracker.audit.models import Event, Outcome
from aic_tracker.audit.operations import record
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.mail import outbox
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.telling import telling

ENTRY = "/connexion/"
SIGN_IN = declare(MailKind("sign-in", "Lien de connexion", is_immediate=True, secret_path=ENTRY))
INVITATION = declare(MailKind("invitation", "Invitation", is_immediate=True, secret_path=ENTRY))


def send_invitation(user: User, actor: User | None, now: datetime) -> None:
    with telling(INVITATION, now=now) as mails, mails.tell(user):
        link, token = _new_link(user, now=now, lasts=rules.INVITATION_LASTS)
        outbox.enqueue(
            INVITATION,
            dedup_key=_key(INVITATION, link),
            to=user,
            now=now,
            useful_for=rules.INVITATION_LASTS,
            context={
                "link": absolute_url(f"{ENTRY}{token}"),
                "sign_in_url": absolute_url("/connexion"),
                "inviter_name": actor.name if actor else None,
                "role_label": user.role.label,
                "expires_at": link.expires_at,
            },
            by=actor,
            reply_to=actor,
        )


def invitation_url(user: User, *, next_path: str, now: datetime) -> tuple[str, datetime]:
    """A one-time link to a page, for the mail of a feature that invites, and until when it is good."""
    link, token = _new_link(user, now=now, lasts=rules.INVITATION_LASTS, next_path=next_path)
    return absolute_url(f"{ENTRY}{token}"), link.expires_at


def request_sign_in(email: str, *, next_path: str, now: datetime, browser: str = "", network: str = "") -> None:
    """Queue a one-time link to the account of this address, good in this `browser` only.

    Silent when there is no such account, when it is deactivated, and when too many were asked for.
    """
    email = rules.normal_email(email)
    user = queries.user_by_email(email)
    # A browser that this person already came in with has its own count: nobody else can use it up.
    own = (browser,) if user and browser and queries.is_known_browser(user, browser, now) else ()
    asked: throttling.Asked = [
        (throttling.subject("link", email, *own), throttling.LINKS_PER_ADDRESS),
        *([(throttling.subject("network", network), throttling.LINKS_PER_NETWORK)] if network else []),
    ]
    if not throttling.take(asked, now):
        _note_throttled(user, throttling.subject("told", network or email), now)
        return
    if user is not None and user.is_active:
        _send_link(user, next_path=next_path, now=now, browser=browser)
        return
    # The same work, then none of it: the time of the answer does not tell who has an account.
    savepoint = db.session.begin_nested()
    nobody = user or User(email=email, name="", role=Role.EXPERT, is_active=False, created_at=now)
    db.session.add(nobody)
    db.session.flush()
    _send_link(nobody, next_path=next_path, now=now, browser=browser)
    savepoint.rollback()


def _note_throttled(user: User | None, subject: str, now: datetime) -> None:
    # Once an hour is enough to know: who insists must not fill the trail.
    if throttling.take([(subject, throttling.TOLD)], now):
        record(
            Event.SIGN_IN_THROTTLED,
            actor_id=None,
            now=now,
            object_kind="user_account",
            object_id=user.id if user else None,
            outcome=Outcome.REFUSED,
            details={"by": "link"},
        )


def _send_link(user: User, *, next_path: str, now: datetime, browser: str) -> None:
    # Said on the page, it would tell anybody who has an account.
    with telling(SIGN_IN, now=now, is_secret=True) as mails, mails.tell(user):
        link, token = _new_link(user, now=now, lasts=rules.SIGN_IN_LINK_LASTS, next_path=next_path, browser=browser)
        outbox.enqueue(
            SIGN_IN,
            dedup_key=_key(SIGN_IN, link),
            to=user,
            now=now,
            useful_for=rules.SIGN_IN_LINK_LASTS,
            context={
                "link": absolute_url(f"{ENTRY}{token}"),
                "minutes": rules.SIGN_IN_LINK_LASTS.seconds // 60,
            },
            by=None,  # whoever asks is not known yet: counted by address and by network, above
        )


def sign_in_url(user: User, *, now: datetime) -> str:
    """A one-time link to hand over by other means than a mail. Refuses a deactivated account."""
    if not user.is_active:
        raise DomainError("Ce compte est désactivé.")
    _link, token = _new_link(user, now=now, lasts=rules.SIGN_IN_LINK_LASTS)
    record(Event.SIGN_IN_LINK_WRITTEN, actor_id=None, now=now, object_kind="user_account", object_id=user.id)
    return absolute_url(f"{ENTRY}{token}")


def _new_link(
    user: User, *, now: datetime, lasts: timedelta, next_path: str = "/", browser: str = ""
) -> tuple[SignInLink, str]:
    token = secrets.token_urlsafe(32)
    link = SignInLink(
        user_id=user.id,
        token_hash=queries.hash_of(token),
        next_path=rules.local_path(next_path),
        created_at=now,
        expires_at=now + lasts,
        browser_hash=queries.hash_of(browser) if browser else None,
    )
    db.session.add(link)
    db.session.flush()
    return link, token


def _key(kind: str, link: SignInLink) -> str:
    # Not its number: once the old links are gone, a database may give it again.
    return f"{kind}:{link.token_hash[:40]}"


def consume(token: str, *, now: datetime, browser: str = "") -> SignInLink | None:
    """Use the link of this token, with its account loaded; None when it opens nothing here: unknown, over, or not ours.

    The condition stands in the update itself: of two simultaneous requests, one alone comes in.
    """
    active = sa.select(User.id).where(User.id == SignInLink.user_id, User.is_active).correlate(SignInLink).exists()
    link_id = db.session.scalar(
        sa.update(SignInLink)
        .where(SignInLink.token_hash == queries.hash_of(token), SignInLink.used_at.is_(None))
        .where(SignInLink.expires_at > now, active)
        .where(sa.or_(SignInLink.browser_hash.is_(None), SignInLink.browser_hash == queries.hash_of(browser)))
        # An invitation, too, makes this browser known.
        .values(used_at=now, browser_hash=queries.hash_of(browser) if browser else SignInLink.browser_hash)
        .returning(SignInLink.id)
        .execution_options(synchronize_session=False)
    )
    if link_id is None:
        return None
    link = db.session.get_one(SignInLink, link_id, options=[joinedload(SignInLink.user)], populate_existing=True)
    link.user.last_sign_in_at = now
    return link


def opens_in(link: SignInLink, browser: str) -> bool:
    return link.browser_hash is None or secrets.compare_digest(link.browser_hash, queries.hash_of(browser))


def void(user: User, now: datetime) -> None:
    """No link of this account opens anything any more."""
    db.session.execute(
        sa.update(SignInLink)
        .where(SignInLink.user_id == user.id, SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )
