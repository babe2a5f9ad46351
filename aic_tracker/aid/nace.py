"""Sectors of activity as the central register asks them: NACE Rev. 2, class by class, and NACE Rev. 2.1 beside. Pure.

The French codes (APE, 94.99Z) add a letter to a class: what precedes it is read. Of NACE Rev. 2.1 the divisions are
known, and not its classes.
"""

import re
from functools import lru_cache
from pathlib import Path

CLASSES = Path(__file__).with_name("nace.tsv")
# Each section with its divisions, from the first to the last.
REV_2 = (
    *(("A", 1, 3), ("B", 5, 9), ("C", 10, 33), ("D", 35, 35), ("E", 36, 39), ("F", 41, 43), ("G", 45, 47)),
    *(("H", 49, 53), ("I", 55, 56), ("J", 58, 63), ("K", 64, 66), ("L", 68, 68), ("M", 69, 75), ("N", 77, 82)),
    *(("O", 84, 84), ("P", 85, 85), ("Q", 86, 88), ("R", 90, 93), ("S", 94, 96), ("T", 97, 98), ("U", 99, 99)),
)
REV_2_1 = (
    *(("A", 1, 3), ("B", 5, 9), ("C", 10, 33), ("D", 35, 35), ("E", 36, 39), ("F", 41, 43), ("G", 46, 47)),
    *(("H", 49, 53), ("I", 55, 56), ("J", 58, 60), ("K", 61, 63), ("L", 64, 66), ("M", 68, 68), ("N", 69, 75)),
    *(("O", 77, 82), ("P", 84, 84), ("Q", 85, 85), ("R", 86, 88), ("S", 90, 93), ("T", 94, 96), ("U", 97, 98)),
    ("V", 99, 99),
)
# The register writes the section before the class, « J.59.11 »; people write the class, with or without its dot.
_CODE = re.compile(r"(?:([A-V])\.?)?(\d\d)\.?(\d\d)[A-Z]?", re.ASCII)


def class_of(text: str) -> str | None:
    """The class, « 94.99 », of a code of NACE Rev. 2 however it is written; None when there is no such class."""
    code = _class(text, REV_2)
    return code if code in labels() else None


def class_of_2_1(text: str) -> str | None:
    return _class(text, REV_2_1)


def label_of(code: str) -> str:
    return labels().get(class_of(code) or "", "")


def in_register(code: str) -> str:
    """As the register writes it: « S.94.99 »; nothing for what is no class."""
    found = class_of(code)
    return f"{_section(found, REV_2)}.{found}" if found else ""


def in_register_2_1(code: str) -> str:
    found = class_of_2_1(code)
    return f"{_section(found, REV_2_1)}.{found}" if found else ""


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    lines = CLASSES.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def _class(text: str, sections: tuple[tuple[str, int, int], ...]) -> str | None:
    found = _CODE.fullmatch("".join(text.split()).upper())
    if found is None:
        return None
    section = _section(found[2], sections)
    if not section or (found[1] and found[1] != section):
        return None
    return f"{found[2]}.{found[3]}"


def _section(code: str, sections: tuple[tuple[str, int, int], ...]) -> str:
    division = int(code[:2])
    return next((letter for letter, first, last in sections if first <= division <= last), "")
