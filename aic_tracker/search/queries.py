"""What answers a question, for one reader: rights, order and counts in one statement, the same on both databases."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from aic_tracker.access.permissions import GRANTS, Permission, Scope
from aic_tracker.access.readers import may_be_read_by
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.search.models import SearchEntry
from aic_tracker.search.sources import AUDIENCES
from aic_tracker.search.words import Phrase, Term, Word

Condition = sa.ColumnElement[bool]


def found(terms: Sequence[Term], reader: User, today: date, *, kind: str = "") -> sa.Select[SearchEntry]:
    """The entries that hold every term and that `reader` may read: words in the title first, then the latest."""
    statement = sa.select(SearchEntry).where(_answers(terms), readable_by(reader, today))
    if kind:
        statement = statement.where(SearchEntry.kind == kind)
    in_title = sa.case((sa.and_(*(_in_title(term) for term in terms)), 0), else_=1)
    day = sa.func.coalesce(SearchEntry.happened_on, date.min)
    return statement.order_by(in_title, day.desc(), SearchEntry.id.desc())


def counts(terms: Sequence[Term], reader: User, today: date) -> dict[str, int]:
    """How many answers of each kind this reader may read."""
    statement = sa.select(SearchEntry.kind, sa.func.count()).where(_answers(terms), readable_by(reader, today))
    rows: Any = db.session.execute(statement.group_by(SearchEntry.kind)).all()
    return dict(rows)


def by_index(is_asked: bool) -> None:
    """PostgreSQL would rather read the whole table for a common word, which takes five times as long."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text(f"SET LOCAL enable_seqscan = {'off' if is_asked else 'on'}"))


def readable_by(reader: User, today: date) -> Condition:
    scopes = {audience: GRANTS[audience].scopes.get(reader.role) for audience in AUDIENCES}
    whole = [audience.value for audience, scope in scopes.items() if scope is Scope.ALL]
    partial = [audience.value for audience, scope in scopes.items() if scope not in (None, Scope.ALL)]
    theirs = sa.select(Laureate.id).where(may_be_read_by(reader, today))
    there = sa.and_(SearchEntry.audience.in_(partial), SearchEntry.laureate_id.in_(theirs))
    if scopes[Permission.READ_ASSIGNMENTS] is Scope.ASSIGNED:
        own = sa.or_(SearchEntry.is_for_its_expert.is_(False), SearchEntry.expert_user_id == reader.id)
        there = sa.and_(there, own)
    return sa.or_(SearchEntry.audience.in_(whole), there)


def _answers(terms: Sequence[Term]) -> Condition:
    phrases = [_side_by_side(SearchEntry.words, term) for term in terms if isinstance(term, Phrase)]
    if db.engine.dialect.name == "postgresql":
        asked = " & ".join(_tsquery(term) for term in terms)
        held: Condition = sa.literal_column("search_entry.lexemes").op("@@")(sa.text(f"'{_quoted(asked)}'::tsquery"))
    else:
        asked = " AND ".join(_match(term) for term in terms)
        rows = sa.text("SELECT rowid FROM search_words WHERE search_words MATCH :asked").bindparams(asked=asked)
        held = SearchEntry.id.in_(rows.columns(sa.column("rowid", sa.Integer)).scalar_subquery())
    return sa.and_(held, *phrases)


def _quoted(asked: str) -> str:
    """Within a literal of SQL; words are `a`–`z` and `0`–`9`, the rest is ours."""
    return asked.replace("'", "''")


def _match(term: Term) -> str:
    """FTS5's language."""
    match term:
        case Phrase(words):
            return f'words : "{" ".join(words)}"'
        case Word(word, _, is_exact=True):
            return f'"{word}"'
        case Word(word, stem):
            return f'("{word}"* OR "{stem}")'


def _tsquery(term: Term) -> str:
    match term:
        case Phrase(words):
            return " & ".join(f"'{word}'" for word in words)
        case Word(word, _, is_exact=True):
            return f"'{word}'"
        case Word(word, stem):
            return f"('{word}':* | '{stem}')"


def _side_by_side(column: sa.SQLColumnExpression[str], phrase: Phrase) -> Condition:
    return column.contains(f" {' '.join(phrase.words)} ")


def _in_title(term: Term) -> Condition:
    title = SearchEntry.title_words
    match term:
        case Phrase():
            return _side_by_side(title, term)
        case Word(word, _, is_exact=True):
            return title.contains(f" {word} ")
        case Word(word, stem):
            return sa.or_(title.contains(f" {word}"), title.contains(f" {stem} "))
