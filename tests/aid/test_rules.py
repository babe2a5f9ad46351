"""The ledger's arithmetic, against named cases and an oracle that looks at every day."""

import os
from bisect import bisect_left
from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from aic_tracker.aid import register as register_rules
from aic_tracker.aid import rules
from aic_tracker.aid.models import AidSource, Regime
from aic_tracker.aid.rules import Movement

TERMS = rules.Terms({Regime.GENERAL: 300_000_00, Regime.SIEG: 750_000_00}, years=3, warning_percent=80)
TODAY = date(2026, 3, 2)
HISTORIES = int(os.environ.get("AID_HISTORIES", "2000"))


def general(on, cents, **values):
    return Movement(on, cents, Regime.GENERAL, **values)


def ask(movements, cents, on=TODAY, regime=Regime.GENERAL, reserved=()):
    return rules.assess(movements, regime=regime, amount_cents=cents, on=on, terms=TERMS, reserved=reserved)


@pytest.mark.parametrize(("cents", "possible"), [(1, True), (2, False)])
def test_the_ceiling_is_reached_to_the_cent_and_not_passed(cents, possible):
    assert ask([general(date(2025, 1, 1), 299_999_99)], cents).is_possible is possible


@pytest.mark.parametrize(
    ("granted_on", "leaves_on"),
    [
        (date(2024, 2, 29), date(2027, 3, 1)),
        (date(2024, 2, 28), date(2027, 3, 1)),
        (date(2025, 2, 28), date(2028, 3, 1)),
        (date(2025, 3, 1), date(2028, 3, 2)),
        (date(2023, 12, 31), date(2027, 1, 1)),
        (date(2024, 1, 15), date(2027, 1, 16)),
    ],
)
def test_an_aid_leaves_the_window_three_years_later_day_to_day(granted_on, leaves_on):
    assert rules.leaves_on(granted_on, 3) == leaves_on
    full = [general(granted_on, 300_000_00)]
    assert not ask(full, 1, on=leaves_on - timedelta(days=1)).is_possible
    assert ask(full, 1, on=leaves_on).is_possible
    assert ask(full, 1, on=granted_on).first_possible_on == leaves_on


def test_the_sum_is_said_line_by_line():
    answer = ask([general(date(2025, 5, 1), 200_00, label="Ville"), general(date(2024, 5, 1), 100_00)], 50_00)
    assert [(step.label, step.amount_cents, step.sum_cents) for step in answer.steps()] == [
        ("", 100_00, 100_00),
        ("Ville", 200_00, 300_00),
        ("Montant demandé", 50_00, 350_00),
    ]
    assert answer.first_possible_on == TODAY
    assert answer.left_after_cents == 299_650_00


def test_a_cancelled_aid_frees_the_ceiling():
    assert not ask([general(date(2025, 1, 1), 300_000_00)], 1).is_possible
    assert ask([general(date(2025, 1, 1), 300_000_00, is_cancelled=True)], 1).is_possible


def test_each_regime_has_its_own_ceiling():
    history = [general(date(2025, 1, 1), 300_000_00), Movement(date(2025, 1, 1), 700_000_00, Regime.SIEG)]
    assert not ask(history, 1).is_possible
    assert ask(history, 50_000_00, regime=Regime.SIEG).is_possible
    assert not ask(history, 50_000_01, regime=Regime.SIEG).is_possible


@pytest.mark.parametrize("regime", [Regime.NOT_AID, Regime.EXEMPTED])
def test_what_is_no_de_minimis_aid_counts_nowhere(regime):
    assert ask([Movement(date(2025, 1, 1), 900_000_00, regime)], 300_000_00).is_possible


@pytest.mark.parametrize("regime", [Regime.OTHER_DE_MINIMIS, Regime.UNSPECIFIED])
def test_agriculture_fishery_and_what_nobody_specified_count_with_general_aid(regime):
    """Regulation (EU) 2023/2831, art. 5(2): cumulated up to the general ceiling."""
    history = [Movement(date(2025, 1, 1), 20_000_00, regime), general(date(2025, 1, 1), 270_000_00)]
    assert ask(history, 10_000_00).is_possible
    assert not ask(history, 10_000_01).is_possible
    assert ask(history, 750_000_00, regime=Regime.SIEG).is_possible


def test_a_reserved_tranche_counts_in_every_window():
    reserved = [general(date(2027, 1, 1), 60_000_00, label="Seconde tranche")]
    answer = ask([], 250_000_00, reserved=reserved)
    assert not answer.is_possible
    assert answer.first_possible_on is None
    assert answer.reserved_cents == 60_000_00
    assert ask([], 240_000_00, reserved=reserved).is_possible


def test_an_aid_entered_late_may_not_push_a_later_window_over():
    answer = ask([general(date(2025, 6, 1), 200_000_00), general(date(2026, 6, 1), 90_000_00)], 20_000_00)
    assert not answer.is_possible
    assert answer.day == date(2026, 6, 1)


def test_more_than_the_ceiling_is_never_possible():
    answer = ask([], 300_000_01)
    assert (answer.is_possible, answer.first_possible_on) == (False, None)
    assert "Aucune date" in rules.refusal(answer)


def test_a_refusal_says_the_sum_and_the_day():
    message = rules.refusal(ask([general(date(2024, 2, 29), 299_999_99)], 2)).replace("\xa0", " ")
    assert "font 300 000,01" in message
    assert "01/03/2027" in message


@pytest.mark.parametrize(("cents", "is_near"), [(239_999_99, False), (240_000_00, True), (300_000_01, True)])
def test_the_warning_comes_at_its_share_of_the_ceiling(cents, is_near):
    assert rules.balance([general(TODAY, cents)], Regime.GENERAL, TODAY, TERMS).is_near is is_near


def test_a_balance_tells_what_is_left_with_and_without_the_reserved_tranches():
    held = rules.balance([general(TODAY, 100_00)], Regime.GENERAL, TODAY, TERMS, [general(TODAY, 50_00)])
    assert (held.left_cents, held.left_after_reserved_cents) == (299_900_00, 299_850_00)


def test_the_changes_tell_what_comes_in_and_what_goes_out():
    found = rules.changes([general(date(2024, 2, 29), 10), general(date(2025, 1, 1), 5)], Regime.GENERAL, 3)
    assert [(c.on, c.granted_cents, c.left_cents, c.used_cents) for c in found] == [
        (date(2024, 2, 29), 10, 0, 10),
        (date(2025, 1, 1), 5, 0, 15),
        (date(2027, 3, 1), 0, 10, 5),
        (date(2028, 1, 2), 0, 5, 0),
    ]


@pytest.mark.parametrize(
    ("regime", "source", "on", "cancelled", "expected"),
    [
        (Regime.GENERAL, AidSource.GRANT, date(2026, 1, 1), False, True),
        (Regime.SIEG, AidSource.ASSIGNMENT, date(2026, 1, 1), False, True),
        (Regime.GENERAL, AidSource.GRANT, date(2025, 12, 31), False, False),
        (Regime.GENERAL, AidSource.DECLARED, date(2026, 1, 1), False, False),
        (Regime.NOT_AID, AidSource.GRANT, date(2026, 1, 1), False, False),
        (Regime.GENERAL, AidSource.GRANT, date(2026, 1, 1), True, False),
    ],
)
def test_the_register_holds_the_programmes_own_aids_since_2026(regime, source, on, cancelled, expected):
    assert register_rules.must_be_registered(regime, source, on, is_cancelled=cancelled) is expected


def test_the_register_counts_working_days():
    limit = register_rules.register_by(date(2026, 4, 30), 20)
    assert limit == date(2026, 6, 3)  # 1, 8, 14 and 25 May 2026 are public holidays
    assert register_rules.working_days_left(date(2026, 4, 30), limit) == 20
    assert register_rules.working_days_left(date(2026, 6, 3), limit) == 0
    assert register_rules.working_days_left(date(2026, 6, 5), limit) == -2
    assert register_rules.kept_until(date(2026, 4, 30), 10) == date(2036, 4, 30)


# The oracle: no cleverness, every day of the years around, a window told by its calendar.


@cache
def three_years_before(day):
    try:
        return day.replace(year=day.year - 3)
    except ValueError:
        return date(day.year - 3, 2, 28)


def brute_force_possible(movements, cents, on, regime, reserved):
    """Look at each day on which the new aid would still be in a window, and add everything up."""
    held_back = sum(m.amount_cents for m in reserved if m.regime == regime)
    day = on
    while three_years_before(day) <= on:
        inside = [
            m.amount_cents
            for m in movements
            if m.regime == regime and not m.is_cancelled and three_years_before(day) <= m.granted_on <= day
        ]
        if sum(inside) + cents + held_back > TERMS.ceilings[regime]:
            return False
        day += timedelta(days=1)
    return True


def brute_force_first(movements, cents, on, regime, reserved, horizon):
    """The first day, one after the other: each aid is added to every day that looks back on it."""
    room = TERMS.ceilings[regime] - cents - sum(m.amount_cents for m in reserved if m.regime == regime)
    if room < 0:
        return None
    sums: Counter[date] = Counter()
    for m in movements:
        if m.regime == regime and not m.is_cancelled:
            day = m.granted_on
            while three_years_before(day) <= m.granted_on:
                sums[day] += m.amount_cents
                day += timedelta(days=1)
    heavy = sorted(day for day, total in sums.items() if total > room)
    day = on
    while day <= horizon:
        after = bisect_left(heavy, day)
        if after == len(heavy) or three_years_before(heavy[after]) > day:
            return day
        day += timedelta(days=1)
    return None


def random_history(dice):
    regimes = [Regime.GENERAL, Regime.GENERAL, Regime.GENERAL, Regime.SIEG, Regime.NOT_AID, Regime.EXEMPTED]
    leap_days = [date(2024, 2, 29), date(2028, 2, 29), date(2025, 2, 28), date(2027, 2, 28), date(2027, 3, 1)]

    def a_day():
        if dice.random() < 0.2:
            return dice.choice(leap_days)
        return date(2023, 1, 1) + timedelta(days=dice.randrange(1900))

    def cents():
        return dice.choice([1, 2, 60_000_00, 80_000_00, 299_999_99, 300_000_00, dice.randrange(1, 260_000_00)])

    movements = [
        Movement(a_day(), cents(), dice.choice(regimes), is_cancelled=dice.random() < 0.1)
        for _ in range(dice.randrange(7))
    ]
    reserved = [Movement(a_day(), 60_000_00, dice.choice(regimes)) for _ in range(dice.choice([0, 0, 0, 1, 2]))]
    return movements, reserved, cents(), a_day(), dice.choice([Regime.GENERAL, Regime.GENERAL, Regime.SIEG])


def test_random_histories_agree_with_the_oracle_that_looks_at_every_day():
    dice = Random("de minimis")
    answers = {True: 0, False: 0}
    for number in range(HISTORIES):
        movements, reserved, cents, on, regime = random_history(dice)
        answer = ask(movements, cents, on=on, regime=regime, reserved=reserved)
        told = f"history {number}: {movements} {reserved} {cents} {on} {regime}"
        horizon = max([on, *(m.granted_on for m in movements)]) + timedelta(days=1100)
        first = brute_force_first(movements, cents, on, regime, reserved, horizon)
        assert answer.first_possible_on == first, told
        assert answer.is_possible is (first == on), told
        if number % 20 == 0:
            assert answer.is_possible is brute_force_possible(movements, cents, on, regime, reserved), told
        answers[answer.is_possible] += 1
    assert min(answers.values()) > HISTORIES // 5
