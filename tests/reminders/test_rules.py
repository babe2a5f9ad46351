"""When a reminder leaves, and which one an instant calls for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.calendar_fr import is_working_day, paris_instant
from aic_tracker.reminders import rules

EVENT = date(2026, 3, 26)
FAR = datetime(2035, 1, 1, tzinfo=UTC)


def stages(leads=(7, 1), event=EVENT, **values):
    values.setdefault("useful_until", FAR)
    return rules.stages([event - timedelta(days=lead) for lead in leads], event, hour=8, **values)


def at(day, hour=8, minute=0):
    return paris_instant(date.fromisoformat(day), hour, minute)


def due_on(found, now):
    index = rules.stage_due(found, now)
    return None if index is None else found[index].due_on.isoformat()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("2026-03-19", 7, 59), None),
        (at("2026-03-19"), "2026-03-19"),
        (at("2026-03-25", 7, 59), "2026-03-19"),
        (at("2026-03-25"), "2026-03-25"),
        (at("2026-05-01"), "2026-03-25"),
    ],
)
def test_an_instant_calls_for_the_latest_stage(now, expected):
    assert due_on(stages(), now) == expected


def test_a_stage_is_useful_until_the_next_one_leaves():
    first, last = stages()
    assert (first.until, last.until) == (last.due_at, FAR)


def test_what_a_later_stage_replaced_is_skipped_with_its_reason():
    found = stages()
    assert rules.skipped(found, at("2026-03-19")) == []
    assert rules.skipped(found, at("2026-03-25")) == [(found[0], rules.SUPERSEDED)]


def test_what_has_lost_its_use_is_skipped_with_its_reason():
    found = stages(useful_until=at("2026-03-26", 14))
    assert rules.skipped(found, at("2026-03-26", 14))[-1] == (found[1], rules.TOO_LATE)


def test_old_stages_are_not_even_skipped():
    assert rules.skipped(stages(), at("2026-06-01")) == []


@pytest.mark.parametrize(
    ("wished", "event", "expected"),
    [
        ("2026-03-14", "2026-03-20", "2026-03-16"),  # a Saturday, moved to Monday
        ("2026-05-01", "2026-05-08", "2026-05-04"),  # a public holiday on Friday
        ("2026-03-14", "2026-03-15", "2026-03-13"),  # the Monday after would be too late
        ("2026-04-04", "2026-04-06", "2026-04-03"),  # Easter: the whole week-end is closed
    ],
)
def test_a_closed_day_moves_the_reminder(wished, event, expected):
    assert rules.send_day(date.fromisoformat(wished), date.fromisoformat(event), hour=8).isoformat() == expected


@pytest.mark.parametrize(("hour", "expected"), [(14, "2026-03-16"), (8, "2026-03-13")])
def test_an_early_point_is_announced_the_working_day_before(hour, expected):
    wished, event_at = date(2026, 3, 15), at("2026-03-16", hour)
    assert rules.send_day(wished, date(2026, 3, 16), hour=8, event_at=event_at).isoformat() == expected


@pytest.mark.parametrize(
    ("day", "hour_utc"), [("2026-03-27", 7), ("2026-03-30", 6), ("2026-10-23", 6), ("2026-10-26", 7)]
)
def test_eight_in_paris_whatever_the_season(day, hour_utc):
    [stage] = stages((0,), date.fromisoformat(day))
    assert stage.due_at.astimezone(UTC).hour == hour_utc


@given(
    event=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    leads=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    since=st.integers(-70, 70),
)
def test_stages_leave_on_working_days_in_order_and_one_at_most_is_due(event, leads, since):
    found = stages(tuple(leads), event)
    assert all(is_working_day(stage.due_on) for stage in found)
    assert found == sorted(found, key=lambda stage: stage.due_at)
    assert all(stage.due_at <= stage.until for stage in found)
    now = paris_instant(event + timedelta(days=since), 12)
    index = rules.stage_due(found, now)
    passed = [stage for stage in found if stage.due_at <= now]
    assert (index is None) == (not passed)
    assert index is None or found[index] == passed[-1]
