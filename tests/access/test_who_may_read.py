"""One answer for pages and for mails: who may read a laureate on a day, asked of one person and of many at once."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aic_tracker.access.queries import laureate_for
from aic_tracker.access.readers import readers_among, reads_every_laureate, without_the_right_to_read
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.laureates.models import Laureate, MemberRole, Membership
from tests import factories
from tests.support.statements import counted

ANCHOR = date(2026, 3, 2)
OFFSETS = st.integers(min_value=-5, max_value=5)
ASKED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def day(offset: int) -> date:
    return ANCHOR + timedelta(days=offset)


def seen(user: User, laureate: Laureate, on: date) -> bool:
    """What the guard answers."""
    return laureate_for(user, laureate.slug, on) is not None


@pytest.fixture
def place(app: Flask) -> Membership:
    return factories.member(factories.laureate("Vikidia"), factories.user(), MemberRole.LEAD_COACH)


@pytest.fixture
def task(place: Membership) -> Assignment:
    laureate = db.session.get_one(Laureate, place.laureate_id)
    sheet = factories.save(Expert(user_id=place.user_id, name="Cabinet", skills=[]))
    return factories.assignment(laureate, expert_id=sheet.id)


@ASKED
@given(
    role=st.sampled_from(Role),
    begins=OFFSETS,
    length=st.none() | st.integers(0, 5),
    asked=OFFSETS,
    status=st.sampled_from(AssignmentStatus),
)
def test_mails_and_pages_give_one_answer(
    place: Membership,
    task: Assignment,
    role: Role,
    begins: int,
    length: int | None,
    asked: int,
    status: AssignmentStatus,
) -> None:
    user, laureate = db.session.get_one(User, place.user_id), db.session.get_one(Laureate, place.laureate_id)
    user.role, task.status = role, status
    place.from_on, place.until_on = day(begins), None if length is None else day(begins + length)
    db.session.flush()
    on, pair = day(asked), (user.id, laureate.id)
    assert (pair not in without_the_right_to_read({pair}, on)) == seen(user, laureate, on)
    assert (user in readers_among([user], laureate.id, on)) == seen(user, laureate, on)
    assert not reads_every_laureate(user) or seen(user, laureate, on)


def test_many_are_asked_about_in_one_statement(app: Flask) -> None:
    mine, other = factories.laureate(), factories.laureate()
    people = [factories.referent(mine), factories.coach(), factories.admin()]
    pairs = {(person.id, row.id) for person in people for row in (mine, other)}
    with counted() as statements:
        barred = without_the_right_to_read(pairs, ANCHOR)
    assert len(statements) == 1
    assert pairs - barred == {(people[0].id, mine.id), (people[1].id, mine.id), (people[1].id, other.id)}


def test_many_pairs_cost_no_more_than_themselves(app: Flask) -> None:
    """Each person and each laureate asked about is found by its number: never everybody beside every laureate."""
    pairs = [(factories.referent().id, factories.laureate(starts_on=None).id) for _ in range(3)]
    with counted() as statements:
        assert without_the_right_to_read(pairs, ANCHOR) == set(pairs)
    [statement] = statements
    if db.engine.dialect.name == "sqlite":
        given = [number for pair in pairs for number in pair]
        rest = [None] * (statement.count("?") - len(given))
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(given + rest))
        scanned = [step[3] for step in plan if step[3].startswith("SCAN")]
        assert not [step for step in scanned if "user_account" in step or "laureate" in step], scanned
