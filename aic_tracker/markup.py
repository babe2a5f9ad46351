"""Markdown as it is typed: its one reader, and what a text may cost before anything is made of it.

A page, a preview and a document are made of the same tokens, at a cost that the text's own marks foretell: the rows of
a table are completed to the width of its head, an address is written again wherever its name is used. The cost is
counted on the text, in microseconds of the dearest way out (the typesetter), and nothing dearer than `MOST` is read:
refused with its place to who types it, cut with a word where it is already kept.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST = 73_000
CHARACTER, BLANK, LINE, CELL = 0.5, 5, 80, 70
ITEM = 20  # for a line of a list
BOX = 35  # less than other brackets, for those of a task
# Two stars are one mark, not two.
MARKS = {"*": 25, "**": -20, "_": 25, "__": -20, "~": 15, "`": 15, "[": 35, "]": 20, ">": 30, "|": 10}
MARKS |= dict.fromkeys("!#&+-<\\", 5)
ADDRESS = 1.0  # for each character of the longest definition, wherever a bracket may call it: paper writes it there
LONGEST_PIECE = 2_000  # characters kept of a line that is too much by itself
PLAIN_LINES = MOST // LINE // 100 * 100  # what `MOST` is, in what people can count
CUT = "Texte coupé ici : sa mise en forme est trop chargée pour être montrée en entier."

_DELIMITERS = re.compile(r"[ \t>|:\-+*0-9.)]*")
_DEFINITION = re.compile(r"\]:(?:[^\n]|\n(?!\n))*")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_TASK = re.compile(r"[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\[[ xX]\][ \t]")


class Excess(NamedTuple):
    """Where a text becomes too much: the line, counted from 1, and the columns of the table that it stands in."""

    line: int
    columns: int
    is_alone: bool

    @property
    def sentence(self) -> str:
        if self.columns > 1:
            return (
                f"Ligne {self.line} : ce tableau de {self.columns} colonnes est trop grand pour être montré. "
                "Partagez-le, ou joignez-le en fichier."
            )
        if self.is_alone:
            return (
                f"Ligne {self.line} : cette ligne a trop de marques de mise en forme pour être montrée. La limite est "
                f"d’environ {PLAIN_LINES} lignes simples par texte, et celle-ci compte pour plus de la moitié. "
                "Retirez des marques."
            )
        return (
            f"Ligne {self.line} : à partir d’ici, le texte dépasse ce qui peut être montré. La limite est d’environ "
            f"{PLAIN_LINES} lignes simples ; une puce, une case à cocher, un lien ou du gras comptent en plus. "
            "Raccourcissez-le, ou joignez la suite en fichier."
        )


def excess(text: str) -> Excess | None:
    """The first place where the text costs more than `MOST`; None for what can be shown."""
    total = 0.0
    for number, (cost, columns) in enumerate(_costs(text), 1):
        total += cost
        if total > MOST:
            return Excess(number, columns, cost > MOST / 2)
    return None


def affordable(text: str) -> str:
    """The text itself; ValueError, with the place, for what costs more than `MOST`."""
    if found := excess(text):
        raise ValueError(found.sentence)
    return text


def tokens(text: str) -> tuple[list[Token], bool]:
    """What the text is made of, and whether it was cut first."""
    found = excess(text)
    return _reader().parse(text if found is None else _kept(text, found)), found is not None


def html(text: str) -> tuple[str, bool]:
    """The text laid out, not cleaned yet, and whether it was cut first."""
    read, is_cut = tokens(text)
    return _reader().renderer.render(read, _reader().options, {}), is_cut


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    """No raw HTML, no picture; line breaks are kept."""
    options = {"html": False, "breaks": True}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"]).disable("image")


def _kept(text: str, found: Excess) -> str:
    lines = text.split("\n")
    whole, last = lines[: found.line - 1], lines[found.line - 1]
    return "\n".join([*whole, last[:LONGEST_PIECE]] if found.is_alone and not whole else whole)


def _costs(text: str) -> Iterator[tuple[float, int]]:
    """Line by line: its cost, and how many columns the table around it has."""
    bracket = MARKS["["] + ADDRESS * max((len(found[0]) for found in _DEFINITION.finditer(text)), default=0)
    columns = 0
    for line in text.split("\n"):
        if not line.strip(" \t>"):
            columns = 0
            yield BLANK + MARKS[">"] * line.count(">"), 0
            continue
        marks = sum(cost * line.count(mark) for mark, cost in MARKS.items() if mark != "[")
        cost = LINE + CHARACTER * len(line) + marks + bracket * line.count("[")
        if _ITEM.match(line):
            cost += ITEM - BOX * bool(_TASK.match(line))
        yield cost + CELL * columns, columns
        if "-" in line and _DELIMITERS.fullmatch(line):
            columns = max(columns, _columns(line))


def _columns(delimiters: str) -> int:
    """At least as many as the reader sees; 0 without a bar, where one column adds nothing to its lines."""
    row = delimiters.strip(" \t>")
    inner = row.removeprefix("|").removesuffix("|")
    return inner.count("|") + 1 if "|" in row else 0
