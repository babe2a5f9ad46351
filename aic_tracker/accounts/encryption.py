"""What the database keeps without being able to read it."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aic_tracker import config

SECOND_FACTOR = "second factor"  # each purpose has a key of its own


def seal(text: str, purpose: str = SECOND_FACTOR) -> str:
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str = SECOND_FACTOR) -> str | None:
    """None when it was sealed under another secret of the application."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(urlsafe_b64encode(key.derive(config.current().app.secret.encode())))
