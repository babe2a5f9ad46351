"""What is kept of a form, how long, and what tells one page from another."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

KEPT = timedelta(days=30)
MOST = 30  # of one person: beyond, the oldest goes
MAX_PATH = 500
# Of the page that drew the form, not of the person.
LEFT_OUT = ("csrf_token", "form_account", "form_key", "saisie")
UNKNOWN_KEY = "-"
MAX_KEY = 63  # a column of 64, with the mark
AS_TYPED = "~"  # before the key of a page: what it kept as one typed, beside what it sent
_ORIGIN = re.compile(r"([0-9]{1,9})-([0-9a-f]{12})")


class Origin(NamedTuple):
    """The kept text that a page was drawn from, and how it read then: it may have been written on since, or be gone
    and its number another's.
    """

    id: int
    mark: str

    def __str__(self) -> str:
        return f"{self.id}-{self.mark}"


def origin(draft_id: int, form_key: str, fields: Iterable[Iterable[str]]) -> Origin:
    words = json.dumps([form_key, [list(pair) for pair in fields]])
    return Origin(draft_id, sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12])


def read_origin(text: str) -> Origin | None:
    """From how it is written, or from the key of a page that begins with it."""
    found = _ORIGIN.match(text)
    return Origin(int(found[1]), found[2]) if found else None


def sent_key(form_key: str) -> str:
    """Of what a page sent that could not be saved."""
    return form_key.removeprefix(AS_TYPED)[:MAX_KEY] or UNKNOWN_KEY


def typed_key(form_key: str) -> str:
    """Of what a page keeps as one types: each page, hence each window, its own."""
    return AS_TYPED + sent_key(form_key)


def keys_of_page(form_key: str) -> tuple[str, ...]:
    """All that one page may have kept; nothing of one that cannot be told from the others."""
    key = sent_key(form_key)
    return () if key == UNKNOWN_KEY else (key, typed_key(form_key))


def was_sent(kept_key: str) -> bool:
    return kept_key != "" and not kept_key.startswith(AS_TYPED)


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
