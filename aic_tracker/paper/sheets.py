"""Tables for spreadsheets, whatever the file that will hold them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil

# A moment is a `datetime` without zone, in Paris hours.
Cell = str | int | Decimal | date | None

# What makes a spreadsheet run a cell that it imports as text (OWASP, « CSV Injection »).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
# The dash of a list before plain words: nothing to run, even once imported again.
_LISTED = re.compile(r"-\s+[^\W\d_][^=|!(]*")
_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?")
LONGEST_TEXT = 32_000  # characters a cell holds in every office suite


@dataclass(frozen=True)
class Sheet:
    """`widths` in characters, one a column; `hidden` columns, counted from 0, are there for programs."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = field(default=())
    hidden: Sequence[int] = field(default=())


@dataclass(frozen=True)
class Workbook:
    title: str
    sheets: Sequence[Sheet]


def harmless(text: str) -> str:
    """The text as a cell may hold it: an apostrophe before what would be read as a formula, nothing XML cannot say."""
    # What can be printed is allowed, and nearly always all there is.
    kept = text if text.isprintable() else "".join(one for one in text if one in "\n\t" or _allowed(one))
    prefix = "'" if is_like_a_formula(text) and not _LISTED.fullmatch(text) else ""
    return (prefix + kept)[:LONGEST_TEXT]


def neutral(text: str) -> str:
    """The text as a CSV file may hold it, where cells have no type: a number below zero stays one."""
    return f"'{text}" if is_like_a_formula(text) and not _NUMBER.fullmatch(text) else text


def is_like_a_formula(text: str) -> bool:
    return text.lstrip(" ").startswith(FORMULA_STARTS)


def lines_of(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """How many lines the tallest cell of a row takes: not every office suite counts them when it opens a file."""
    texts = [(cell, width) for cell, width in zip(row, widths, strict=False) if isinstance(cell, str)]
    return max((sum(_wrapped(line, width) for line in text.split("\n")) for text, width in texts), default=1)


def _wrapped(line: str, width: int) -> int:
    # Words go whole to the next line, and capitals are wide: a line holds less than its width.
    return max(1, ceil(len(line) / (width * 0.85)))


def _allowed(character: str) -> bool:
    # XML 1.0, section 2.2.
    return character >= " " and not "\ud800" <= character <= "\udfff" and character not in "\ufffe\uffff"
