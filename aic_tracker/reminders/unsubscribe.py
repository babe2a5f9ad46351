"""The address that switches a kind of reminder off without signing in: signed, for one person and one kind."""

from aic_tracker.accounts import address_links
from aic_tracker.accounts.models import User
from aic_tracker.mail.message import absolute_url

PURPOSE = "unsubscribe"


def mail_headers(reader: User, kind: str) -> dict[str, str]:
    """One click in the mail program: RFC 2369 section 3.2 and RFC 8058 section 3.1."""
    return {
        "List-Unsubscribe": f"<{absolute_url(f'/desinscription/{token(reader, kind)}')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def token(reader: User, kind: str) -> str:
    return address_links.sign(PURPOSE, reader, kind)


def read(token: str) -> tuple[User, str] | None:
    """The person and the kind; None when the token was not made here, for the address that they have."""
    found = address_links.read(PURPOSE, token)
    if found is None:
        return None
    reader, (kind,) = found
    return reader, kind
