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
from aic_tracker.search import languages
from aic_tracker.search.models import SearchEntry
from aic_tracker.search.questions import Phrase, Term
from aic_tracker.search.sources import AUDIENCES

Condition = sa.ColumnElement[bool]
Ways = Sequence[Sequence[Term]]  # any of them; all the terms of it


def found(ways: Ways, reader: User, today: date, *, kind: str = "") -> sa.Select[SearchEntry]:
    """The entries that answer and that `reader` may read: words in the title first, then the latest."""
    statement = sa.select(SearchEntry).where(_answers(ways), readable_by(reader, today))
    if kind:
        statement = statement.where(SearchEntry.kind == kind)
    in_title = sa.case((sa.or_(*(_in_title(terms) for terms in ways)), 0), else_=1)
    day = sa.func.coalesce(SearchEntry.happened_on, date.min)
    return statement.order_by(in_title, day.desc(), SearchEntry.id.desc())


def counts(ways: Ways, reader: User, today: date) -> dict[str, int]:
    """How many answers of each kind this reader may read."""
    statement = sa.select(SearchEntry.kind, sa.func.count()).where(_answers(ways), readable_by(reader, today))
    rows: Any = db.session.execute(statement.group_by(SearchEntry.kind)).all()
    return dict(rows)


def ways_to_answer(terms: Sequence[Term], reader: User, today: date) -> Ways:
    """All the terms together or, when nothing that this reader may read holds them all, what comes closest.

    First without the words that stand nowhere; then without any one of those left; then any one of them.
    """
    if _is_answered([terms], reader, today):
        return [terms]
    held = [term for term in terms if _is_answered([[term]], reader, today)]
    if not held:
        return [terms]
    fewer = [[term for term in held if term is not left] for left in held]
    closest = ([held], fewer) if len(held) > 2 else ([held],)
    return next((ways for ways in closest if _is_answered(ways, reader, today)), [[term] for term in held])


def _is_answered(ways: Ways, reader: User, today: date) -> bool:
    statement = sa.select(SearchEntry.id).where(_answers(ways), readable_by(reader, today)).limit(1)
    return db.session.scalar(statement) is not None


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


def _answers(ways: Ways) -> Condition:
    if db.engine.dialect.name == "postgresql":
        return sa.or_(*(_by_lexemes(terms) for terms in ways))
    asked = " OR ".join(f"({languages.told(terms, languages.FTS5)})" for terms in ways)
    rows = sa.text("SELECT rowid FROM search_words WHERE search_words MATCH :asked").bindparams(asked=asked)
    return SearchEntry.id.in_(rows.columns(sa.column("rowid", sa.Integer)).scalar_subquery())


def _by_lexemes(terms: Sequence[Term]) -> Condition:
    asked = languages.told(terms, languages.POSTGRESQL).replace("'", "''")
    held = sa.literal_column("search_entry.lexemes").op("@@")(sa.text(f"'{asked}'::tsquery"))
    phrases = (term for term in terms if isinstance(term, Phrase))
    return sa.and_(held, *(_side_by_side(SearchEntry.words, phrase) for phrase in phrases))


def _side_by_side(column: sa.SQLColumnExpression[str], phrase: Phrase) -> Condition:
    return column.contains(f" {' '.join(phrase.words)} ")


def _in_title(terms: Sequence[Term]) -> Condition:
    return sa.and_(*(_holds(SearchEntry.title_words, term, languages.places(terms)) for term in terms))


def _holds(title: sa.SQLColumnExpression[str], term: Term, within: Sequence[str]) -> Condition:
    if isinstance(term, Phrase):
        return _side_by_side(title, term)
    end = " " if term.is_exact else ""
    held = [f" {place}{one}" for place in within for one in (f"{term.word}{end}", *(f"{one} " for one in term.also))]
    return sa.or_(*(title.contains(one) for one in held))
