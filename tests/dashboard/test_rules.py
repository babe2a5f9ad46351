"""Which laureates come first, and what is said of each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.calendar_fr import add_months
from aic_tracker.dashboard import rules
from aic_tracker.dashboard.rules import Facts, Matter

TODAY = date(2026, 3, 2)
CALM = Facts(
    name="Vikidia",
    is_active=True,
    starts_on=date(2025, 11, 3),
    term_on=date(2026, 11, 3),
    is_decided=False,
    next_point_on=date(2026, 3, 12),
    late_objectives=0,
    missing_times=0,
)


def matters(facts: Facts) -> list[Matter]:
    return [concern.matter for concern in rules.concerns(facts, TODAY)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"term_on": date(2026, 3, 2)}, [Matter.OVERDUE]),
        ({"term_on": date(2026, 3, 3)}, [Matter.RENEWAL]),
        ({"term_on": date(2026, 6, 2)}, [Matter.RENEWAL]),
        ({"term_on": date(2026, 6, 3)}, []),
        ({"term_on": date(2026, 3, 3), "is_decided": True}, []),
        ({"term_on": date(2026, 3, 2), "is_decided": True}, []),
        ({"next_point_on": None}, [Matter.NO_POINT]),
        ({"next_point_on": date(2026, 4, 2)}, []),
        ({"next_point_on": date(2026, 4, 3)}, [Matter.NO_POINT]),
        ({"starts_on": date(2026, 3, 3), "next_point_on": None}, []),
        ({"late_objectives": 2}, [Matter.LATE]),
        ({"missing_times": 1}, [Matter.MISSING_TIME]),
        ({"late_objectives": 1, "missing_times": 1}, [Matter.LATE, Matter.MISSING_TIME]),
        ({"late_objectives": 1, "next_point_on": None}, [Matter.NO_POINT, Matter.LATE]),
        ({"is_active": False, "late_objectives": 3, "next_point_on": None}, []),
        ({"starts_on": None, "term_on": None, "next_point_on": None}, []),
    ],
)  # fmt: skip
def test_what_asks_for_attention(change: dict[str, object], expected: list[Matter]) -> None:
    assert matters(replace(CALM, **change)) == expected  # type: ignore[arg-type]


def test_the_gravest_comes_first_and_the_rest_by_name() -> None:
    expected = [
        replace(CALM, name="Z échu", term_on=date(2026, 2, 2)),
        replace(CALM, name="A échu", term_on=date(2026, 3, 2)),
        replace(CALM, name="terme proche", term_on=date(2026, 4, 2), late_objectives=9),
        replace(CALM, name="sans point", next_point_on=None),
        replace(CALM, name="en retard", late_objectives=1),
        replace(CALM, name="temps manquant", missing_times=2),
        replace(CALM, name="Éclair"),
        replace(CALM, name="emporte"),
    ]
    shuffled = expected[1::2] + expected[::2]
    assert sorted(shuffled, key=lambda facts: rules.attention(facts, TODAY)) == expected


@pytest.mark.parametrize(
    ("term_on", "expected"),
    [
        (None, "—"),
        (date(2026, 3, 2), "échu depuis le 2\xa0mars 2026"),
        (date(2026, 3, 3), "aujourd’hui"),
        (date(2026, 3, 4), "demain"),
        (date(2026, 6, 2), "dans 91\xa0jours"),
        (date(2026, 6, 3), "dans 3\xa0mois"),
        (date(2027, 3, 2), "dans 11\xa0mois"),
        (date(2027, 3, 3), "dans 12\xa0mois"),
    ],
)
def test_the_term_is_told_from_today(term_on: date | None, expected: str) -> None:
    assert rules.term_text(term_on, TODAY) == expected


@given(first=st.dates(date(2000, 1, 1), date(2090, 1, 1)), days=st.integers(0, 2000))
def test_whole_months_are_those_that_fit(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    count = rules.whole_months(first, last)
    assert add_months(first, count) <= last < add_months(first, count + 1)


def test_the_twelve_months_end_with_the_present_one() -> None:
    months = rules.shown_months(TODAY)
    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 3, 1), 12)
    assert rules.last_month(date(2026, 1, 31)) == date(2025, 12, 1)
