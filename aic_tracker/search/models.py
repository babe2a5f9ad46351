"""What is searched: one row for each searchable thing, its words, and what the right to read it rests on.

The words themselves are indexed by each database's simplest means, beside this table: an FTS5 table on SQLite
(`search_words`, kept by triggers), a column `lexemes` with its GIN index on PostgreSQL. The latest are found by an
index that each database orders in its own words. `BESIDE` names them.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.db import Model
from aic_tracker.laureates.models import Laureate


class SearchEntry(Model):
    """`kind` and `row_id` name the thing; `audience` is the permission to hold, on `laureate_id` when there is one.

    `is_for_its_expert`: among experts, the one of `expert_user_id` alone reads it.
    """

    __tablename__ = "search_entry"
    __table_args__ = (sa.UniqueConstraint("kind", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(24))
    row_id: Mapped[int]
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    audience: Mapped[str] = mapped_column(sa.String(40))
    is_for_its_expert: Mapped[bool] = mapped_column(default=False)
    expert_user_id: Mapped[int | None]
    happened_on: Mapped[date | None]
    title_words: Mapped[str] = mapped_column(sa.Text)  # « ␣l␣ecobalyse␣mesure␣ », stems included
    words: Mapped[str] = mapped_column(sa.Text)
    extras: Mapped[str] = mapped_column(sa.Text)  # no part of a phrase


BESIDE = ("lexemes", "ix_search_entry_lexemes", "ix_search_entry_latest")


def is_beside(name: str | None) -> bool:
    """Whether an object of the database belongs to one database's own index, which no model declares."""
    return name is not None and (name in BESIDE or name.startswith("search_words"))


def is_declared(_obj: Any, name: str | None, _kind: str, _reflected: bool, _compared: Any) -> bool:
    """For Alembic: what it may compare with the models. Without this it would drop the index."""
    return not is_beside(name)
