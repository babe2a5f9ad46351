"""Every view carries `@public` or `@requires`. The guard loads the laureate: holding one proves the check."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from flask import abort, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from aic_tracker import clock
from aic_tracker.access.permissions import GRANTS, Permission, permissions_of, permissions_on
from aic_tracker.access.queries import laureate_for
from aic_tracker.accounts import second_factor
from aic_tracker.accounts.sessions import SignIn
from aic_tracker.accounts.tokens import Holder

View = Callable[..., Any]

# What a session still without its required second factor may open: the ways to it, and its own end.
# By view: a whole blueprint would let the administration of accounts through.
BEFORE_SECOND_FACTOR = (
    "accounts.my_second_factor",
    "accounts.set_second_factor",
    "accounts.session_end",
    "accounts.stay",
)


def public(view: View) -> View:
    """Open to anybody, signed in or not."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only for actors who hold `permission`; on a URL with a `<slug>`, for that laureate, given as `laureate`.

    Anonymous: sent to sign in; a program, told that it needs a token. Not visible: 404, exactly like what does not
    exist. Visible but not permitted: 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if not current_user.is_authenticated:
                return _needs_token() if g.get("by_token") else _to_sign_in()
            _keep_within_token()
            if request.endpoint not in BEFORE_SECOND_FACTOR and _lacks_second_factor():
                return redirect(url_for("accounts.my_second_factor"), 303)
            g.granted = g.role_granted = permissions_of(current_user.role)
            if "slug" in values:
                _load_laureate(values)
            if permission not in g.granted:
                abort(403 if GRANTS[permission].seen_through in g.granted else 404)
            return view(**values)

        guarded.guard = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_sign_in() -> Response:
    target = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("accounts.sign_in", next=target), 303)


def _needs_token() -> NoReturn:
    """RFC 6750, section 3: how to come in is said in the answer."""
    raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "aic"}))


def _keep_within_token() -> None:
    """What a token is for, below what its person may do."""
    holder: Holder | None = g.get("holder")
    if holder is not None and request.method not in ("GET", "HEAD") and not holder.may_write:
        abort(403)


def _lacks_second_factor() -> bool:
    sign_in: SignIn | None = g.get("sign_in")
    if sign_in is None or sign_in.has_second_factor or not second_factor.is_required(sign_in.user):
        return False
    # Unless two were used at the provider that one comes from.
    return sign_in.session.id_token is None or sign_in.session.second_factor_at is None


def _load_laureate(values: dict[str, Any]) -> None:
    found = laureate_for(current_user, values.pop("slug"), clock.today())
    if found is None:
        abort(404)
    laureate, scopes = found
    holder: Holder | None = g.get("holder")
    if holder is not None and not holder.reaches(laureate.id):
        abort(404)
    values["laureate"] = g.laureate = laureate
    g.granted = permissions_on(current_user.role, scopes)


def withhold(*permissions: Permission) -> None:
    """On this page, what cannot be done today is not offered, even to whom it is granted."""
    g.granted = g.granted - set(permissions)


def can(name: str) -> bool:
    """For templates: whether the actor holds the permission of that name here. An unknown name is an error."""
    return Permission[name] in g.get("granted", frozenset())
