"""Links of a mail that act without signing in: signed for one person as the reader of one address.

Once the account has another address they open nothing: whoever still reads the former one is somebody else.
"""

from functools import lru_cache
from typing import Any

from itsdangerous import BadSignature, Signer, URLSafeSerializer

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.db import db


def sign(purpose: str, user: User, *values: Any) -> str:
    """A token that `read` takes back for the same purpose; `values` are JSON."""
    return str(_serializer(purpose).dumps([user.id, *values, _mark(user)]))


def read(purpose: str, token: str) -> tuple[User, list[Any]] | None:
    """The person and the values; None when it was not signed here, or for an address that is no longer theirs."""
    try:
        user_id, *values, mark = _serializer(purpose).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    user = db.session.get(User, user_id)
    return (user, values) if user is not None and mark == _mark(user) else None


def sign_row(purpose: str, number: int, address: str) -> str:
    """A token for one row and the reader of one address, who need not have an account."""
    return str(_serializer(purpose).dumps([number, _mark_of(address)]))


def read_row(purpose: str, token: str) -> tuple[int, str] | None:
    """The row, and the mark of its reader's address, to be compared by `is_of`; None when it was not signed here."""
    try:
        number, mark = _serializer(purpose).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return (number, mark) if isinstance(number, int) and isinstance(mark, str) else None


def is_of(mark: str, address: str) -> bool:
    return bool(address) and mark == _mark_of(address)


def sign_number(purpose: str, number: int) -> str:
    """Short, for what only says whose or where it is: it opens nothing, and holds whatever the address."""
    return _signed(config.current().app.secret, purpose, number)


@lru_cache(maxsize=1024)
def _signed(secret: str, purpose: str, number: int) -> str:
    # The same for each form of a page, and for the next page.
    return Signer(secret, salt=purpose).sign(str(number)).decode()


def read_number(purpose: str, token: str) -> int | None:
    """What `sign_number` signed; None when it was not signed here."""
    try:
        return int(Signer(config.current().app.secret, salt=purpose).unsign(token))
    except BadSignature:
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(config.current().app.secret, salt=purpose)


def _mark(user: User) -> str:
    return _mark_of(user.email)


def _mark_of(address: str) -> str:
    # Not the address itself: addresses of pages end up in logs. Short: the whole token is signed anyway.
    return Signer(config.current().app.secret, salt="address").get_signature(address).decode()[:12]
