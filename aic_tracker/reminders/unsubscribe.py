"""The address that switches a kind of reminder off without signing in: signed, for one person and one kind."""

from itsdangerous import BadSignature, URLSafeSerializer

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.mail.message import absolute_url


def mail_headers(reader: User, kind: str) -> dict[str, str]:
    """One click in the mail program: RFC 2369 section 3.2 and RFC 8058 section 3.1."""
    return {
        "List-Unsubscribe": f"<{absolute_url(f'/desinscription/{token(reader.id, kind)}')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def token(user_id: int, kind: str) -> str:
    return str(_serializer().dumps([user_id, kind]))


def read(token: str) -> tuple[int, str] | None:
    """The person and the kind; None when the token was not made here."""
    try:
        user_id, kind = _serializer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return user_id, kind


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(config.current().app.secret, salt="unsubscribe")
