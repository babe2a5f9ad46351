"""The only door to the typesetter: a template of `templates/documents/` and values in, a PDF out:
tagged, titled, in a declared language (PDF/UA-1, ISO 14289-1), kept as archives ask (PDF/A-2a, ISO 19005-2).

Values travel as JSON beside the template: whatever people typed is text, never markup.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from aic_tracker import config
from aic_tracker.paper import fonts
from aic_tracker.paper.printable import each_text, printable, with_squares

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
# Of what the standards refuse, the compiler names all that it met; what it had not met yet comes at the next turn.
TURNS = 4
_NO_FONT = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")

# One document at a time: the compiler keeps what it has parsed and the fonts it has read.
_turn = Lock()


class TypesettingError(Exception):
    """The document could not be made; the cause is a fault of the template, not of the values."""


class _MissingSigns(TypesettingError):
    """The standards refuse a document with a sign that no font draws."""

    def __init__(self, signs: frozenset[str]) -> None:
        super().__init__(f"no font draws {len(signs)} signs")
        self.signs = signs


def pdf(template: str, values: dict[str, Any], *, at: datetime) -> bytes:
    """The document of `templates/documents/<template>.typ`; the same values at the same instant give the same bytes.

    A sign that no font draws becomes an empty square, and it alone.
    """
    said = each_text(values, printable)
    missing: frozenset[str] = frozenset()
    for _ in range(TURNS):
        shown = each_text(said, partial(with_squares, missing=missing)) if missing else said
        try:
            return _compiled(template, shown, at)
        except _MissingSigns as refusal:
            missing |= refusal.signs
    return _compiled(template, each_text(said, _in_our_font), at)


def _compiled(template: str, values: Any, at: datetime) -> bytes:
    inputs = {"values": json.dumps(values, ensure_ascii=False)}
    try:
        with _turn:
            compiler, stamp = _compiler(), int(at.timestamp())
            source = TEMPLATES / f"{template}.typ"
            made = compiler.compile(source, sys_inputs=inputs, pdf_standards=["ua-1", "a-2a"], timestamp=stamp)
    except typst.TypstError as error:
        if missing := frozenset(_missing(str(error.diagnostic))):
            raise _MissingSigns(missing) from error
        raise TypesettingError(f"{template}: {error}") from error
    except OSError as error:
        raise TypesettingError(f"{template}: {error}") from error
    except BaseException as error:
        # How the compiler says that it gave up; not an Exception, and without a name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise TypesettingError(f"{template}: {error}") from error
    if not isinstance(made, bytes):
        raise TypesettingError(f"{template}: no document came out")
    return made


def _missing(diagnostic: str) -> Iterator[str]:
    """The signs that the compiler could not draw. What our font draws was refused for what it was joined to."""
    for named in _NO_FONT.findall(diagnostic):
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], named)
        yield from (character for character in text if ord(character) not in _drawn())


@lru_cache(maxsize=1)
def _fonts() -> Path:
    return fonts.folder(Path(config.current().app.instance))


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(_fonts())], ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    return fonts.characters((_fonts() / "Marianne-Regular.ttf").read_bytes())


def _in_our_font(text: str) -> str:
    return with_squares(text, {c for c in text if c != "\n" and ord(c) not in _drawn()})
