"""The three steps of a new laureate, and what a draft keeps of them. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

MOST_ROWS = 12
NOT_KEPT = frozenset({"csrf_token", "form_account", "form_key", "then", "revision"})


class Step(StrEnum):
    ORGANISATION = "organisation"
    PROJECT = "project"
    PEOPLE = "people"

    @property
    def label(self) -> str:
        return STEP_LABELS[self]


STEP_LABELS = {
    Step.ORGANISATION: "La structure porteuse",
    Step.PROJECT: "Le projet et son accompagnement",
    Step.PEOPLE: "Les personnes",
}


def kept(typed: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """What was typed, valid or not, as a draft keeps it."""
    return {name: [text.replace("\x00", "") for text in texts] for name, texts in typed if name not in NOT_KEPT}


def row_count(typed: Mapping[str, Any], prefix: str, least: int, *, one_more: bool = False) -> int:
    """How many rows of people to show: those typed, `least` at least, and one more when asked for."""
    indexes = [int(name.split("-")[1]) for name in typed if _is_row(name, prefix)]
    return min(max([least, *(index + 1 for index in indexes)]) + one_more, MOST_ROWS)


def _is_row(name: str, prefix: str) -> bool:
    parts = name.split("-")
    return len(parts) == 3 and parts[0] == prefix and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) <= 2


def repeated(keys: Iterable[str | None]) -> set[int]:
    """Positions of what was already said before; nothing said (None) is never repeated."""
    seen: set[str] = set()
    positions = set()
    for position, key in enumerate(keys):
        if key is None:
            continue
        if key in seen:
            positions.add(position)
        seen.add(key)
    return positions
