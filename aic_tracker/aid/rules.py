"""The arithmetic of de minimis aid: what a rolling window holds, and whether one more aid fits. Pure; money in cents.

Regulations (EU) 2023/2831 (general) and 2023/2832 (SIEG), art. 3: a ceiling over any period of three years, counted day
to day, for all the organisations of one single undertaking. An aid that would pass it is refused whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aic_tracker.aid.models import Regime
from aic_tracker.calendar_fr import add_months
from aic_tracker.formats import date_short, money

CEILED = (Regime.GENERAL, Regime.SIEG)


@dataclass(frozen=True)
class Terms:
    """What the law sets: ceilings in cents by regime, length of the window, share at which to warn."""

    ceilings: Mapping[Regime, int]
    years: int
    warning_percent: int


@dataclass(frozen=True)
class Movement:
    """One aid of the ledger, or one tranche reserved. A cancelled one counts nowhere."""

    granted_on: date
    amount_cents: int
    regime: Regime
    label: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Step:
    """One line of the sum, with what it has reached."""

    label: str
    on: date | None
    amount_cents: int
    sum_cents: int


@dataclass(frozen=True)
class Assessment:
    """Whether `amount_cents` may be granted on `on`. `day`: the day whose window decides, `on` or a later grant's."""

    regime: Regime
    amount_cents: int
    on: date
    day: date
    starts_on: date
    counted: Sequence[Movement]
    reserved: Sequence[Movement]
    ceiling_cents: int
    first_possible_on: date | None

    @property
    def used_cents(self) -> int:
        return _sum(self.counted)

    @property
    def reserved_cents(self) -> int:
        return _sum(self.reserved)

    @property
    def total_cents(self) -> int:
        return self.used_cents + self.reserved_cents + self.amount_cents

    @property
    def left_cents(self) -> int:
        """What could still be granted; negative when declared aids have passed the ceiling."""
        return self.ceiling_cents - self.used_cents - self.reserved_cents

    @property
    def left_after_cents(self) -> int:
        return self.ceiling_cents - self.total_cents

    @property
    def is_possible(self) -> bool:
        return self.total_cents <= self.ceiling_cents

    def steps(self) -> list[Step]:
        """The sum, line by line: aids in the window, tranches reserved, then the amount asked, if any."""
        steps: list[Step] = []
        reached = 0
        for movement in self.counted:
            reached += movement.amount_cents
            steps.append(Step(movement.label, movement.granted_on, movement.amount_cents, reached))
        for movement in self.reserved:
            reached += movement.amount_cents
            steps.append(Step(f"{movement.label} (réservée)", None, movement.amount_cents, reached))
        if not self.amount_cents:
            return steps
        reached += self.amount_cents
        return [*steps, Step("Montant demandé", self.on, self.amount_cents, reached)]


def _sum(movements: Iterable[Movement]) -> int:
    return sum(movement.amount_cents for movement in movements)


def window_start(day: date, years: int) -> date:
    """First day of the window that ends on `day`, both included: 01/03/2027 → 01/03/2024."""
    return add_months(day, -12 * years)


def leaves_on(granted_on: date, years: int) -> date:
    """First day whose window no longer holds an aid: 29/02/2024 → 01/03/2027."""
    day = add_months(granted_on, 12 * years) + timedelta(days=1)
    # The window of a 29 February starts on a 28th: it holds that day once more.
    while window_start(day, years) <= granted_on:
        day += timedelta(days=1)
    return day


def counted_on(movements: Iterable[Movement], regime: Regime, day: date, years: int) -> list[Movement]:
    """What the window of `day` holds, by date."""
    first = window_start(day, years)
    held = (m for m in movements if m.regime.ceiling is regime and not m.is_cancelled and first <= m.granted_on <= day)
    return sorted(held, key=lambda m: m.granted_on)


def assess(
    movements: Sequence[Movement],
    *,
    regime: Regime,
    amount_cents: int,
    on: date,
    terms: Terms,
    reserved: Sequence[Movement] = (),
) -> Assessment:
    """Whether the whole amount may be granted on that day, with the sum and the first day on which it becomes possible.

    Later aids already in the ledger look back on this one: their windows must hold too. A reserved tranche may be
    granted any day, so it counts in every window.
    """
    held = [one for one in reserved if one.regime.ceiling is regime]
    answer = _assess_on(movements, regime, amount_cents, on, terms, held, None)
    first = on if answer.is_possible else None
    if first is None and amount_cents + _sum(held) <= terms.ceilings[regime]:
        exits = {
            leaves_on(m.granted_on, terms.years) for m in movements if m.regime.ceiling is regime and not m.is_cancelled
        }
        for day in sorted(exit_on for exit_on in exits if exit_on > on):
            if _assess_on(movements, regime, amount_cents, day, terms, held, None).is_possible:
                first = day
                break
    return _assess_on(movements, regime, amount_cents, on, terms, held, first)


def _assess_on(
    movements: Sequence[Movement],
    regime: Regime,
    amount_cents: int,
    on: date,
    terms: Terms,
    reserved: Sequence[Movement],
    first_possible_on: date | None,
) -> Assessment:
    """The heaviest of the windows that would hold the new aid; the day's own when they weigh the same."""
    later = {m.granted_on for m in movements if m.granted_on > on and window_start(m.granted_on, terms.years) <= on}
    windows = [(day, counted_on(movements, regime, day, terms.years)) for day in (on, *sorted(later))]
    day, counted = max(windows, key=lambda window: _sum(window[1]))
    return Assessment(
        regime=regime,
        amount_cents=amount_cents,
        on=on,
        day=day,
        starts_on=window_start(day, terms.years),
        counted=counted,
        reserved=reserved,
        ceiling_cents=terms.ceilings[regime],
        first_possible_on=first_possible_on,
    )


def heaviest(movements: Sequence[Movement], regime: Regime, on: date, terms: Terms) -> Assessment:
    """The fullest window of what is already granted, whichever its day: what a change of base must keep within."""
    days = {m.granted_on for m in movements if m.regime.ceiling is regime and not m.is_cancelled}
    windows = [(day, counted_on(movements, regime, day, terms.years)) for day in (on, *sorted(days - {on}))]
    day, counted = max(windows, key=lambda window: _sum(window[1]))
    return Assessment(
        regime=regime,
        amount_cents=0,
        on=on,
        day=day,
        starts_on=window_start(day, terms.years),
        counted=counted,
        reserved=(),
        ceiling_cents=terms.ceilings[regime],
        first_possible_on=None,
    )


def sum_of_base(assessment: Assessment) -> str:
    """What a window holds, in words: « 320 000,00 € du 02/03/2023 au 02/03/2026, pour un plafond de 300 000,00 € »."""
    return (
        f"{money(assessment.used_cents)} du {date_short(assessment.starts_on)} au {date_short(assessment.day)}, "
        f"pour un plafond de {money(assessment.ceiling_cents)}"
    )


def refusal(assessment: Assessment) -> str:
    """Why the whole aid is refused, in one sentence for a form."""
    sentence = (
        f"Le plafond serait dépassé : {money(assessment.used_cents)} déjà accordés depuis le "
        f"{date_short(assessment.starts_on)}, plus {money(assessment.amount_cents)}, font "
        f"{money(assessment.total_cents)} pour un plafond de {money(assessment.ceiling_cents)}."
    )
    if assessment.first_possible_on is None:
        return f"{sentence} Aucune date ne rend cette aide possible."
    return f"{sentence} Cette aide devient possible le {date_short(assessment.first_possible_on)}."


@dataclass(frozen=True)
class Balance:
    """Where one regime stands on a day. `share` is of the ceiling, reserved tranches left out."""

    regime: Regime
    day: date
    starts_on: date
    used_cents: int
    reserved_cents: int
    ceiling_cents: int
    is_near: bool

    @property
    def left_cents(self) -> int:
        return self.ceiling_cents - self.used_cents

    @property
    def excess_cents(self) -> int:
        return max(-self.left_cents, 0)

    @property
    def left_after_reserved_cents(self) -> int:
        return self.left_cents - self.reserved_cents

    @property
    def share(self) -> float:
        return min(self.used_cents / self.ceiling_cents, 1)


def balance(
    movements: Sequence[Movement], regime: Regime, day: date, terms: Terms, reserved: Sequence[Movement] = ()
) -> Balance:
    used = _sum(counted_on(movements, regime, day, terms.years))
    ceiling = terms.ceilings[regime]
    return Balance(
        regime=regime,
        day=day,
        starts_on=window_start(day, terms.years),
        used_cents=used,
        reserved_cents=_sum(one for one in reserved if one.regime.ceiling is regime),
        ceiling_cents=ceiling,
        is_near=used * 100 >= ceiling * terms.warning_percent,
    )


@dataclass(frozen=True)
class Change:
    """A day on which the window's sum changes: what came in, what went out, what it holds then."""

    on: date
    granted_cents: int
    left_cents: int
    used_cents: int


def changes(movements: Sequence[Movement], regime: Regime, years: int) -> list[Change]:
    """The sum over time, from the first aid to the day when the last has left the window."""
    counting = [m for m in movements if m.regime.ceiling is regime and not m.is_cancelled]
    days: dict[date, tuple[int, int]] = {}
    for movement in counting:
        granted, left = days.get(movement.granted_on, (0, 0))
        days[movement.granted_on] = (granted + movement.amount_cents, left)
        exit_on = leaves_on(movement.granted_on, years)
        granted, left = days.get(exit_on, (0, 0))
        days[exit_on] = (granted, left + movement.amount_cents)
    return [Change(day, *days[day], _sum(counted_on(counting, regime, day, years))) for day in sorted(days)]
