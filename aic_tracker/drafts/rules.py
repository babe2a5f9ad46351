"""What is kept of a form, and how long."""

from collections.abc import Iterable
from datetime import timedelta

KEPT = timedelta(days=30)
MOST = 30  # of one person: beyond, the oldest goes
MAX_PATH = 500
# Of the page that drew the form, not of the person.
LEFT_OUT = ("csrf_token", "form_account", "form_key", "saisie")
UNKNOWN_KEY = "-"


def kept(typed: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The pairs to keep, without what the database or a page could not give back."""
    return [[_clean(name), _clean(text)] for name, text in typed if name not in LEFT_OUT]


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def is_worth_keeping(typed: Iterable[tuple[str, str]]) -> bool:
    """Whether it says anything in words: a button that only sends numbers is pressed again."""
    return any(c.isalpha() for _name, text in kept(typed) for c in text)


def texts(fields: Iterable[Iterable[str]]) -> list[str]:
    """What reads as a text, for when its form cannot be drawn any more."""
    return [text for _name, text in fields if len(text) > 20 or " " in text or "\n" in text]


def extract(fields: Iterable[Iterable[str]]) -> str:
    """What tells one draft from another: the beginning of its longest text."""
    longest = max((text for _name, text in fields), key=len, default="")
    words = " ".join(longest.split())
    return words if len(words) <= 80 else f"{words[:79]}…"
