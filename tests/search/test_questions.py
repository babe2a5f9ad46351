"""What people ask is answered: questions written before the search was asked any, over a season that stands still."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.search import queries
from aic_tracker.search.questions import terms_of
from tests.search.season import Season, read

FIRST_PAGE = 25
# The file, the rate of good answers that it must reach.
FILES = [("questions.toml", 0.95), ("questions_of_people.toml", 0.85)]


@dataclass(frozen=True)
class Question:
    asked: str
    expected: frozenset[str]
    unwanted: frozenset[str]


def questions(name: str) -> list[Question]:
    lines = [line for theme, lines in read(name).items() if theme != "left" for line in lines]
    return [Question(asked, *(frozenset(k.split()) for k in (*keys, "", "")[:2])) for asked, *keys in lines]


def fault(season: Season, reader: User, question: Question, today: date) -> str:
    """What is wrong in the first page of answers; blank when it is as expected."""
    terms, readable = terms_of(question.asked), queries.readable_by(reader, today)
    found = queries.closest(terms, readable).answers[:FIRST_PAGE] if terms else []
    keys = {season.keys[entry.kind, entry.row_id] for entry in found}
    missing, unwanted = question.expected - keys, question.unwanted & keys
    # Nothing expected: nothing is to be found.
    unwanted |= keys if not question.expected else frozenset()
    said = [f"misses {' '.join(sorted(missing))}"] * bool(missing)
    said += [f"finds {' '.join(sorted(unwanted))}"] * bool(unwanted)
    return ", ".join(said)


@pytest.mark.parametrize(("name", "rate"), FILES)
def test_questions_are_answered_as_a_person_expects(app: Flask, name: str, rate: float) -> None:
    season = Season()
    reader, today = season.users["idriss"], clock.today()
    asked = questions(name)
    assert len({question.asked for question in asked}) == len(asked)
    faults = {one.asked: said for one in asked if (said := fault(season, reader, one, today))}
    left = read(name).get("left", {})
    assert faults.keys() == left.keys(), "\n".join(f"{asked}: {said}" for asked, said in faults.items())
    assert 1 - len(faults) / len(asked) >= rate
