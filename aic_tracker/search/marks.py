"""The passage of a text that answers a question, cut into pieces, those that were asked for marked. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aic_tracker.search.words import Phrase, Term, stem, words_of

BEFORE, LENGTH = 60, 240  # characters of the passage

_TOKEN = re.compile(r"[^\W_]+")


class Piece(NamedTuple):
    text: str
    is_asked: bool


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The whole text, in pieces."""
    pieces, at = [], 0
    for start, end in _asked(text, terms):
        pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    pieces.append(Piece(text[at:], False))
    return [piece for piece in pieces if piece.text]


def passage(text: str, terms: Sequence[Term]) -> list[Piece]:
    """Some words before the first one that was asked for, and what follows; the start of the text without any."""
    text = " ".join(text.split())
    first = next(_asked(text, terms), (0, 0))[0]
    start = _word_start(text, first - BEFORE) if first > BEFORE else 0
    end = start + LENGTH
    cut = text[start:] if len(text) <= end else text[start : _word_start(text, end)].rstrip()
    before, after = "… " if start else "", "" if len(text) <= end else " …"
    return [Piece(before, False)] * bool(before) + marked(cut, terms) + [Piece(after, False)] * bool(after)


def _word_start(text: str, near: int) -> int:
    """The start of the word at `near`."""
    return text.rfind(" ", 0, near) + 1 or near


def _asked(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    for found in _TOKEN.finditer(text):
        words = words_of(found[0])
        if any(_answers(word, term) for word in words for term in terms):
            yield found.span()


def _answers(word: str, term: Term) -> bool:
    if isinstance(term, Phrase):
        return word in term.words
    if term.is_exact:
        return word == term.word
    return word.startswith(term.word) or stem(word) == term.stem or word == term.stem
