"""What answers a question, for one reader: rights stand in the same statement, and it answers alike on each database.

Of a question that very many things answer, the latest alone are ranked and counted (decision 23).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from aic_tracker.access.permissions import GRANTS, Permission, Scope
from aic_tracker.access.readers import may_be_read_by
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.search import languages
from aic_tracker.search.entries import AROUND, of_kinds
from aic_tracker.search.models import SearchEntry
from aic_tracker.search.questions import Phrase, Term
from aic_tracker.search.sources import AUDIENCES, NAMES

# Beyond so many answers, the latest ones; and as many of those that are a name, which no text crowds out.
MOST = 500
WORDS = sa.table("search_words", sa.column("rowid", sa.Integer), sa.column("search_words"))  # on SQLite
Condition = sa.ColumnElement[bool]
Ways = Sequence[Sequence[Term]]  # any of them; all the terms of it


@dataclass(frozen=True)
class Readable:
    """What one reader may read. `is_there`: of these laureates alone."""

    condition: Condition
    is_there: bool


@dataclass(frozen=True)
class Asked:
    """Any of these ways. `sorts`: of surroundings, those that hold any of the words at all."""

    ways: Ways
    sorts: Sequence[str] = AROUND


@dataclass(frozen=True)
class Found:
    """What answers and may be read, words in the title first, then the latest; `is_more`: others do, left out."""

    ways: Ways
    answers: Sequence[Any]  # rows of `_told`
    is_more: bool = False

    @cached_property
    def counts(self) -> Counter[str]:
        """By kind."""
        return Counter(one.kind for one in self.answers)

    def of_kind(self, kind: str) -> Sequence[Any]:
        return [one for one in self.answers if kind in ("", one.kind)]


def closest(terms: Sequence[Term], readable: Readable) -> Found:
    """What holds all the terms together or, when nothing that this reader may read does, what comes closest.

    First without the words that stand nowhere; then without any one of those left; then any one of them.
    """
    with _by_lexemes_first():
        return _closest(terms, readable)


def _closest(terms: Sequence[Term], readable: Readable) -> Found:
    sorts = _sorts_around(terms)
    together = found(Asked([terms], sorts), readable)
    if together.answers or len(terms) < 2:
        return together
    held = [term for term in terms if _is_answered(Asked([[term]]), readable)]
    if not held:
        return together
    fewer = [[term for term in held if term is not left] for left in held]
    tried = [[held]] * (len(held) < len(terms)) + [fewer] * (len(held) > 2)
    ways = next((ways for ways in tried if _is_answered(Asked(ways, sorts), readable)), [[term] for term in held])
    return found(Asked(ways, sorts), readable)


def _sorts_around(terms: Sequence[Term]) -> Sequence[str]:
    """Most words are nobody's surroundings: what is asked of an index is then much shorter."""
    if len(terms) < 2 or all(isinstance(term, Phrase) for term in terms):
        return ()
    holding = (_holding(languages.any_around(terms, _language(), sort)) for sort in AROUND)
    is_there = db.session.execute(sa.select(*(sa.exists(one) for one in holding))).one()
    return [sort for sort, is_held in zip(AROUND, is_there, strict=True) if is_held]


def found(asked: Asked, readable: Readable) -> Found:
    rows: Sequence[Any] = db.session.execute(_held(_told(), asked, readable).limit(MOST + 1)).all()
    if len(rows) <= MOST:
        return Found(asked.ways, _titles_first(_by_day(rows), asked.ways))
    _plan_with(indexscan="on")
    seen: Counter[bool] = Counter()
    kept = []
    for one in _by_day(db.session.execute(_latest(asked, readable)).all()):
        is_name = one.kind in NAMES
        seen[is_name] += 1
        if seen[is_name] <= MOST:
            kept.append(one)
    return Found(asked.ways, _titles_first(kept, asked.ways), is_more=max(seen.values()) > MOST)


def _latest(asked: Asked, readable: Readable) -> sa.Select[*tuple[Any, ...]]:
    """Of the names and of the texts, one more than are ranked of each."""
    day, last = SearchEntry.happened_on, SearchEntry.id.desc()
    texts = sa.select(SearchEntry.id).where(_among(asked), readable.condition, SearchEntry.kind.not_in(NAMES))
    # Names are few: the order is said otherwise than the index does, which would be walked to its end for them.
    names = _held(sa.select(SearchEntry.id), asked, readable, NAMES).where(SearchEntry.kind.in_(NAMES))
    ordered = (
        names.order_by(sa.func.coalesce(day, date.min).desc(), last),
        texts.order_by(day.desc().nulls_last(), last),
    )
    both = [sa.select(one.limit(MOST + 1).subquery().c.id) for one in ordered]
    return _told().where(SearchEntry.id.in_(sa.union_all(*both)))


def _is_answered(asked: Asked, readable: Readable) -> bool:
    return db.session.scalar(_held(sa.select(SearchEntry.id), asked, readable).limit(1)) is not None


def _told() -> sa.Select[*tuple[Any, ...]]:
    entry = SearchEntry
    return sa.select(entry.id, entry.kind, entry.row_id, entry.laureate_id, entry.happened_on, entry.title_words)


def _by_day(rows: Sequence[Any]) -> list[Any]:
    """The latest first."""
    return sorted(rows, key=lambda one: (one.happened_on or date.min, one.id), reverse=True)


def _titles_first(rows: Sequence[Any], ways: Ways) -> list[Any]:
    """Words in the title first, otherwise as they come."""
    asked = [_in_a_title(terms) for terms in ways]
    return sorted(rows, key=lambda one: not any(_is_held(one.title_words, way) for way in asked))


@contextmanager
def _by_lexemes_first() -> Iterator[None]:
    """PostgreSQL thinks that reading the words of a row costs nothing: it would read every one of them."""
    _plan_with(seqscan="off", indexscan="off")
    yield
    _plan_with(seqscan="on", indexscan="on")


def _plan_with(**allowed: str) -> None:
    """Bitmaps of the index of lexemes stay allowed. Until the end of the transaction at most."""
    if _is_postgresql():
        settings = (f"SET LOCAL enable_{name} = {value}" for name, value in allowed.items())
        db.session.connection().exec_driver_sql("; ".join(settings))


def readable_by(reader: User, today: date) -> Readable:
    """Whose laureates these are is looked for once, not in each of the statements that follow."""
    scopes = {audience: GRANTS[audience].scopes.get(reader.role) for audience in AUDIENCES}
    whole = [audience.value for audience, scope in scopes.items() if scope is Scope.ALL]
    partial = [audience.value for audience, scope in scopes.items() if scope not in (None, Scope.ALL)]
    everywhere = SearchEntry.audience.in_(whole)
    if not partial:
        return Readable(everywhere, is_there=False)
    theirs = db.session.scalars(sa.select(Laureate.id).where(may_be_read_by(reader, today))).all()
    there = sa.and_(SearchEntry.laureate_id.in_(theirs), SearchEntry.audience.in_(partial))
    if scopes[Permission.READ_ASSIGNMENTS] is Scope.ASSIGNED:
        own = sa.or_(SearchEntry.is_for_its_expert.is_(False), SearchEntry.expert_user_id == reader.id)
        there = sa.and_(there, own)
    return Readable(sa.or_(everywhere, there), is_there=False) if whole else Readable(there, is_there=True)


def _held(statement: Any, asked: Asked, readable: Readable, kinds: Sequence[str] = ()) -> Any:
    """Those of the select that answer and may be read, in any order: no more are looked at than are asked for.

    `kinds`: hardly any but these, by the index of words, when these are few.
    """
    if _is_postgresql():
        held = _by_lexemes(asked)
        return statement.where(sa.and_(held, _matched(_of_kinds(kinds))) if kinds else held, readable.condition)
    if readable.is_there and not kinds:
        return statement.where(_among(asked), readable.condition)
    expression = f"({_expressed(asked)}) AND ({_of_kinds(kinds)})" if kinds else _expressed(asked)
    held = statement.join_from(WORDS, SearchEntry, SearchEntry.id == WORDS.c.rowid)
    return held.where(_matched(expression), readable.condition)


def _of_kinds(kinds: Sequence[str]) -> str:
    language = _language()
    return language.either.join(map(language.word, of_kinds(kinds)))


def _among(asked: Asked) -> Condition:
    """Looked for among what may be read, or the latest: SQLite would fetch them one by one, but for the sign."""
    if _is_postgresql():
        return _by_lexemes(asked)
    matched = sa.select(WORDS.c.rowid).where(_matched(_expressed(asked))).cte("matched")
    return sa.literal_column("+search_entry.id").in_(sa.select(matched.c.rowid))


def _expressed(asked: Asked) -> str:
    return " OR ".join(f"({languages.told(terms, languages.FTS5, asked.sorts)})" for terms in asked.ways)


def _by_lexemes(asked: Asked) -> Condition:
    """One expression where that says it all: each `@@` unpacks the lexemes of the row again."""
    told = [languages.told(terms, languages.POSTGRESQL, asked.sorts) for terms in asked.ways]
    phrases = [[term for term in terms if isinstance(term, Phrase)] for terms in asked.ways]
    if not any(phrases):
        return _matched(" | ".join(f"({one})" for one in told))
    each = zip(told, phrases, strict=True)
    return sa.or_(*(sa.and_(_matched(one), *(_side_by_side(SearchEntry.words, it) for it in its)) for one, its in each))


def _holding(expression: str) -> sa.Select[int]:
    """Entries that hold this, as each database reads it."""
    return sa.select(SearchEntry.id if _is_postgresql() else WORDS.c.rowid).where(_matched(expression))


def _matched(expression: str) -> Condition:
    if _is_postgresql():
        return sa.literal_column("search_entry.lexemes").op("@@")(sa.cast(expression, TSQUERY))
    return WORDS.c.search_words.op("MATCH")(expression)


def _language() -> languages.Language:
    return languages.POSTGRESQL if _is_postgresql() else languages.FTS5


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _side_by_side(column: sa.SQLColumnExpression[str], phrase: Phrase) -> Condition:
    return column.contains(f" {' '.join(phrase.words)} ")


def _in_a_title(terms: Sequence[Term]) -> list[list[str]]:
    """For each term, what a title holds any of."""
    within = languages.places(terms)
    return [_written(term, within) for term in terms]


def _written(term: Term, within: Sequence[str]) -> list[str]:
    if isinstance(term, Phrase):
        return [f" {' '.join(term.words)} "]
    end = " " if term.is_exact else ""
    return [f" {place}{one}" for place in within for one in (f"{term.word}{end}", *(f"{one} " for one in term.also))]


def _is_held(title: str, way: Sequence[Sequence[str]]) -> bool:
    return all(any(one in title for one in either) for either in way)
