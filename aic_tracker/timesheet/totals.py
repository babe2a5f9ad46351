"""Time added up: what referents noted, and what experts gave. Quarter days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from aic_tracker import formats
from aic_tracker.expertise.queries.given import By, Key, Sums
from aic_tracker.folding import french_order


@dataclass(frozen=True)
class Total:
    """`noted` by referents, `given` by experts."""

    key: Key
    noted: int = 0
    given: int = 0

    @property
    def quarters(self) -> int:
        return self.noted + self.given

    @property
    def label(self) -> str:
        """A name, « mars 2026 », « 2026 »."""
        if isinstance(self.key, date):
            return formats.month_year(self.key)
        return self.key[1] if isinstance(self.key, tuple) else str(self.key)

    @property
    def slug(self) -> str | None:
        """Of a laureate; the identifier of a person."""
        return self.key[0] if isinstance(self.key, tuple) else None


def together(noted: Sums, given: Sums, *, at: int = 0) -> list[Total]:
    """One line a key, of those that stand at that place: names in French order, days from the latest."""
    found: dict[Key, list[int]] = {}
    for sort, sums in enumerate((noted, given)):
        for keys, quarters in sums:
            found.setdefault(keys[at], [0, 0])[sort] += quarters
    totals = [Total(key, *sums) for key, sums in found.items()]
    days: Any = [total for total in totals if total.slug is None]
    named = [total for total in totals if total.slug is not None]
    return [
        *sorted(named, key=lambda total: (french_order(total.label), total.slug)),
        *sorted(days, key=lambda total: total.key, reverse=True),
    ]


def overall(totals: Iterable[Total]) -> Total:
    known = list(totals)
    return Total(0, sum(one.noted for one in known), sum(one.given for one in known))


def of_year(sums: Sums, year: int | None) -> Sums:
    """Of sums by person and month, those of that year; None: all."""
    return [one for one in sums if year is None or _month(one).year == year]


def by_year(sums: Sums) -> Sums:
    """The same, by person and year."""
    return [((keys[0], _month((keys, quarters)).year), quarters) for keys, quarters in sums]


def years_of(*several: Sums) -> list[int]:
    """The years of these sums by person and month, the latest first."""
    return sorted({_month(one).year for sums in several for one in sums}, reverse=True)


def _month(one: tuple[tuple[Key, ...], int]) -> date:
    month = one[0][1]
    assert isinstance(month, date)
    return month


__all__ = ["By", "Total", "by_year", "of_year", "overall", "together", "years_of"]
