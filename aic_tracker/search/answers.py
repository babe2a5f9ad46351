"""The answers as a page shows them: title and passage read from the things themselves, which entries do not keep."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.search import marks
from aic_tracker.search.questions import Term
from aic_tracker.search.sources import SOURCES, Item


@dataclass(frozen=True)
class Answer:
    label: str  # « Objectif »
    laureate: str  # its name, blank without one
    item: Item
    path: str
    title: list[marks.Piece]
    passage: list[marks.Piece]


def answers(entries: Sequence[Any], terms: Sequence[Term]) -> list[Answer]:
    """In the order given (`queries.Found`); one statement for each kind, and one for the laureates."""
    items = _items(entries)
    asked = {entry.laureate_id for entry in entries if entry.laureate_id}
    statement = sa.select(Laureate.id, Laureate.slug, Laureate.name).where(Laureate.id.in_(asked))
    laureates = {id: (slug, name) for id, slug, name in db.session.execute(statement)} if asked else {}
    found = []
    for entry in entries:
        if item := items.get((entry.kind, entry.row_id)):
            slug, name = laureates.get(item.laureate_id or 0, ("", ""))
            is_itself = entry.kind == "laureate"
            found.append(
                Answer(
                    SOURCES[entry.kind].label,
                    "" if is_itself else name,
                    item,
                    f"/laureats/{slug}/{item.section}".rstrip("/") if slug else item.section,
                    marks.marked(item.title, terms),
                    marks.passage(item.text, terms),
                )
            )
    return found


def _items(entries: Sequence[Any]) -> dict[tuple[str, int], Item]:
    ids: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        ids[entry.kind].append(entry.row_id)
    return {(kind, item.row_id): item for kind, rows in ids.items() for item in SOURCES[kind].items(rows)}
