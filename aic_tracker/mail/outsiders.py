"""Who receives a mail without having an account."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outsider:
    """An address that somebody typed. Its reader is nobody here: no account, no name, no page to open."""

    email: str
    name: str = ""
    id: None = None
