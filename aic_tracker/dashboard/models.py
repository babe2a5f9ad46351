"""Where each laureate stands, kept in one row: what lists rank, count and add up without reading all the rest.

Nothing here is said by anybody: all of it follows from the other tables (`standing.drawing`), and may be thrown away.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.laureates.models import Axis, Laureate, LaureateStatus
from aic_tracker.pictures import Kept


class Share(sa.types.TypeDecorator[Decimal]):
    """A share, or a sum of shares, with twelve decimals, kept as an integer that the database adds up exactly."""

    impl = sa.BigInteger
    cache_ok = True
    PLACES = 12

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int(value.scaleb(self.PLACES).to_integral_value())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.PLACES)


# Sorts alike everywhere: PostgreSQL would sort as its cluster was told to.
SortKey = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


class Standing(Kept, Model):
    """Drawn again when something that it shows is written, or when the calendar changes it.

    `matter` and `attention_term` rank who needs somebody; `sort_key` sorts names as `folding.french_order` does.
    `months`: of each of the twelve months shown, [is it covered, points held, state of the time, quarters].
    """

    __tablename__ = "standing"
    __table_args__ = (
        sa.Index("ix_standing_attention", "laureate_status", "matter", "attention_term", "sort_key"),
        sa.Index("ix_standing_term", "laureate_status", "term_key", "sort_key"),
        sa.Index("ix_standing_sort_key", "laureate_status", "sort_key"),
        sa.Index(
            "ix_standing_sums",
            "laureate_status",
            "is_supported",
            "share",
            "to_decide",
            "without_point",
            "late",
            "missing",
            "worries",
        ),
    )

    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), primary_key=True)
    laureate_status: Mapped[LaureateStatus] = mapped_column(enum_type(LaureateStatus))
    sort_key: Mapped[str] = mapped_column(SortKey)
    matter: Mapped[int]
    attention_term: Mapped[int]
    term_key: Mapped[date]

    starts_on: Mapped[date | None]
    term_on: Mapped[date | None]
    is_decided: Mapped[bool]
    is_supported: Mapped[bool]
    next_point_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_point_number: Mapped[int | None]
    share: Mapped[Decimal | None] = mapped_column(Share)
    late: Mapped[int]
    missing: Mapped[int]
    to_decide: Mapped[bool]
    without_point: Mapped[bool]
    worries: Mapped[bool]
    months: Mapped[list[Any]] = mapped_column(sa.JSON)


class StandingAxis(Model):
    """The objectives of the period shown, on one axis. `done` is the sum of the shares of the `counted` ones."""

    __tablename__ = "standing_axis"

    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), primary_key=True)
    axis: Mapped[Axis] = mapped_column(enum_type(Axis), primary_key=True)
    laureate_status: Mapped[LaureateStatus] = mapped_column(enum_type(LaureateStatus))
    objectives: Mapped[int]
    achieved: Mapped[int]
    late: Mapped[int]
    blocked: Mapped[int]
    dropped: Mapped[int]
    counted: Mapped[int]
    done: Mapped[Decimal] = mapped_column(Share)
