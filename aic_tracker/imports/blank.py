"""The sheet to fill in, for each kind: its titles, its choices as lists, its rules as notes."""

from datetime import datetime

from aic_tracker.imports.kinds.base import Kind
from aic_tracker.imports.matching import Field
from aic_tracker.paper.blanks import BlankColumn, blank_xlsx


def blank_of(kind: Kind, *, at: datetime) -> bytes:
    shared = kind.shared()
    columns = [_column(one, one.options or tuple(shared.get(one.name, ()))) for one in kind.fields]
    return blank_xlsx(kind.title, columns, at=at)


def _column(one: Field, choices: tuple[str, ...]) -> BlankColumn:
    rules = ["Obligatoire." if one.is_required else "", one.hint]
    if choices:
        rules.append(f"Au choix : {', '.join(choices)}.")
    return BlankColumn(one.title, " ".join(rule for rule in rules if rule), choices)
