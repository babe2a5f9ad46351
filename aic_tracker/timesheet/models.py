"""Referent time, in quarter days. No entry is not zero: « rien ce mois-ci » is a declaration of its own."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.db import Model, UtcDateTime
from aic_tracker.laureates.models import Laureate
from aic_tracker.uniqueness import taken


class TimeEntry(Model):
    """`quarters`: 1 = ¼ day, at most 4 per person and day, all laureates together."""

    __tablename__ = "time_entry"
    __table_args__ = (
        sa.CheckConstraint("quarters BETWEEN 1 AND 4", name="quarters_range"),
        sa.Index("ix_time_entry_laureate_id_on", "laureate_id", "on"),
        sa.Index("ix_time_entry_user_id_on", "user_id", "on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id))
    on: Mapped[date]
    quarters: Mapped[int]
    activity: Mapped[str] = mapped_column(sa.String(120))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class MonthDeclaration(Model):
    """« Rien ce mois-ci », said by the referent; `month` is the first day of that month."""

    __tablename__ = "month_declaration"
    __table_args__ = (sa.UniqueConstraint("user_id", "laureate_id", "month", info=taken("Ce mois est déjà déclaré.")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), index=True)
    month: Mapped[date]
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MonthLink(Model):
    """The use, once and for all, of the link by which one referent declares one month from a mail."""

    __tablename__ = "month_link"
    __table_args__ = (sa.UniqueConstraint("user_id", "laureate_id", "month", info=taken("Ce lien a déjà servi.")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id))
    month: Mapped[date]
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MonthKeptOpen(Model):
    """A month that closes later than the settings say: its reminder could not leave in time. `until` is included."""

    __tablename__ = "month_kept_open"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)
    until: Mapped[date]
