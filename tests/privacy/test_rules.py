"""From which day an account's time is counted, and what an account waits for."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.privacy import rules
from aic_tracker.privacy.rules import Stay, Step

TODAY = date(2026, 3, 2)
DAYS = (60, 15)


def basis(*stays, seen=(date(2023, 1, 1),), is_working=False):
    return rules.last_day_of_use(seen=seen, stays=stays, is_working=is_working, today=TODAY)


def step(since, *warned, today=TODAY):
    sent = [*warned, *[None] * (2 - len(warned))]
    return rules.next_step(since, sent, months=24, warning_days=DAYS, today=today)


def test_nothing_counts_while_a_project_goes_on():
    assert basis(Stay(None, date(2026, 9, 1))) is None
    assert basis(Stay(date(2025, 1, 1), date(2025, 9, 1)), Stay(None, date(2026, 3, 3))) is None
    assert basis(is_working=True) is None


def test_the_latest_of_periods_and_sign_ins_counts():
    assert basis(Stay(None, date(2025, 9, 1))) == date(2025, 9, 1)
    assert basis(Stay(date(2025, 1, 1), date(2026, 9, 1))) == date(2025, 1, 1)
    assert basis(Stay(None, date(2024, 9, 1)), seen=[date(2023, 1, 1), date(2025, 12, 24), None]) == date(2025, 12, 24)


def test_an_account_without_any_period_counts_from_its_last_sign_in_or_its_closing():
    assert basis() == date(2023, 1, 1)
    assert basis(seen=[date(2023, 1, 1), None, date(2024, 5, 5)]) == date(2024, 5, 5)
    assert basis(Stay(None, None)) == date(2023, 1, 1)


def test_the_last_day_of_a_period_is_not_yet_after_it():
    assert basis(Stay(None, TODAY + timedelta(days=1))) is None
    assert basis(Stay(None, TODAY)) == TODAY


def test_two_warnings_go_before_the_erasure():
    since = date(2024, 5, 1)
    assert step(since) == Step(0, TODAY, date(2026, 5, 1))
    assert step(since, today=date(2026, 3, 1)) == Step(0, date(2026, 3, 2), date(2026, 5, 1))
    assert step(since, date(2026, 3, 2)) == Step(1, date(2026, 4, 16), date(2026, 5, 1))
    assert step(since, date(2026, 3, 2), date(2026, 4, 16)) == Step(None, date(2026, 5, 1), date(2026, 5, 1))


def test_a_late_warning_puts_the_erasure_off():
    old = date(2015, 1, 1)
    assert step(old) == Step(0, TODAY, TODAY + timedelta(days=60))
    assert step(old, TODAY) == Step(1, TODAY + timedelta(days=45), TODAY + timedelta(days=60))
    late = TODAY + timedelta(days=100)
    assert step(old, TODAY, today=late) == Step(1, late, late + timedelta(days=15))
    assert step(old, TODAY, late, today=late).on == late + timedelta(days=15)


@given(
    since=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    wait=st.integers(0, 900),
)
def test_nobody_is_erased_less_than_promised_after_a_warning(since, first, wait):
    second = first + timedelta(days=wait)
    erased = step(since, first, second, today=second)
    assert erased.warning is None
    assert erased.erase_on >= max(first + timedelta(days=60), second + timedelta(days=15))


def test_a_name_is_replaced_where_it_stands_whole():
    said = {"a": ["Éva Roux", {"b": "vu par Éva Roux."}], "c": 3, "d": "Éva Rouxel", "e": None}
    expected = {"a": ["X", {"b": "vu par X."}], "c": 3, "d": "Éva Rouxel", "e": None}
    assert rules.replaced(said, ["Éva Roux"], "X") == expected


def test_a_person_is_found_by_name_family_name_or_address_whatever_the_accents():
    for text in ("Merci ROSALIE QUEMENEUR", "vu avec Mme Quéméneur", "rosalie.quemeneur@example.org", "quemeneur"):
        assert rules.names_somebody(text, "Rosalie Quéméneur", "rosalie.quemeneur@example.org")
    for text in ("Rosalie", "Quéméneuret", "autre@example.org"):
        assert not rules.names_somebody(text, "Rosalie Quéméneur", "rosalie.quemeneur@example.org")
    assert not rules.names_somebody("Le, la", "Anh Le", "a@example.org")


def test_small_counts_are_not_published():
    assert [rules.published_count(n) for n in (0, 1, 4, 5, 120)] == [0, None, None, 5, 120]
