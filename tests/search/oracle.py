"""What answers a question, read word after word in the entries themselves: no index, no language of a database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from aic_tracker.search.entries import AROUND
from aic_tracker.search.questions import Phrase, Term, Word
from aic_tracker.search.sources import NAMES

Entry = Mapping[str, Any]
Ways = Sequence[Sequence[Term]]


def in_order(entries: Iterable[Entry], ways: Ways, most: int) -> tuple[list[tuple[str, int]], bool]:
    """Kind and row of what answers, as the pages show them; and whether more do.

    At most so many texts, and so many names: the latest.
    """
    every = [entry for entry in entries if is_answered(entry, ways)]
    every.sort(key=lambda one: (one["happened_on"] or date.min, one["id"]), reverse=True)
    names, texts = ([one for one in every if (one["kind"] in NAMES) is is_name] for is_name in (True, False))
    kept = [*names[:most], *texts[:most]]
    found = [one for one in every if one in kept]
    found.sort(key=lambda one: not any(all_hold(one["title_words"].split(), terms) for terms in ways))
    return [(one["kind"], one["row_id"]) for one in found], len(found) < len(every)


def is_answered(entry: Entry, ways: Ways) -> bool:
    words = entry["words"].split()
    everything = [*words, *entry["extras"].split()]
    return any(all_hold(everything, terms, words) and is_told_twice(everything, terms) for terms in ways)


def all_hold(held: list[str], terms: Sequence[Term], in_phrases: list[str] | None = None) -> bool:
    within = ("", *AROUND) if len(terms) > 1 else ("",)
    phrases = held if in_phrases is None else in_phrases
    return all(
        side_by_side(phrases, term) if isinstance(term, Phrase) else any(holds(held, term, place) for place in within)
        for term in terms
    )


def is_told_twice(held: list[str], terms: Sequence[Term]) -> bool:
    """By the thing itself, or by two sorts of what is around it."""
    words = [term for term in terms if isinstance(term, Word)]
    if len(words) < len(terms) or any(holds(held, term, "") for term in words):
        return True
    return sum(any(holds(held, term, sort) for term in words) for sort in AROUND) > 1


def holds(held: list[str], term: Word, place: str) -> bool:
    for word in held:
        if word == place + term.word or any(word == place + one for one in term.also):
            return True
        if not term.is_exact and word.startswith(place + term.word):
            return True
    return False


def side_by_side(held: list[str], phrase: Phrase) -> bool:
    length = len(phrase.words)
    return any(tuple(held[at : at + length]) == phrase.words for at in range(len(held)))
