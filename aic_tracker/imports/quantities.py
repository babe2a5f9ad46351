"""Numbers, days, euros and percentages as people type them in a spreadsheet. Pure; see `cells`."""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from aic_tracker import inputs
from aic_tracker.formats import date_plain, decimal, money, quarters
from aic_tracker.imports.cells import Cell, Reading, absent, one_spaced, said

FRACTIONS = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75")}
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+")
_FRACTION = re.compile(r"(?:(\d+) ?)?([¼½¾])")
_PERCENT = re.compile(r"(.+?) ?%")
_DAYS = re.compile(r"(.+?) ?(?:j|jr|jrs|jours?)\.?", re.IGNORECASE)
_ONE_OR_A_THOUSAND = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_EUROS = re.compile(r"(.+?) ?(k|m)? ?(?:€|euros?|eur)?", re.IGNORECASE)
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?")
_MOST = Decimal(10) ** 9


def number(cell: Cell) -> Reading:
    """An exact decimal with four places at most."""
    if nothing := absent(cell):
        return nothing
    _refuse_calendar(cell, "un nombre", "0,25")
    if isinstance(cell, bool):
        raise ValueError(f"Indiquez un nombre : cette cellule contient « {said(cell)} ».")
    if isinstance(cell, int | float):
        return Reading(_bounded(_exact(cell)))
    typed = one_spaced(said(cell))
    if match := _FRACTION.fullmatch(typed):
        value = Decimal(match[1] or 0) + FRACTIONS[match[2]]
        return Reading(value, f"« {typed} » est lu comme {decimal(value)}.")
    if _PERCENT.fullmatch(typed):
        raise ValueError(f"Indiquez un nombre : « {typed} » est un pourcentage.")
    note = ""
    if _GROUPED.fullmatch(typed):
        typed, note = typed.replace(".", ""), f"« {typed} » : le point est lu comme un séparateur de milliers."
    return Reading(_typed(typed), note)


class Percent(Decimal):
    """What a text says with its sign: 150 for « 150 % »."""


def measure(cell: Cell) -> Reading:
    """A number, or a percentage typed as a text: its unit decides."""
    if isinstance(cell, str) and (match := _PERCENT.fullmatch(one_spaced(said(cell)))):
        return Reading(Percent(_typed(match[1])))
    return number(cell)


def _typed(text: str) -> Decimal:
    return inputs.read_decimal(text, least=-_MOST, most=_MOST, places=4)


def quarter_days(cell: Cell) -> Reading:
    """Days, counted by quarters."""
    if nothing := absent(cell):
        return nothing
    _refuse_calendar(cell, "un nombre de jours", "0,25")
    if isinstance(cell, str) and (match := _DAYS.fullmatch(one_spaced(cell))):
        cell = match[1]
    value = number(cell).value
    if value * 4 % 1:
        raise ValueError("Comptez par quarts de journée : 0,25, 0,5, 0,75 ou 1.")
    count = int(value * 4)
    note = f"Lu comme {quarters(count)}." if isinstance(cell, str) and _FRACTION.fullmatch(one_spaced(cell)) else ""
    return Reading(count, note)


def cents(cell: Cell) -> Reading:
    """Euros, in cents: « 1 234,50 € », « 80 k€ »."""
    if nothing := absent(cell):
        return nothing
    _refuse_calendar(cell, "un montant", "1 234,50")
    factor, note, typed = 1, "", said(cell)
    if isinstance(cell, str) and (match := _EUROS.fullmatch(one_spaced(cell))):
        factor = {"k": 1_000, "m": 1_000_000}.get((match[2] or "").lower(), 1)
        cell = match[1]
        if _ONE_OR_A_THOUSAND.fullmatch(match[1]):
            raise ValueError(f"« {match[1]} » peut se lire de deux façons : écrivez 1500 ou 1,50, sans point.")
    value = number(cell).value * factor * 100
    if value % 1:
        raise ValueError("Indiquez deux décimales au plus.")
    if factor > 1:
        note = f"« {one_spaced(typed)} » est lu comme {money(int(value))}."
    return Reading(int(value), note)


def _refuse_calendar(cell: Cell, what: str, example: str) -> None:
    """A date, an hour or a duration where a quantity is due."""
    if isinstance(cell, date):
        hint = f" (« {cell.day}/{cell.month} » tapé dans un tableur devient une date)"
        raise ValueError(f"Indiquez {what}, par exemple {example} : cette cellule est le {date_plain(cell)}{hint}.")
    if isinstance(cell, time | timedelta) or (isinstance(cell, str) and _DURATION.fullmatch(cell.strip())):
        raise ValueError(f"Indiquez {what}, par exemple {example} : cette cellule est une heure ou une durée.")


def _exact(cell: float) -> Decimal:
    """What the spreadsheet shows of a binary fraction: 15 digits, four places."""
    if cell != cell or cell in (float("inf"), float("-inf")):
        raise ValueError("Indiquez un nombre.")
    return round(Decimal(f"{cell:.15g}"), 4) if abs(cell) < 1e15 else Decimal(cell)


def _bounded(value: Decimal) -> Decimal:
    if abs(value) > _MOST:
        raise ValueError(f"Indiquez un nombre entre {-int(_MOST)} et {int(_MOST)}.")
    return value.normalize() if value else Decimal(0)
