"""The days of a series of points, and what past points tell of theirs."""

from datetime import date, timedelta

import pytest

from aic_tracker.calendar_fr import is_working_day
from aic_tracker.checkpoints import recurrences
from aic_tracker.checkpoints.recurrences import LAST, Pace, Recurrence
from aic_tracker.territories import Territory

END = date(2026, 12, 31)


def days(recurrence: Recurrence, first: date, count: int, until: date = END, **where) -> list[str]:
    return [day.isoformat()[5:] for day in recurrences.days_of(recurrence, first, count, until, **where)]


def test_every_two_weeks() -> None:
    assert days(Recurrence(Pace.FORTNIGHTLY), date(2026, 3, 10), 4) == ["03-10", "03-24", "04-07", "04-21"]


def test_the_same_date_each_month_clipped_to_its_end() -> None:
    assert days(Recurrence(Pace.SAME_DATE, day_number=31), date(2026, 3, 31), 3) == ["03-31", "04-30", "06-01"]


def test_the_first_tuesday_of_the_month() -> None:
    first = Recurrence(Pace.SAME_WEEKDAY, rank=1, weekday=1)
    assert days(first, date(2026, 3, 2), 4) == ["03-03", "04-07", "05-05", "06-02"]
    assert days(first, date(2026, 3, 4), 1) == ["04-07"]
    assert first.said == "le premier mardi du mois"


def test_the_last_friday_of_the_month_a_closed_one_giving_way() -> None:
    last = Recurrence(Pace.SAME_WEEKDAY, rank=LAST, weekday=4)
    assert days(last, date(2026, 3, 2), 3) == ["03-27", "04-24", "05-29"]
    assert days(last, date(2026, 12, 1), 1, date(2027, 2, 1)) == ["12-28"]


def test_a_closed_day_gives_way_there_where_it_is_closed() -> None:
    abolition = Recurrence(Pace.SAME_DATE, day_number=22)
    assert days(abolition, date(2026, 5, 1), 1) == ["05-22"]
    assert days(abolition, date(2026, 5, 1), 1, territory=Territory.MARTINIQUE) == ["05-26"]


def test_the_end_is_not_passed() -> None:
    assert days(Recurrence(Pace.SAME_DATE, day_number=30), date(2026, 5, 1), 5, date(2026, 6, 1)) == ["05-29"]
    assert days(Recurrence(Pace.FORTNIGHTLY), date(2026, 5, 4), 9, date(2026, 6, 1)) == ["05-04", "05-18"]


@pytest.mark.parametrize("pace", list(Pace))
def test_every_day_is_worked_and_different(pace: Pace) -> None:
    for start in range(400):
        first = date(2025, 9, 1) + timedelta(days=start)
        found = recurrences.days_of(recurrences.of(pace, first), first, 12, first + timedelta(days=365))
        assert len(set(found)) == len(found) >= 11
        assert all(is_working_day(day) for day in found)
        assert found == sorted(found)


@pytest.mark.parametrize(
    ("past", "said", "following"),
    [
        (["2026-01-06", "2026-02-03", "2026-03-03"], "le premier mardi du mois", "2026-04-07"),
        (["2026-01-12", "2026-02-12", "2026-03-12"], "le 12 de chaque mois", "2026-04-13"),
        (["2026-02-10", "2026-02-24", "2026-03-10"], "toutes les deux semaines", "2026-03-24"),
        # The first of November gave way to a Monday: it is still the first of the month.
        (["2025-10-01", "2025-11-03", "2025-12-01", "2026-01-02"], "le 1er de chaque mois", "2026-02-02"),
    ],
)
def test_what_is_usual_is_read_in_past_points(past: list[str], said: str, following: str) -> None:
    known = [date.fromisoformat(day) for day in past]
    found = recurrences.usual(known)
    assert found is not None
    assert found.said == recurrences.told(known) == said
    assert recurrences.next_day(known, known[-1], known[-1], END) == date.fromisoformat(following)


@pytest.mark.parametrize(
    "past",
    [
        ["2026-01-30", "2026-03-13"],
        ["2026-01-12", "2026-02-17", "2026-03-25", "2026-04-06"],
        ["2026-01-12", "2026-02-12", "2026-03-25", "2026-04-06", "2026-05-20"],
        ["2026-03-02", "2026-03-05"],
        ["2026-03-02", "2026-03-09", "2026-03-16"],
    ],
)
def test_nothing_is_said_usual_that_most_points_do_not_show(past: list[str]) -> None:
    assert recurrences.told([date.fromisoformat(day) for day in past]) == ""


def test_after_points_whose_days_differ_the_next_one_is_a_month_after_the_last() -> None:
    past = [date(2026, 1, 30), date(2026, 3, 12)]
    assert recurrences.next_day(past, past[-1], past[-1], END) == date(2026, 4, 13)


def test_after_one_point_the_next_one_is_a_month_later() -> None:
    only = date(2026, 3, 12)
    assert recurrences.usual([only]) is None
    assert recurrences.next_day([only], only, only, END) == date(2026, 4, 13)


def test_past_the_end_nothing_is_proposed() -> None:
    assert recurrences.next_day([date(2026, 3, 12)], date(2026, 3, 12), date(2026, 3, 13), date(2026, 4, 1)) is None


def test_what_was_not_planned_in_time_is_proposed_from_today_on() -> None:
    fortnightly = [date(2026, 1, 13), date(2026, 1, 27)]
    assert recurrences.next_day(fortnightly, fortnightly[-1], date(2026, 3, 3), END) == date(2026, 3, 10)
    monthly = [date(2025, 12, 12), date(2026, 1, 12)]
    assert recurrences.next_day(monthly, monthly[-1], date(2026, 3, 13), END) == date(2026, 4, 13)
