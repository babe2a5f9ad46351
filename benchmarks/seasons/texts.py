"""A year of texts for a season's rows: what objectives, points, actions and comments say, and the entries of them.

Words are drawn as those of a language are, a few everywhere and most of them hardly ever. Three more, of KINDS, stand
in every other text of their kind and never two in one: what is asked with them all is answered by any of them.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, product
from random import Random
from typing import Any

import sqlalchemy as sa
from volume import Volume

from aic_tracker.db import Base, db
from aic_tracker.search import index

KINDS = {"objective": "moissonnage", "checkpoint": "glanage", "comment": "vendange"}
NAMED = 7  # the laureate whose name has accents
NAME = "Hélène Lefèvre, bibliothèque"
COMMENTS = 10  # of each laureate
SYLLABLES = ("ba", "co", "du", "fe", "gri", "lo", "mu", "pa", "ra", "vi")
VOCABULARY = ["".join(parts) for parts in product(SYLLABLES, repeat=4)]
WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(VOCABULARY))))
AT_ONCE = 2_000
Row = dict[str, Any]


def write(season: Volume) -> None:
    """Texts into the rows that are there, comments beside them, then every entry."""
    dice = Random(season.laureates)
    tables = Base.metadata.tables
    with db.engine.connect() as connection:
        for name in ("objective", "checkpoint", "action"):
            table = tables[name]
            columns = {one: sa.bindparam(one) for one in _row(dice, name, 0) if one != "key"}
            statement = sa.update(table).where(table.c.id == sa.bindparam("key")).values(columns)
            ids = connection.scalars(sa.select(table.c.id)).all()
            for some in _batches(ids):
                connection.execute(statement, [_row(dice, name, key) for key in some])
        for some in _batches(range(season.laureates * COMMENTS)):
            connection.execute(sa.insert(tables["comment"]), [_comment(season, dice, number) for number in some])
        laureate = tables["laureate"]
        connection.execute(sa.update(laureate).where(laureate.c.id == NAMED).values(name=NAME))
        connection.commit()
    for kind, ids in index.batches():
        index.rewrite(kind, ids)
        db.session.commit()
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        _settle()


def _settle() -> None:
    """The statistics that autovacuum takes."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _row(dice: Random, table: str, key: int) -> Row:
    if table == "action":
        return {"key": key, "title": _text(dice, 6)}
    mark = KINDS[table] if key % 2 else ""
    if table == "objective":
        return {"key": key, "title": _text(dice, 5), "detail": f"{_text(dice, 30)} {mark}"}
    said = {"agenda": _text(dice, 10), "decisions": _text(dice, 30)}
    return {"key": key, "minutes": f"{_text(dice, 200)} {mark}"} | said


def _comment(season: Volume, dice: Random, number: int) -> Row:
    n = number // COMMENTS + 1
    mark = KINDS["comment"] if number % 2 else ""
    return {
        "laureate_id": n,
        "subject": "laureate",
        "subject_id": n,
        "author_id": season.lead(n),
        "text": f"{_text(dice, 30)} {mark}",
        "is_internal": number % 5 == 0,
        "created_at": season.at(-number % 365),
    }


def _text(dice: Random, words: int) -> str:
    return " ".join(dice.choices(VOCABULARY, cum_weights=WEIGHTS, k=words))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
