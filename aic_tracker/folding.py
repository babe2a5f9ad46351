"""Names as people compare them: one folding to search, to recognise and to sort, the same on every database."""

import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ʼ": "'"})


class Named(Protocol):
    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)


def searchable(*texts: str) -> str:
    """What a search compares: no capital, no accent, no punctuation, one space between words.

    « Œuvre d’Éric », « oeuvre d'eric » and « OEUVRE D ERIC » are the same.
    """
    return " ".join("".join(c if c.isalnum() else " " for c in letters(" ".join(texts))).split())


def letters(text: str) -> str:
    """The same text without capitals, accents nor ligatures; spaces and punctuation stay where they are."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    # Casefolding may bring composed letters back.
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def same_name(one: str, other: str) -> bool:
    """Whether nobody would tell two names apart; names made of signs alone are compared as they are."""
    return (searchable(one) or one) == (searchable(other) or other)


def matches(search: str, *texts: str) -> bool:
    """Whether each word of the search stands somewhere in the texts; a search made of signs alone finds nothing."""
    # A word may fold to several (« d'ange », « bruno@example.org »): they stand together.
    words = [word for word in map(searchable, search.split()) if word]
    haystack = searchable(*texts)
    return all(word in haystack for word in words) if words else not search.strip()


def french_order(name: str) -> tuple[str, str]:
    """The key that sorts names as a French dictionary does: Éa before Zoé, whatever the capitals."""
    return searchable(name), name


def by_name(rows: Iterable[Row]) -> list[Row]:
    """People, projects or organisations in French order; namesakes in the order of their rows."""
    return sorted(rows, key=lambda row: (french_order(row.name), row.id))
