"""Days, months, hours, amounts and numbers, however they are written: each is one word of the index. Pure.

« 3 mars 2026 », « 03/03/26 » and « 2026-03-03 » are `20260303d`, and in texts also `0303j`, `202603m` and `mars`: who
asks for « 3 mars » or for « mars 2026 » finds them. « 12 400 » and « 12,4 k€ » are `12400`, « 2,50 » is `2v5`, and
« 9 h 30 » is `0930h`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from aic_tracker.folding import letters
from aic_tracker.formats import MONTHS, SHORT_MONTHS

_NAMES = {letters(name).rstrip("."): n for names in (MONTHS, SHORT_MONTHS) for n, name in enumerate(names, 1)} | {
    "fev": 2
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b\.?"
_WEEKDAY = r"(?:\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_DAY, _NUMBER, _HOUR = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<hour>[01]?\d|2[0-3])"


@dataclass(frozen=True)
class Figure:
    """`asked`: the word by which a question asks for it; `told`: those under which a text that holds it is found."""

    asked: str
    told: tuple[str, ...]
    start: int
    end: int


Told = tuple[str, ...]  # what is asked, first


def day_words(day: date) -> Told:
    return f"{day:%Y%m%d}d", f"{day:%m%d}j", f"{day:%Y%m}m", month_word(day)


def month_word(day: date) -> str:
    return letters(MONTHS[day.month - 1])


def _day(found: re.Match[str]) -> Told:
    parts = found.groupdict()
    year, month, day = parts.get("year"), _month(parts["month"]), int(parts["day"])
    try:
        # 2000 is a leap year: 29 February is a day, its year untold.
        told = day_words(date(int(f"20{year}"[-4:]) if year else 2000, month, day))
    except ValueError:
        return ()
    return told if year else (told[1], told[3])


def _months(found: re.Match[str]) -> Told:
    month = _month(found["month"])
    return (f"{found['year']}{month:02}m",) if 1 <= month <= 12 else ()


def _month(told: str) -> int:
    return int(told) if told.isdigit() else _NAMES[told]


def _hour(found: re.Match[str]) -> Told:
    return (f"{found['hour']:0>2}{found['minute'] or found['minutes'] or '00'}h",)


def _thousands(found: re.Match[str]) -> Told:
    # « 12,4 k€ »: in tenths, hundredths… of thousands, without a float.
    whole, part = found["whole"], (found["part"] or "").rstrip("0")
    zeros = 3 if found["scale"] == "k" else 6
    return (str(int(whole + part.ljust(zeros, "0"))),) if len(part) <= zeros else ()


def _siret(found: re.Match[str]) -> Told:
    digits = _digits(found[0])
    return digits, digits[:9]


def _telephone(found: re.Match[str]) -> Told:
    return ("0" + _digits(found["number"]),)


def _decimal(found: re.Match[str]) -> Told:
    whole, part = _digits(found["whole"]), found["part"].rstrip("0")
    return (f"{whole}v{part}" if part else whole, *([whole] if not found["whole"].isdigit() else []))


def _grouped(found: re.Match[str]) -> Told:
    return (_digits(found[0]),)


def _digits(told: str) -> str:
    return re.sub(r"\D", "", told)


# In this order: what one takes is not offered to the next.
_PATTERNS: tuple[tuple[Callable[[re.Match[str]], Told], str], ...] = (
    (_day, rf"(?<!\d){_DAY}(?P<sign>[/.-]){_NUMBER}(?P=sign){_YEAR}"),
    (_day, rf"(?<![\d/]){_DAY}/{_NUMBER}/(?P<year>\d\d)(?![\d/])"),
    (_day, rf"(?<!\d)(?P<year>\d{{4}})-{_NUMBER}-{_DAY}(?!\d)"),
    (_day, r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)"),
    (_day, rf"{_WEEKDAY}(?<!\d){_DAY}(?:er)?\s+{_MONTH}\s+{_YEAR}"),
    (_day, rf"{_WEEKDAY}(?<!\d){_DAY}(?:er)?\s+{_MONTH}"),
    (_months, rf"\b{_MONTH}\s+{_YEAR}"),
    (_months, rf"(?<![\d/.-]){_NUMBER}/{_YEAR}"),
    (_months, r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?![\d-])"),
    (_day, rf"(?<![\d/.,-]){_DAY}/{_NUMBER}(?![\d/.-]|,\d)"),
    (_hour, rf"(?<![\d.,:]){_HOUR}(?:\s?h(?:eures?)?\s?(?P<minute>[0-5]\d)?(?!\w)|:(?P<minutes>[0-5]\d)(?![\d:]))"),
    (_siret, r"(?<!\d)\d{3}[\s.-]?\d{3}[\s.-]?\d{3}[\s.-]?\d{5}(?!\d)"),
    (_telephone, r"\+33[\s.-]?(?:\(0\)\s?)?(?P<number>[1-9](?:[\s.-]?\d\d){4})(?!\d)"),
    (_thousands, r"(?<![\d.,])(?P<whole>\d{1,6})(?:[.,](?P<part>\d{1,6}))?\s?(?P<scale>[km])\s?(?:€|euros?\b|eur\b)"),
    (_grouped, r"(?<![\d.,])\d{1,3}(?:(?:[\s.-]\d{3})+|(?:[\s.-]\d{2}){2,})(?![\d.,]*\d)"),
    (_decimal, r"(?<![\d.,])(?P<whole>\d{1,3}(?:\s\d{3})+|\d+)[.,](?P<part>\d+)(?![\d.,]*\d)"),
)  # fmt: skip
_READERS = [(read, re.compile(pattern)) for read, pattern in _PATTERNS]


def figures(folded: str) -> tuple[list[Figure], str]:
    """Each, once, in a text of which `letters` were taken; and the text without them, of the same length."""
    if not any(c.isdigit() for c in folded):
        return [], folded
    all_of_them: list[Figure] = []
    for read, pattern in _READERS:

        def take(found: re.Match[str], read: Callable[[re.Match[str]], Told] = read) -> str:
            told = read(found)
            if not told:
                return found[0]
            all_of_them.append(Figure(told[0], told, *found.span()))
            return " " * len(found[0])

        folded = pattern.sub(take, folded)
    return all_of_them, folded
