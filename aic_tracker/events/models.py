"""Events: what the programme invites people to, beside the points of each project."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import Model, UtcDateTime, enum_type
from aic_tracker.formats import date_plain
from aic_tracker.laureates.models import Laureate, Season
from aic_tracker.mail.outsiders import Outsider
from aic_tracker.territories import Territory
from aic_tracker.uniqueness import taken

ALREADY = "Cette personne est déjà invitée."


class EventKind(StrEnum):
    MEETING = "meeting"
    WORKSHOP = "workshop"
    TRAINING = "training"
    DEMONSTRATION = "demonstration"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            "meeting": "Rencontre",
            "workshop": "Atelier",
            "training": "Formation",
            "demonstration": "Démonstration publique",
            "other": "Autre",
        }[self.value]


class EventStatus(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {"draft": "En préparation", "announced": "Annoncé", "cancelled": "Annulé"}[self.value]


class Audience(StrEnum):
    """Whose referents are invited; people may be named besides."""

    NAMED = "named"
    ALL = "all"
    SEASON = "season"
    LAUREATES = "laureates"

    @property
    def label(self) -> str:
        return {
            "named": "Seulement les personnes désignées plus bas",
            "all": "Tous les lauréats en accompagnement",
            "season": "Les lauréats d’une saison",
            "laureates": "Des lauréats choisis",
        }[self.value]


class Answer(StrEnum):
    INVITED = "invited"
    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        return {
            "invited": "Sans réponse",
            "yes": "Vient",
            "no": "Ne vient pas",
            "perhaps": "Peut-être",
            "waiting": "Liste d’attente",
        }[self.value]


class EventLaureate(Model):
    """A laureate chosen for an event, whose referents it invites."""

    __tablename__ = "event_laureate"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    laureate_id: Mapped[int] = mapped_column(sa.ForeignKey(Laureate.id), primary_key=True)


class Event(Model):
    """Moving one keeps `uid` and raises `sequence`, as a point does. `thanks`: what is written once it is over."""

    __tablename__ = "event"
    __table_args__ = (sa.CheckConstraint("capacity > 0", name="capacity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(enum_type(EventKind))
    status: Mapped[EventStatus] = mapped_column(enum_type(EventStatus), default=EventStatus.DRAFT)
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    duration_minutes: Mapped[int]
    territory: Mapped[Territory] = mapped_column(enum_type(Territory), default=Territory.MAINLAND)
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    access_notes: Mapped[str] = mapped_column(sa.Text, default="")
    link: Mapped[str | None] = mapped_column(sa.String(2000))
    capacity: Mapped[int | None]
    audience: Mapped[Audience] = mapped_column(enum_type(Audience))
    season_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Season.id))
    is_public: Mapped[bool] = mapped_column(default=False)
    thanks: Mapped[str] = mapped_column(sa.Text, default="")
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="")
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True)  # of the calendar event, RFC 5545 section 3.8.4.7
    sequence: Mapped[int] = mapped_column(default=0)  # RFC 5545 section 3.8.7.4
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)  # what its public entry is dated of
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    season: Mapped[Season | None] = relationship(lazy="raise_on_sql")
    organiser: Mapped[User] = relationship(lazy="raise_on_sql")
    laureates: Mapped[list[Laureate]] = relationship(
        lazy="raise_on_sql", secondary=EventLaureate.__table__, order_by=Laureate.id
    )
    attendances: Mapped[list["Attendance"]] = relationship(lazy="raise_on_sql", back_populates="event")

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def is_announced(self) -> bool:
        return self.status is EventStatus.ANNOUNCED

    @property
    def title_and_day(self) -> str:
        return f"« {self.title} » du {date_plain(paris_day(self.starts_at))}"


class Attendance(Model):
    """One person and one event: an account, or a guest by address, or a guest who came without either.

    `is_named`: chosen by name, and not for a laureate's sake. `queue_rank` orders those who wait for a place.
    `told_at`: when the invitation was queued. `needs` are erased once the event is over.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "user_id", info=taken(ALREADY)),
        sa.UniqueConstraint("event_id", "email", info=taken(ALREADY, field="guests")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey(Event.id))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id), index=True)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    is_named: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[Answer] = mapped_column(enum_type(Answer), default=Answer.INVITED)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queue_rank: Mapped[int | None]
    needs: Mapped[str] = mapped_column(sa.Text, default="")
    came_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship(lazy="raise_on_sql", back_populates="attendances")
    user: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def who(self) -> str:
        """Needs the account loaded."""
        return self.user.name if self.user else self.name or self.email or "Personne effacée"

    @property
    def address(self) -> str:
        return self.user.email if self.user else self.email or ""

    @property
    def reader(self) -> User | Outsider | None:
        """Whom to write to; None when nobody can be."""
        if self.user is not None:
            return self.user if self.user.is_active else None
        return Outsider(self.email, self.name) if self.email else None
