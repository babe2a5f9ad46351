"""Where a project lives: the days closed there by the Labour code, and its hour beside that of Paris."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aic_tracker import formats
from aic_tracker.calendar_fr import is_working_day, next_working_day, previous_working_day, reminder_day
from aic_tracker.territories import Territory

T = Territory


def closed(territory: Territory, year: int) -> set[date]:
    """Weekdays that are worked on the mainland and closed there."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return {day for day in days if is_working_day(day) and not is_working_day(day, territory)}


@pytest.mark.parametrize(
    ("territory", "days"),
    [
        (T.MAINLAND, []),
        (T.ALSACE_MOSELLE, [date(2025, 4, 18), date(2025, 12, 26)]),
        (T.GUADELOUPE, [date(2025, 5, 27)]),
        (T.GUYANE, [date(2025, 6, 10)]),
        (T.MARTINIQUE, [date(2025, 5, 22)]),
        (T.MAYOTTE, []),  # 27 April 2025 is a Sunday
        (T.REUNION, []),  # 20 December 2025 is a Saturday
    ],
)
def test_each_territory_closes_on_the_days_of_the_code_alone(territory: Territory, days: list[date]) -> None:
    """Art. L3134-13 and L3422-2: neither Good Friday in Guadeloupe nor 21 July, which custom gives."""
    assert closed(territory, 2025) == set(days)


def test_no_day_of_the_mainland_is_worked_elsewhere() -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(365 * 8)]
    assert [d for d in days for t in Territory if is_working_day(d, t) and not is_working_day(d)] == []


def test_days_are_sought_where_the_project_lives() -> None:
    friday = date(2026, 4, 3)  # Good Friday
    assert next_working_day(friday, T.ALSACE_MOSELLE) == date(2026, 4, 7)
    assert previous_working_day(friday, T.ALSACE_MOSELLE) == date(2026, 4, 2)
    assert reminder_day(friday, friday, T.ALSACE_MOSELLE) == date(2026, 4, 2)
    assert next_working_day(friday) == friday


@pytest.mark.parametrize(
    ("territory", "instant", "said"),
    [
        (T.MAINLAND, datetime(2026, 3, 12, 13, tzinfo=UTC), "14 h (heure de Paris)"),
        (T.ALSACE_MOSELLE, datetime(2026, 7, 9, 12, tzinfo=UTC), "14 h (heure de Paris)"),
        (T.REUNION, datetime(2026, 3, 12, 13, tzinfo=UTC), "14 h (heure de Paris ; 17 h à La Réunion)"),
        (T.REUNION, datetime(2026, 7, 9, 12, tzinfo=UTC), "14 h (heure de Paris ; 16 h à La Réunion)"),
        (T.MAYOTTE, datetime(2026, 7, 9, 12, 30, tzinfo=UTC), "14 h 30 (heure de Paris ; 15 h 30 à Mayotte)"),
        (T.GUYANE, datetime(2026, 1, 9, 13, tzinfo=UTC), "14 h (heure de Paris ; 10 h en Guyane)"),
        (T.MARTINIQUE, datetime(2026, 7, 9, 0, tzinfo=UTC), "2 h (heure de Paris ; la veille à 20 h en Martinique)"),
        (T.REUNION, datetime(2026, 1, 9, 21, tzinfo=UTC), "22 h (heure de Paris ; le lendemain à 1 h à La Réunion)"),
    ],
)
def test_an_appointment_says_whose_hour_it_is(territory: Territory, instant: datetime, said: str) -> None:
    text = formats.appointment(instant, territory).replace(formats.NBSP, " ")
    assert text.endswith(f" à {said}")
    assert "à Paris" not in formats.hour_there(instant, T.MAINLAND)
    assert formats.hour_there(instant, T.GUYANE).endswith(" à Paris")


def test_a_sentence_begins_with_a_capital_and_keeps_the_others() -> None:
    assert formats.sentence("jeudi 12 mars (heure de Paris)") == "Jeudi 12 mars (heure de Paris)"
    assert formats.sentence("") == ""
