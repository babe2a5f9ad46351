"""What people typed, as paper can show it: nothing lost but what no font draws, each such sign replaced alone. Pure."""

import re
from collections.abc import Callable, Collection
from typing import Any

from aic_tracker.formats import NARROW, NBSP

SQUARE = "\N{WHITE SQUARE}"

# A figure stays with what it counts, with the rest of its digits, and on its side of an arrow.
_UNITS = "€|%|‰|°|→|k€|M€|h|j|km|jours?|mois|ans?|euros?"
_FIGURES = re.compile(
    rf"(?<=\d) (?=(?:{_UNITS})(?!\w))|(?<=\d) (?=\d{{3}}(?!\d))"
    rf"|(?<=→) (?=[\d−-])|(?<=%) (?=→)|(?<=\d[ {NBSP}]h) (?=\d\d(?!\d))"
)
# Signs that only change or join others: alone, they show nothing.
_SELECTORS = "\ufe00-\ufe0f\U000e0000-\U000e007f"
_JOINERS = f"\u200d\u200c\u20e3\U0001f3fb-\U0001f3ff{_SELECTORS}"


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same values, each text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(item, change) for item in value]
    return value


def printable(text: str) -> str:
    """Without what no font shows; figures kept with their unit.

    The narrow space of figures becomes the wide one, which our font draws.
    """
    kept = "".join(c for c in text if c == "\n" or _shows(c)).replace(NARROW, NBSP)
    return _FIGURES.sub(NBSP, kept)


def with_squares(text: str, missing: Collection[str]) -> str:
    """The text with one « □ » for each sign among `missing`: an emoji made of several is one sign."""
    drawn = [c for c in missing if not re.match(f"[{_JOINERS}]", c)]
    if drawn:
        one = f"[{re.escape(''.join(drawn))}]"
        flag = "[\U0001f1e6-\U0001f1ff]{2}"
        sign = f"(?:{flag}|{one})" if any("\U0001f1e6" <= c <= "\U0001f1ff" for c in drawn) else one
        text = re.sub(f"{sign}(?:[{_JOINERS}]*\u200d{one}|[{_JOINERS}])*", SQUARE, text)
    return re.sub(f"[{_JOINERS}]", lambda c: "" if c[0] in missing else c[0], text)


def _shows(character: str) -> bool:
    """Not control characters, nor marks that reverse the reading order, nor what each font draws its own way."""
    code = ord(character)
    return not (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xD800 <= code <= 0xF8FF
        or code >= 0xF0000
        or code & 0xFFFE == 0xFFFE
    )
