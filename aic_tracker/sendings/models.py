"""The reminders of the days to come, as they stand: drawn out of the events (`coming`), and thrown away at will."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.db import Model, UtcDateTime
from aic_tracker.laureates.models import Laureate


class Departure(Model):
    """One reminder, for all its readers. `place`: where it stands in the list, by hour, then by laureate."""

    __tablename__ = "departure"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    laureate_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    laureate_name: Mapped[str] = mapped_column(sa.String(120))
    about: Mapped[str] = mapped_column(sa.Text)


class DepartureReader(Model):
    """`reader` is the number of an account, `rank` the order in which its readers are named."""

    __tablename__ = "departure_reader"

    place: Mapped[int] = mapped_column(sa.ForeignKey(Departure.place), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reader: Mapped[int] = mapped_column(index=True)


class DeparturesDrawn(Model):
    """Of which day, at which instant, and with which settings they were drawn: one row, none before the first time."""

    __tablename__ = "departures_drawn"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    day: Mapped[date]
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    made_with: Mapped[str] = mapped_column(sa.String(16))
