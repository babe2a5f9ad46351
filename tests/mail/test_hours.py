"""When mails that nobody waits for may leave: working days, from eight to eight in Paris."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aic_tracker import config
from aic_tracker.calendar_fr import PARIS
from aic_tracker.mail import hours

pytestmark = pytest.mark.usefixtures("app")


def paris(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-03-02T08:00", "2026-03-02T08:00"),
        ("2026-03-02T19:59", "2026-03-02T19:59"),
        ("2026-03-02T20:00", "2026-03-03T08:00"),
        ("2026-03-02T00:05", "2026-03-02T08:00"),
        ("2026-03-06T21:00", "2026-03-09T08:00"),  # a Friday evening
        ("2026-03-07T10:00", "2026-03-09T08:00"),
        ("2026-12-25T10:00", "2026-12-28T08:00"),
        ("2027-01-01T00:00", "2027-01-04T08:00"),
        ("2026-03-28T10:00", "2026-03-30T08:00"),  # over the change of hour
    ],
)
def test_what_is_late_waits_for_the_next_working_morning(now: str, opening: str) -> None:
    assert hours.opening(paris(now)).timestamp() == paris(opening).timestamp()


def test_the_hour_follows_the_settings() -> None:
    reminders = replace(config.current().reminders, hour=14)
    config.use(replace(config.current(), reminders=reminders))
    assert hours.opening(paris("2026-03-02T09:00")) == paris("2026-03-02T14:00")
    assert hours.are_open(paris("2026-03-02T23:30"))


def test_the_demonstration_sends_nothing_and_shows_it_at_any_hour() -> None:
    config.use(replace(config.current(), demo=True))
    night = paris("2026-03-07T03:00")
    assert hours.opening(night) == night


def test_every_moment_has_an_opening_within_five_days() -> None:
    start = paris("2026-01-01T00:00")
    for half_hours in range(0, 365 * 48, 7):
        now = start + timedelta(minutes=30 * half_hours)
        assert now <= hours.opening(now) <= now + timedelta(days=5)
        assert hours.are_open(hours.opening(now))
