"""What signs: drawn at random, shown once, kept sealed."""

import base64
import secrets

from aic_tracker.accounts import encryption
from aic_tracker.webhooks.rules import SECRET_BYTES, SECRET_PREFIX

PURPOSE = "webhooks"


def drawn() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sealed(secret: str) -> str:
    return encryption.seal(secret, PURPOSE)


def unsealed(kept: str) -> str | None:
    return encryption.unseal(kept, PURPOSE)
