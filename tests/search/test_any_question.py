"""Whatever is written and whatever is asked, a database answers as reading every word of every entry does.

SEARCH_QUESTIONS: how many questions (`make slow` asks 6,000 of each database).
"""

import os
import random
from collections import Counter
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.conversation.models import Comment
from aic_tracker.db import db
from aic_tracker.roadmap.models import Action, Objective
from aic_tracker.search import queries
from aic_tracker.search.models import SearchEntry
from aic_tracker.search.questions import Term, terms_of
from tests import factories as make
from tests.search import oracle
from tests.search.conftest import project
from tests.search.season import HERE

QUESTIONS = int(os.environ.get("SEARCH_QUESTIONS", "300"))
AT_ONCE = 30  # questions of the same texts
WORDS = (HERE / "vocabulary.txt").read_text(encoding="utf-8").split()


def a_text(dice: random.Random, most: int = 40) -> str:
    pieces = [dice.choice(WORDS) for _ in range(dice.randint(1, most))]
    text = "".join(piece + dice.choice("     \n,.;·-/'’\u00a0") for piece in pieces)
    return text + "".join(chr(dice.randrange(32, 0x2FFF)) for _ in range(dice.randrange(3)))


def a_question(dice: random.Random, texts: Sequence[str]) -> str:
    words = dice.choice(texts).split() if dice.random() < 0.7 else WORDS
    at = dice.randrange(len(words))
    asked = words[at : at + dice.randint(1, 3)] if dice.random() < 0.6 else dice.choices(words, k=dice.randint(1, 4))
    if dice.random() < 0.2:
        asked[0] = asked[0][: dice.randint(1, 6)]
    question = " ".join(asked)
    turned = dice.choice([str.upper, str.lower, str.title, str.strip, "« {} »".format, '"{}" commun'.format])
    return str(turned(question))


def write_anew(dice: random.Random) -> list[str]:
    """Other words in every comment, objective and action."""
    for comment in db.session.scalars(sa.select(Comment)):
        comment.text = a_text(dice)
    for objective in db.session.scalars(sa.select(Objective)):
        objective.title, objective.detail = a_text(dice, 6)[:200], a_text(dice)
    for action in db.session.scalars(sa.select(Action)):
        action.title = a_text(dice, 8)[:300]
    db.session.commit()
    return [
        *db.session.scalars(sa.select(Comment.text)),
        *db.session.scalars(sa.select(Objective.title)),
        *db.session.scalars(sa.select(Action.title)),
    ]


def naive_ways(entries: list[oracle.Entry], terms: list[Term]) -> oracle.Ways:
    def is_answered(ways: oracle.Ways) -> bool:
        return any(oracle.is_answered(entry, ways) for entry in entries)

    if is_answered([terms]):
        return [terms]
    held = [term for term in terms if is_answered([[term]])]
    if not held:
        return [terms]
    if is_answered([held]):
        return [held]
    fewer = [[term for term in held if term is not left] for left in held]
    return fewer if len(held) > 2 and is_answered(fewer) else [[term] for term in held]


def test_any_question_is_answered_as_by_reading_everything(
    app: Flask, coach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    alpha, today = project("Alpha", coach), clock.today()
    project("Omega", coach)
    for n in range(20):
        make.action(alpha.laureate, title=f"Action {n}")
    reader = make.coach()
    kinds = Counter[object]()
    for batch in range(-(-QUESTIONS // AT_ONCE)):
        dice = random.Random(batch)
        texts = write_anew(dice)
        columns = SearchEntry.__table__.columns
        entries: list[oracle.Entry] = [dict(row) for row in db.session.execute(sa.select(*columns)).mappings()]
        for _ in range(AT_ONCE):
            question = a_question(dice, texts)
            terms = terms_of(question)
            if not terms:
                kinds["nothing asked"] += 1
                continue
            monkeypatch.setattr(queries, "MOST", most := dice.choice([1, 4, 1000]))
            found = queries.closest(terms, queries.readable_by(reader, today))
            ways = found.ways
            assert ways == naive_ways(entries, terms), question
            expected, is_more = oracle.in_order(entries, ways, most)
            assert [(one.kind, one.row_id) for one in found.answers] == expected, question
            assert found.counts == Counter(kind for kind, _ in expected), question
            assert found.is_more is is_more, question
            kinds["all" if ways == [terms] else "part", min(len(expected), 1), is_more] += 1
    # Each sort of question was asked.
    asked = {("all", 1, False), ("all", 1, True), ("all", 0, False), ("part", 1, False), ("part", 1, True)}
    assert kinds.keys() >= asked
