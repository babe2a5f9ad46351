"""An entry of the index: the words of a thing, and around them those of where it stands. Pure.

A word of the surroundings begins with the figure of its sort, PROJECT, KIND or MONTH. It helps to find a thing that
also answers by itself or by another sort (« subventions Vikidia »), never alone: a project's name would find all that
is in it.
"""

from collections.abc import Collection, Iterable
from typing import Any

from aic_tracker.search.figures import day_words, month_word
from aic_tracker.search.items import Item
from aic_tracker.search.sources import SOURCES, Source
from aic_tracker.search.words import extras_of, words_of

PROJECT, KIND, MONTH = AROUND = ("0", "1", "2")
MOST_IN_A_NAME = 4  # words that may be written as one: openfoodfacts


def entry(source: Source, item: Item, laureate: str) -> dict[str, Any]:
    title, text = words_of(item.title), words_of(item.text)
    words, of_title = [*title, *text], _title_extras(item.title, title)
    around = _around(source, item, laureate)
    day = day_words(item.happened_on)[:3] if item.happened_on else ()
    extras = {*of_title, *extras_of(item.text, text), *day}.difference(words)
    return {
        "kind": source.kind,
        "row_id": item.row_id,
        "laureate_id": item.laureate_id,
        "audience": item.audience.value,
        "is_for_its_expert": item.is_for_its_expert,
        "expert_user_id": item.expert_user_id,
        "happened_on": item.happened_on,
        "title_words": _spaced([*title, *of_title, *around]),
        "words": _spaced(words),
        "extras": _spaced([*sorted(extras), *around]),
    }


def _title_extras(title: str, words: list[str]) -> list[str]:
    joined = ["".join(words)] if 1 < len(words) <= MOST_IN_A_NAME else []
    return sorted({*extras_of(title, words), *joined})


def _around(source: Source, item: Item, laureate: str) -> list[str]:
    day, name, kind = item.happened_on, words_of(laureate), f"{source.label} {source.said}"
    words = words_of(kind)
    sorts = {
        PROJECT: [*name, *_title_extras(laureate, name)],
        KIND: [*words, *extras_of(kind, words)],
        MONTH: [month_word(day), str(day.year)] if day else [],
    }
    return sorted({sort + word for sort, found in sorts.items() for word in found})


def of_kinds(kinds: Iterable[str]) -> list[str]:
    """A word that each entry of these kinds holds: others may too."""
    return sorted({KIND + words_of(SOURCES[kind].label)[0] for kind in kinds})


def _spaced(words: Collection[str]) -> str:
    """With a space at both ends, so that « begins with » is « holds a space, then it »."""
    return f" {' '.join(words)} " if words else " "
