"""A text of an objective, declared once: its French name and its bounds.

`Objective.WORDING` holds them. Columns, forms, sheets, imports, the journal, the API and the copies are made of it.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import MappedColumn, mapped_column

LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class Wording:
    """`longest`: of a line, in characters; none, a text of several paragraphs."""

    label: str
    longest: int | None = None

    @property
    def is_line(self) -> bool:
        return self.longest is not None

    @property
    def bound(self) -> int:
        return self.longest or LONGEST_TEXT

    def column(self) -> MappedColumn[str]:
        """Its column; the label goes with it, for the journal, which knows tables only."""
        kind = sa.String(self.longest) if self.is_line else sa.Text()
        return mapped_column(kind, default="", info={"label": self.label})
