"""Accounts as the screens and the sign-in need them."""

from aic_tracker.accounts.models import User
from aic_tracker.db import db


def user_for_session(session_value: str) -> User | None:
    """The active account behind a session, read again at each request: a deactivation takes effect at once."""
    user = db.session.get(User, int(session_value)) if session_value.isdecimal() else None
    return user if user and user.is_active else None
