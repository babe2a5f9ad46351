"""Who is looking: the session of the cookie's token, and the browser that asks for links."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response

from aic_tracker import clock, formats
from aic_tracker.accounts import address_links, rules, sessions, tokens
from aic_tracker.accounts.models import User, UserSession
from aic_tracker.accounts.sessions import SignIn
from aic_tracker.accounts.tokens import Holder
from aic_tracker.audit.models import Event
from aic_tracker.audit.operations import record
from aic_tracker.web import problems

TOKEN = "token"
FORM_ACCOUNT = "form_account"
MAX_TOKEN = 200

# « 20 heures », for pages.
SESSION_LASTS = f"{rules.SESSION_LASTS // timedelta(hours=1)}{formats.NBSP}heures"


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # bound to the network address: breaks phones
    manager.request_loader(_user_of_request)
    app.after_request(_note_seen)
    app.jinja_env.globals |= {FORM_ACCOUNT: form_account, "session_ends": session_ends, "session_lasts": SESSION_LASTS}


def _user_of_request(_request: Any) -> User | None:
    if problems.are_wanted():
        g.by_token = True
        return holder.user if (holder := current_holder()) else None
    sign_in = current_sign_in()
    return sign_in.user if sign_in and sign_in.is_complete else None


def current_holder() -> Holder | None:
    """Who is behind the token of this request (RFC 6750, section 2.1). Programs have no session, pages no token."""
    if "holder" not in g:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        is_bearer = scheme.lower() == "bearer" and len(secret) <= MAX_TOKEN
        g.holder = tokens.find(secret.strip(), clock.now()) if is_bearer else None
    holder: Holder | None = g.holder
    return holder


def current_sign_in() -> SignIn | None:
    """The session of this request, complete or still waiting for its second factor."""
    if "sign_in" not in g:
        token = session.get(TOKEN)
        g.sign_in = sessions.find(token, clock.now()) if isinstance(token, str) else None
    sign_in: SignIn | None = g.sign_in
    return sign_in


def current_session() -> UserSession | None:
    sign_in = current_sign_in()
    return sign_in.session if sign_in else None


def session_ends() -> tuple[str, int] | None:
    """For templates: the hour at which the session ends if nothing more is done, and in how many seconds.

    None where nobody asked who is looking: a page that says that the database is gone asks it nothing.
    """
    sign_in: SignIn | None = g.get("sign_in")
    if not sign_in or not sign_in.is_in:
        return None
    return formats.hour(sign_in.ends_at), int((sign_in.ends_at - clock.now()).total_seconds())


def leave_unnoted() -> None:
    """This request asks of the session, and does not put off its end."""
    g.is_unnoted = True


def start(user: User, **values: Any) -> UserSession:
    """Sign in, in a session that keeps nothing of the one before: neither its token nor its account."""
    if previous := current_session():
        sessions.revoke(previous, clock.now())
    opened, token = sessions.open_session(user, agent=request.user_agent.string, now=clock.now(), **values)
    session.clear()
    session[TOKEN] = token
    session.permanent = True
    return opened


def end() -> str | None:
    """Sign out. Gives what the provider of the session needs to close its own, when there is one."""
    ended = current_session()
    id_token = ended.id_token if ended else None
    if ended:
        sessions.revoke(ended, clock.now())
        record(
            Event.SIGNED_OUT,
            actor_id=ended.user_id,
            now=clock.now(),
            object_kind="user_session",
            object_id=ended.id,
        )
    session.clear()
    g.sign_in = None
    return id_token


def who_was_here() -> int | None:
    """The account whose session ended by itself in this browser; None once it was closed, here or from elsewhere."""
    token = session.get(TOKEN)
    return sessions.person_of(token) if isinstance(token, str) else None


def form_account() -> str:
    """For templates: whose form is drawn, signed; "" when nobody's."""
    sign_in = current_sign_in()
    return sign_account(sign_in.user_id) if sign_in and sign_in.is_complete else ""


def form_owner() -> Markup:
    """The token of the page and whose form is drawn, the same in each of its forms."""
    if "form_owner" not in g:
        held = (("csrf_token", generate_csrf()), (FORM_ACCOUNT, form_account()))
        g.form_owner = Markup("").join(Markup('<input type="hidden" name="%s" value="%s">') % pair for pair in held)
    owner: Markup = g.form_owner
    return owner


def sign_account(user_id: int) -> str:
    return address_links.sign_number(FORM_ACCOUNT, user_id)


def account_of_form() -> int | None:
    """For whom the form of this request was drawn; None when it does not say so, signed here."""
    return address_links.read_number(FORM_ACCOUNT, request.form.get(FORM_ACCOUNT, ""))


def _note_seen(response: Response) -> Response:
    # Only where a page asked who is looking, and every five minutes: a page is not slower for it.
    sign_in: SignIn | None = g.get("sign_in")
    now = clock.now()
    if holder := g.get("holder"):
        tokens.note_used(holder, now)
    if g.get("is_unnoted") or not sign_in or sign_in.session.revoked_at is not None:
        return response
    if rules.is_to_note(sign_in.session, now):
        sessions.note_seen(sign_in.session.id, now)
    return response


def _browser_cookie() -> str:
    return "__Host-browser" if current_app.config["SESSION_COOKIE_SECURE"] else "browser"


def browser() -> str:
    """What this browser was given to be recognised by; « » when it never asked for a link."""
    return request.cookies.get(_browser_cookie(), "")[:MAX_TOKEN]


def known_browser(response: Response, value: str = "") -> Response:
    """Give the browser something to be recognised by, or keep what it has for longer."""
    response.set_cookie(
        _browser_cookie(),
        value or browser() or new_browser(),
        max_age=rules.BROWSER_IS_KNOWN_FOR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def new_browser() -> str:
    return secrets.token_urlsafe(32)
