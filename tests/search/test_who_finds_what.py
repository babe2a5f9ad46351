"""Nobody finds, or counts, what they may not read."""

import pytest
import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.laureates.models import Membership
from tests import factories as make
from tests.search.conftest import ALL, Asked, Project

EVERY_WORD = {
    "laureate", "membre", "priority", "objective", "action", "point", "assignment", "introduction", "comment", "note",
    "appreciation", "document", "livrable", "committee", "grant", "pledge", "decision",
}  # fmt: skip
READ_BY_A_REFERENT = EVERY_WORD - {"note"}
READ_BY_AN_EXPERT = {"laureate", "membre", "priority", "objective", "action", "point", "document"}
OF_AN_ASSIGNMENT = {"assignment", "appreciation", "livrable"}


def words(found: set[tuple[str, str]], name: str = "alpha") -> set[str]:
    """The word of each thing of this project that was found."""
    return {word for _, text in found for word in text.split() if word in EVERY_WORD and (name in text.split())}


def test_the_team_finds_everything(mine: Project, foreign: Project, coach: User, asked: Asked) -> None:
    for reader in (coach, make.direction()):
        assert words(asked(reader, ALL)) == words(asked(reader, f"{ALL} alpha")) == EVERY_WORD
        assert words(asked(reader, ALL), "omega") == EVERY_WORD


def test_a_referent_finds_their_project_without_internal_notes(mine: Project, foreign: Project, asked: Asked) -> None:
    assert words(asked(mine.referent, ALL)) == READ_BY_A_REFERENT
    assert asked(mine.referent, "omega") == set()
    assert asked(mine.referent, "note") == set()


def test_an_expert_finds_what_is_said_of_their_own_assignment(mine: Project, foreign: Project, asked: Asked) -> None:
    assert words(asked(mine.expert, ALL)) == READ_BY_AN_EXPERT | OF_AN_ASSIGNMENT
    assert words(asked(mine.another_expert, ALL)) == READ_BY_AN_EXPERT
    assert asked(mine.expert, "omega") == set()


def test_an_administrator_finds_nothing_of_projects(mine: Project, asked: Asked) -> None:
    assert asked(make.admin(), ALL) == set()


def test_who_left_finds_nothing_any_more(mine: Project, asked: Asked) -> None:
    place = db.session.scalars(sa.select(Membership).where(Membership.user_id == mine.referent.id)).one()
    place.until_on = place.from_on
    db.session.commit()
    assert asked(mine.referent, ALL) == set()


@pytest.mark.parametrize("question", ["contact", "contact alpha", "emma"])
def test_directories_are_for_the_team(mine: Project, coach: User, asked: Asked, question: str) -> None:
    kinds = {kind for kind, _ in asked(mine.referent, question)} | {kind for kind, _ in asked(mine.expert, question)}
    assert kinds.isdisjoint({"contact", "expert"})
    assert "contact" in {kind for kind, _ in asked(coach, "contact alpha")}
