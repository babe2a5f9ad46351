"""A browser for tests: signs in without a mail, and posts with the token that a page would have carried."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, has_app_context, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from aic_tracker import clock
from aic_tracker.accounts import identity
from aic_tracker.accounts.models import User, UserSession
from aic_tracker.accounts.queries import hash_of
from aic_tracker.db import db

# Far enough for a test to travel in time without signing in again.
FAR = datetime(2090, 1, 1, tzinfo=UTC)


def open_session(user: User) -> str:
    """A session of this person that does not end by itself; the token that their browser keeps."""
    token = secrets.token_urlsafe(16)
    opened = {"created_at": clock.now(), "seen_at": FAR, "expires_at": FAR, "second_factor_at": clock.now()}
    db.session.add(UserSession(user_id=user.id, token_hash=hash_of(token), agent="", **opened))
    db.session.commit()
    return token


class Client(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            # The test's own transaction must neither lock the database nor keep an old picture of it.
            db.session.rollback()
            _forget()
        return super().open(*args, **kwargs)

    def sign_in(self, user: User) -> None:
        token = open_session(user)
        with self.session_transaction() as cookies:
            cookies["token"] = token

    def submit(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST as a browser would from the page's form."""
        return self.post(url, data={**(data or {}), "csrf_token": self._csrf_token()}, **kwargs)

    def account_mark(self) -> str:
        """What each form that this browser was drawn carries of its person; "" when nobody is known."""
        with self.session_transaction() as cookies:
            token = cookies.get("token", "")
        sought = sa.select(UserSession.user_id).where(UserSession.token_hash == hash_of(token))
        user_id = db.session.scalar(sought)
        db.session.rollback()
        return identity.sign_account(user_id) if user_id else ""

    def _csrf_token(self) -> str:
        _forget()
        with self.application.test_request_context(), self.session_transaction() as cookies:
            session.update(cookies)
            token = generate_csrf()
            cookies.update(session)
        return token


@dataclass(frozen=True)
class Seat:
    """A session already open, whose browsers all begin at the same point: nothing done in one is known to the next."""

    cookie: str
    csrf_token: str

    @classmethod
    def of(cls, app: Flask, user: User | None) -> "Seat":
        """For nobody in particular without a user."""
        client: Client = app.test_client()  # type: ignore[assignment]
        if user is not None:
            client.sign_in(user)
        token = client._csrf_token()
        cookie = client.get_cookie("session", domain="localhost")
        assert cookie is not None
        return cls(cookie.value, token)

    def browser(self, app: Flask) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        client.set_cookie("session", self.cookie, domain="localhost")
        return client


def _forget() -> None:
    """The test's own context serves every request: who was signed in, in the one before, must not stay in `g`."""
    for name in list(g) if has_app_context() else ():
        g.pop(name)


def text_of(response: TestResponse) -> str:
    """What a reader sees of a page: its text, white space folded (no-break ones too)."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.text, flags=re.S)
    body = re.sub(r"<[^>]+>", " ", body)
    return " ".join(body.replace("&#39;", "'").replace("&amp;", "&").replace("&quot;", '"').split())
