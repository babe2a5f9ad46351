"""A question in each database's own language. Pure: words are `a`–`z` and `0`–`9`, so that nothing is to be quoted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from aic_tracker.search.entries import AROUND
from aic_tracker.search.questions import Phrase, Term, Word

ITSELF = ""


@dataclass(frozen=True)
class Language:
    both: str
    either: str
    word: Callable[[str], str]
    beginning: Callable[[str], str]
    phrase: Callable[[Sequence[str]], str]


FTS5 = Language(
    both=" AND ",
    either=" OR ",
    word='"{}"'.format,
    beginning='"{}"*'.format,
    phrase=lambda words: f'words : "{" ".join(words)}"',
)
# A phrase is then read in the words themselves: lexemes keep no places.
POSTGRESQL = Language(
    both=" & ",
    either=" | ",
    word="'{}'".format,
    beginning="'{}':*".format,
    phrase=lambda words: " & ".join(f"'{word}'" for word in words),
)


def told(terms: Sequence[Term], language: Language, sorts: Sequence[str] = AROUND) -> str:
    """Each term is held, by the thing or around it, and not all by one sort of surroundings.

    `sorts`: those of the surroundings that hold any of these terms, where that is known.
    """
    itself = [_term(term, language, [ITSELF]) for term in terms]
    if len(terms) == 1 or not sorts:
        return language.both.join(itself)
    held = [_term(term, language, (ITSELF, *sorts)) for term in terms]
    # A phrase is always the thing's own.
    if not any(isinstance(term, Phrase) for term in terms):
        around = [any_around(terms, language, sort) for sort in sorts]
        pairs = [f"(({one}){language.both}({other}))" for one, other in combinations(around, 2)]
        held.append(f"({language.either.join([*itself, *pairs])})")
    return language.both.join(held)


def any_around(terms: Sequence[Term], language: Language, sort: str) -> str:
    """Any of these words, in one sort of surroundings."""
    words = (term for term in terms if isinstance(term, Word))
    return language.either.join(_term(term, language, [sort]) for term in words)


def places(terms: Sequence[Term]) -> Sequence[str]:
    """What the words of these terms may begin with: one alone is asked of the thing itself."""
    return (ITSELF, *AROUND) if len(terms) > 1 else (ITSELF,)


def _term(term: Term, language: Language, within: Sequence[str]) -> str:
    if isinstance(term, Phrase):
        return language.phrase(term.words)
    return f"({language.either.join(_words(term, language, within))})"


def _words(term: Word, language: Language, within: Sequence[str]) -> Iterator[str]:
    for place in within:
        yield (language.word if term.is_exact else language.beginning)(place + term.word)
        yield from (language.word(place + one) for one in term.also)
