"""When a mail is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from aic_tracker.mail.rules import MAX_ATTEMPTS, retry_at

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
