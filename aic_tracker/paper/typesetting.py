"""The only door to the typesetter: a template of `templates/documents/` and values in, a PDF out:
tagged, titled, in a declared language (PDF/UA-1, ISO 14289-1).

Values travel as JSON beside the template: whatever people typed is text, never markup.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from aic_tracker import config
from aic_tracker.paper import fonts

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
SQUARE = "\N{WHITE SQUARE}"

# One document at a time: the compiler keeps what it has parsed and the fonts it has read.
_turn = Lock()


class TypesettingError(Exception):
    """The document could not be made; the cause is a fault of the template, not of the values."""


def pdf(template: str, values: dict[str, Any], *, at: datetime) -> bytes:
    """The document of `templates/documents/<template>.typ`; the same values at the same instant give the same bytes.

    The standard refuses a document with a character that no font draws: each one becomes an empty square.
    """
    printable = _each_text(values, _without_controls)
    try:
        return _compiled(template, printable, at)
    except TypesettingError:
        return _compiled(template, _each_text(printable, _with_squares), at)


def _compiled(template: str, values: Any, at: datetime) -> bytes:
    inputs = {"values": json.dumps(values, ensure_ascii=False)}
    try:
        with _turn:
            compiler, stamp = _compiler(), int(at.timestamp())
            source = TEMPLATES / f"{template}.typ"
            made = compiler.compile(source, sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=stamp)
    except (typst.TypstError, OSError) as error:
        raise TypesettingError(f"{template}: {error}") from error
    except BaseException as error:
        # How the compiler says that it gave up; not an Exception, and without a name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise TypesettingError(f"{template}: {error}") from error
    if not isinstance(made, bytes):
        raise TypesettingError(f"{template}: no document came out")
    return made


@lru_cache(maxsize=1)
def _fonts() -> Path:
    return fonts.folder(Path(config.current().app.instance))


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(_fonts())], ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    return fonts.characters((_fonts() / "Marianne-Regular.ttf").read_bytes())


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, change) for item in value]
    return value


def _with_squares(text: str) -> str:
    return "".join(c if c == "\n" or ord(c) in _drawn() else SQUARE for c in text)


def _without_controls(text: str) -> str:
    """The text without what no font shows: control characters, marks that reverse the reading order."""
    return "".join(c for c in text if c == "\n" or _shows(c))


def _shows(character: str) -> bool:
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
