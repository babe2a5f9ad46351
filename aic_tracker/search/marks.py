"""The passage of a text that answers a question, cut into pieces, those that were asked for marked. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aic_tracker.folding import letters
from aic_tracker.search.figures import Figure, figures
from aic_tracker.search.questions import Phrase, Term
from aic_tracker.search.words import extras_of, words_of

BEFORE, LENGTH = 60, 240  # characters of the passage

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")


class Piece(NamedTuple):
    text: str
    is_asked: bool


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The whole text, in pieces."""
    pieces, at = [], 0
    for start, end in _asked(text, terms):
        if start >= at:
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
    """Where it stands, in order: a figure as a whole, else a word, else what is written with it."""
    told = {one.start: one.end for one in _figures(text) if any(_answers(word, terms) for word in one.told)}
    numbers = sorted(told)
    for found in _TOKEN.finditer(text):
        while numbers and numbers[0] < found.end():
            start = numbers.pop(0)
            yield start, told[start]
        parts = [part for part in _PART.finditer(found[0]) if any(_answers(w, terms) for w in _read(part[0]))]
        if parts:
            yield from ((found.start() + part.start(), found.start() + part.end()) for part in parts)
        elif any(_answers(word, terms) for word in _read(found[0])):
            yield found.span()


def _figures(text: str) -> list[Figure]:
    # A letter for a letter: places stay as they are in the text.
    return figures("".join(letters(c)[:1] or c for c in text))[0]


def _read(token: str) -> list[str]:
    words = words_of(token)
    return [*words, *extras_of(token, words)]


def _answers(word: str, terms: Sequence[Term]) -> bool:
    return any(
        word in term.words
        if isinstance(term, Phrase)
        else word == term.word or word in term.also or (not term.is_exact and word.startswith(term.word))
        for term in terms
    )
