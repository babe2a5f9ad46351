"""When a mail is tried again, and which clock is believed."""

from datetime import UTC, datetime, timedelta

import pytest

from aic_tracker.mail.rules import LONGEST_OUTAGE, MAX_ATTEMPTS, clock_leapt, clock_went_back, retry_at

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 60), (74, 60)])
def test_waits_grow_then_stay_at_one_hour(attempts, minutes):
    assert retry_at(attempts, NOW, 0.5) == NOW + timedelta(minutes=minutes)


def test_trials_last_seventy_two_hours():
    waits = [retry_at(attempts, NOW, 0.5) - NOW for attempts in range(1, MAX_ATTEMPTS)]
    assert timedelta(hours=70) < sum(waits, timedelta()) < timedelta(hours=72)
    assert retry_at(MAX_ATTEMPTS, NOW, 0.5) is None


def test_waits_are_spread_by_ten_percent():
    assert retry_at(5, NOW, 0) == NOW + timedelta(minutes=54)
    assert retry_at(5, NOW, 0.999) < NOW + timedelta(minutes=66)


@pytest.mark.parametrize(("minutes", "expected"), [(-60, False), (0, False), (5, False), (6, True)])
def test_a_clock_going_back_by_more_than_five_minutes_is_noticed(minutes, expected):
    assert clock_went_back(NOW, NOW + timedelta(minutes=minutes)) is expected
    assert not clock_went_back(NOW, None)


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (timedelta(days=-9), False),
        (timedelta(days=21), False),
        (LONGEST_OUTAGE, False),
        (LONGEST_OUTAGE + timedelta(seconds=1), True),
        (timedelta(days=3 * 365), True),
    ],
)
def test_a_clock_further_ahead_than_an_outage_explains_is_noticed(ahead, expected):
    assert clock_leapt(NOW + ahead, NOW) is expected
    assert not clock_leapt(NOW, None)
