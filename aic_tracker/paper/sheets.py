"""Tables for spreadsheets, whatever the file that will hold them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None

# A spreadsheet that imports the text again would take these for a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
LONGEST_TEXT = 32_000  # characters a cell holds in every office suite


@dataclass(frozen=True)
class Sheet:
    """`widths` in characters, one a column."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = field(default=())


@dataclass(frozen=True)
class Workbook:
    title: str
    sheets: Sequence[Sheet]


def harmless(text: str) -> str:
    """The text as a cell may hold it: an apostrophe before what would be read as a formula, nothing XML cannot say."""
    kept = "".join(character for character in text if character in "\n\t" or _allowed(character))
    prefix = "'" if text.startswith(FORMULA_STARTS) else ""
    return (prefix + kept)[:LONGEST_TEXT]


def _allowed(character: str) -> bool:
    # XML 1.0, section 2.2.
    return character >= " " and not "\ud800" <= character <= "\udfff" and character not in "\ufffe\uffff"
