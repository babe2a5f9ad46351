"""What the pages of accounts share."""

from typing import Any

from flask import Blueprint, redirect

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.web import identity

bp = Blueprint("accounts", __name__)


def start_session(user: User, path: str) -> Any:
    """Sign in, then go there."""
    identity.start(user)
    db.session.commit()
    return redirect(path, 303)
