"""Events, those who are invited to one, and the presences of projects, as files."""

from dataclasses import dataclass
from typing import Any

from aic_tracker.events.models import Attendance, Event
from aic_tracker.paper.tables import Column, Kind, Table


@dataclass(frozen=True)
class Counted:
    """An event, and how many answered and came."""

    event: Event
    yes: int
    waiting: int
    came: int


@dataclass(frozen=True)
class Invited:
    """Somebody, with their place among those who wait, and what became of them."""

    one: Attendance
    rank: int | None
    outcome: str


def _role(invited: Invited) -> Any:
    return invited.one.user.role if invited.one.user else None


EVENTS = Table(
    "evenements",
    "Événements",
    (
        Column("Événement", "event.title"),
        Column("Nature", "event.kind"),
        Column("Date", "event.starts_at", Kind.MOMENT),
        Column("Durée (minutes)", "event.duration_minutes", Kind.COUNT),
        Column("Lieu", "event.place"),
        Column("Visioconférence", "event.link"),
        Column("État", "event.status"),
        Column("Places", "event.capacity", Kind.COUNT),
        Column("Viennent", "yes", Kind.COUNT),
        Column("En attente", "waiting", Kind.COUNT),
        Column("Présents", "came", Kind.COUNT),
    ),
)
GUESTS = Table(
    "personnes-invitees",
    "Personnes invitées",
    (
        Column("Personne", "one.who"),
        Column("Rôle", _role),
        Column("Courriel", "one.address"),
        Column("Réponse", "one.answer"),
        Column("Répondu le", "one.answered_at", Kind.MOMENT),
        Column("Rang d’attente", "rank", Kind.COUNT),
        Column("Besoins", "one.needs", Kind.LONG),
        Column("Présence", "outcome"),
        Column("Arrivée", "one.came_at", Kind.MOMENT),
    ),
)
PRESENCES = Table(
    "presences-aux-evenements",
    "Présences à des événements",
    (
        Column("Date", "on", Kind.DAY),
        Column("Événement", "title"),
        Column("Nature", "kind"),
        Column("Présentes et présents", lambda one: ", ".join(one.names)),
    ),
)
