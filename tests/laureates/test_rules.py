from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.accounts.models import Role
from aic_tracker.laureates import rules
from aic_tracker.laureates.models import MemberRole, SupportPeriod

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


def period(starts_on, term_on, ended_on=None, number=1):
    return SupportPeriod(number=number, starts_on=starts_on, term_on=term_on, ended_on=ended_on)


FIRST = period(date(2024, 9, 1), date(2025, 9, 1))
SECOND = period(date(2025, 9, 1), date(2026, 9, 1), number=2)
STOPPED = period(date(2025, 9, 1), date(2026, 9, 1), ended_on=date(2026, 1, 15), number=2)


@pytest.mark.parametrize(
    ("periods", "today", "expected"),
    [
        ([], date(2026, 3, 2), None),
        ([FIRST, SECOND], date(2024, 9, 1), FIRST),
        ([FIRST, SECOND], date(2025, 8, 31), FIRST),
        ([FIRST, SECOND], date(2025, 9, 1), SECOND),
        ([SECOND, FIRST], date(2025, 9, 1), SECOND),
        ([FIRST, SECOND], date(2027, 1, 1), SECOND),
        ([FIRST], date(2025, 9, 1), FIRST),
        ([FIRST, STOPPED], date(2026, 1, 15), STOPPED),
        ([FIRST, SECOND], date(2020, 1, 1), FIRST),
        ([SECOND, FIRST], date(2020, 1, 1), FIRST),
    ],
)
def test_the_current_period_covers_today_else_is_the_latest_started_else_the_first(periods, today, expected):
    assert rules.current_period(periods, today) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (FIRST, SECOND, False),
        (FIRST, FIRST, True),
        (FIRST, period(date(2025, 8, 31), date(2026, 8, 31)), True),
        (SECOND, period(date(2026, 1, 15), date(2027, 1, 15)), True),
        (STOPPED, period(date(2026, 1, 15), date(2027, 1, 15)), False),
    ],
)
def test_periods_that_touch_do_not_overlap(first, second, expected):
    assert rules.periods_overlap(first, second) is expected
    assert rules.periods_overlap(second, first) is expected


@given(DAYS, st.integers(1, 400), DAYS, st.integers(1, 400))
def test_two_periods_overlap_when_they_share_a_day(start, length, other_start, other_length):
    first = period(start, start + timedelta(days=length))
    second = period(other_start, other_start + timedelta(days=other_length))
    shared = any(second.covers(start + timedelta(days=n)) for n in range(length))
    assert rules.periods_overlap(first, second) is shared


@pytest.mark.parametrize(
    ("starts_on", "months", "term_on"),
    [
        (date(2025, 9, 1), 12, date(2026, 9, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 31), 2, date(2027, 3, 31)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
    ],
)
def test_the_term_is_counted_from_the_anchor(starts_on, months, term_on):
    assert rules.term_of(starts_on, months) == term_on


def test_screens_show_the_last_day_included():
    assert rules.last_day(date(2026, 9, 1)) == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("Vikidia", [], "vikidia"),
        ("Vikidia", ["vikidia"], "vikidia-2"),
        ("Vikidia", ["vikidia", "vikidia-2"], "vikidia-3"),
        ("Nouveau", [], "nouveau-2"),
        ("L’œil de l’été", [], "l-oeil-de-l-ete"),
        ("日本", [], "laureat"),
        ("!!!", ["laureat"], "laureat-2"),
    ],
)
def test_a_slug_is_plain_and_unique(name, taken, slug):
    assert rules.slug_of(name, taken) == slug


@given(st.text(), st.lists(st.sampled_from(["a", "a-2", "laureat"])))
def test_any_name_has_an_address(name, taken):
    slug = rules.slug_of(name, taken)
    assert slug not in taken
    assert slug != "nouveau"
    assert slug.isascii()
    assert all(part.isalnum() for part in slug.split("-"))
    assert len(slug) <= 120


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("732829320", True),
        ("552100554", True),
        ("732829321", False),
        ("73282932", False),
        ("7328293200", False),
        ("７３２８２９３２０", False),
        ("73282932a", False),
    ],
)
def test_a_siren_has_nine_digits_and_a_right_key(text, expected):
    assert rules.is_siren(text) is expected


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_seen(number, position, shift):
    start = f"{number:08d}"
    siren = next(start + str(key) for key in range(10) if rules.is_siren(start + str(key)))
    wrong = siren[:position] + str((int(siren[position]) + shift) % 10) + siren[position + 1 :]
    assert not rules.is_siren(wrong)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("W751234567", True), ("W9R1234567", True), ("751234567", False), ("W75123456", False), ("w751234567", False)],
)
def test_an_rna_number_begins_with_w(text, expected):
    assert rules.is_rna(text) is expected


def test_themes_are_split_and_said_once():
    assert rules.split_themes("Éducation, numérique ; education,, Numérique\nSanté") == [
        "Éducation",
        "numérique",
        "Santé",
    ]


@pytest.mark.parametrize(
    ("place", "roles"),
    [
        (MemberRole.LEAD_COACH, {Role.COACH}),
        (MemberRole.COACH, {Role.COACH}),
        (MemberRole.REFERENT, {Role.REFERENT}),
        (MemberRole.OBSERVER, {Role.REFERENT, Role.COACH, Role.DIRECTION}),
    ],
)
def test_places_match_account_roles(place, roles):
    assert {role for role in Role if rules.may_hold(role, place)} == roles
