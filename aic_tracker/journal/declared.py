"""What the columns themselves say in French, for the journal, which ranks below the features that have them. Pure.

A column gives its name as `info["label"]`. Its choices are those of its enum, or `info["choices"]` where it lists some.
"""

from typing import Any

import sqlalchemy as sa

from aic_tracker.db import Base


def label(table: str, field: str) -> str | None:
    column = _column(table, field)
    return None if column is None else column.info.get("label")


def word(table: str, field: str, value: str) -> str | None:
    """The label of a choice, the short one where it has one; None where it has none."""
    column = _column(table, field)
    choices = None if column is None else column.info.get("choices") or getattr(column.type, "enum_class", None)
    if choices is None or value not in {choice.value for choice in choices}:
        return None
    choice = choices(value)
    return getattr(choice, "short_label", None) or getattr(choice, "label", None)


def _column(table: str, field: str) -> sa.Column[Any] | None:
    found = Base.metadata.tables.get(table)
    return None if found is None else found.columns.get(field)
