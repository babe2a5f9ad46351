"""What is asked of a row in Python and what is asked of the database say the same, whatever the dates."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aic_tracker.db import db
from aic_tracker.laureates.models import MemberRole, Membership, SupportPeriod
from tests import factories

ANCHOR = date(2026, 3, 2)
OFFSETS = st.integers(min_value=-40, max_value=40)
ASKED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def day(offset: int) -> date:
    return ANCHOR + timedelta(days=offset)


def answer(condition: sa.ColumnElement[bool], kind: type[SupportPeriod] | type[Membership]) -> bool:
    return db.session.scalar(sa.select(kind.id).where(condition)) is not None


@pytest.fixture
def period(app: Flask) -> SupportPeriod:
    return factories.first_period(factories.laureate(starts_on=ANCHOR))


@pytest.fixture
def place(app: Flask) -> Membership:
    return factories.member(factories.laureate(), factories.user(), MemberRole.LEAD_COACH)


@ASKED
@given(starts=OFFSETS, length=st.integers(1, 30), stopped=st.none() | st.integers(0, 30), first=OFFSETS, more=OFFSETS)
def test_a_period_says_the_same_of_a_day(
    period: SupportPeriod, starts: int, length: int, stopped: int | None, first: int, more: int
) -> None:
    period.starts_on, period.term_on = day(starts), day(starts + length)
    period.ended_on = None if stopped is None else day(starts + min(stopped, length))
    db.session.flush()
    last = day(first + abs(more))
    days = {day(first) + timedelta(days=n) for n in range(abs(more) + 1)}
    covered = {period.starts_on + timedelta(days=n) for n in range((period.until - period.starts_on).days)}
    assert db.session.scalar(sa.select(SupportPeriod.until)) == period.until
    assert period.covers(day(first)) == answer(SupportPeriod.covers(day(first)), SupportPeriod)
    assert period.covers(day(first)) == (day(first) in covered)
    assert period.meets(day(first), last) == answer(SupportPeriod.meets(day(first), last), SupportPeriod)
    assert not covered or period.meets(day(first), last) == bool(covered & days)


@ASKED
@given(begins=OFFSETS, length=st.none() | st.integers(0, 30), asked=OFFSETS)
def test_a_place_says_the_same_of_a_day(place: Membership, begins: int, length: int | None, asked: int) -> None:
    place.from_on, place.until_on = day(begins), None if length is None else day(begins + length)
    db.session.flush()
    assert place.active_on(day(asked)) == answer(Membership.active_on(day(asked)), Membership)
    assert place.active_on(day(asked)) == (begins <= asked and (length is None or asked < begins + length))
    assert place.ends_after(day(asked)) == answer(Membership.ends_after(day(asked)), Membership)
