"""Dates in French words, as people type them: « 1er mars 2026 », « févr-26 », « 03/2026 », « T2 2026 ». Pure."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from aic_tracker import inputs
from aic_tracker.folding import letters, searchable
from aic_tracker.formats import MONTHS

# Of a cell whose number is shown without a format: 6/7/2009 to 5/4/2064. Below, a year or a count would pass for one.
FIRST_SERIAL, LAST_SERIAL = 40_000, 60_000
SERIAL_ZERO = date(1899, 12, 30)


class Found(NamedTuple):
    """`is_understood`: a day was chosen that is not written (the first of a month, the last of a quarter)."""

    day: date
    is_understood: bool = False


_NAMES = {searchable(name): number for number, name in enumerate(MONTHS, start=1)}
_SHORT = {"janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "juill": 7, "sept": 9, "sep": 9}
_SHORT |= {"oct": 10, "nov": 11, "dec": 12, "mar": 3}
MONTH_OF = _NAMES | _SHORT
_WEEKDAY = re.compile(
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?,? +(?=\d)"
)
_WORDS = re.compile(r"(\d{1,2})(?:er)?[ -]([a-z]+)\.?[ -](\d{4}|\d{2})")
_MONTH = re.compile(r"(fin |debut |mi-)?([a-z]+)\.?[ -](\d{4}|\d{2})")
_MONTH_ALONE = re.compile(r"(?:fin |debut |mi-)?([a-z]+)\.?")
_NUMBERS = re.compile(r"(\d{1,2})[/-](\d{4})")
_PART = re.compile(r"(?:t|trim|trimestre|q) ?([1-4])[ /-]*(\d{4})|(?:s|semestre) ?([12])[ /-]*(\d{4})")
_ORDINAL_PART = re.compile(r"([1-4])(?:er|e|eme|nd)? (trimestre|semestre) (\d{4})")
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_WITH_HOUR = re.compile(r"(\d{1,4}[/-]\d{1,2}[/-]\d{1,4})[ T]\d{1,2}[:h]\d{2}.*")


def of_serial(number: float) -> date | None:
    return SERIAL_ZERO + timedelta(days=int(number)) if FIRST_SERIAL <= number <= LAST_SERIAL else None


def read(typed: str) -> Found:
    """The day meant. Raises ValueError, in words, where a year or the day itself is missing."""
    text = _WEEKDAY.sub("", letters(typed).strip())
    if match := _WITH_HOUR.fullmatch(text):
        text = match[1]
    if match := _WORDS.fullmatch(text):
        return Found(_day(int(match[1]), _month(match[2], typed), match[3]), len(match[3]) == 2)
    if match := _DASHED.fullmatch(text):
        text = "/".join(match.groups())
    if match := _MONTH.fullmatch(text):
        if match[1] == "mi-":
            raise ValueError(f"« {typed} » ne dit pas quel jour : indiquez une date, par exemple 15/03/2026.")
        return _of_month(_month(match[2], typed), _year(match[3]), last=match[1] == "fin ")
    if match := _NUMBERS.fullmatch(text):
        month = int(match[1])
        if not 1 <= month <= 12:
            raise ValueError("Indiquez un mois entre 1 et 12.")
        return _of_month(month, int(match[2]))
    if match := _PART.fullmatch(text):
        part, year, size = (match[1], match[2], 3) if match[1] else (match[3], match[4], 6)
        return _of_month(int(part) * size, int(year), last=True)
    if match := _ORDINAL_PART.fullmatch(text):
        size = 3 if match[2] == "trimestre" else 6
        if int(match[1]) * size > 12:
            raise ValueError("Une année a deux semestres.")
        return _of_month(int(match[1]) * size, int(match[3]), last=True)
    if (match := _MONTH_ALONE.fullmatch(text)) and match[1] in MONTH_OF:
        raise ValueError(f"« {typed} » ne dit pas l’année : écrivez par exemple 31/03/2026.")
    return Found(inputs.read_day(text))


def _month(name: str, typed: str) -> int:
    if name not in MONTH_OF:
        raise ValueError(f"« {typed[:60]} » n’est pas une date : écrivez par exemple 31/12/2026.")
    return MONTH_OF[name]


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day(number: int, month: int, year: str) -> date:
    # Its refusals are those of a date in figures.
    return inputs.read_day(f"{number}/{month}/{_year(year)}")


def _of_month(month: int, year: int, *, last: bool = False) -> Found:
    inputs.read_day(f"01/{month}/{year}")
    if not last:
        return Found(date(year, month, 1), is_understood=True)
    following = date(year + month // 12, month % 12 + 1, 1)
    return Found(following - timedelta(days=1), is_understood=True)
