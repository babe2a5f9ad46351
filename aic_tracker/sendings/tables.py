"""Each pile of `/envois`, as a file."""

from typing import NamedTuple

from aic_tracker.paper.tables import Column, Kind, Table
from aic_tracker.reminders.kinds import label_of
from aic_tracker.sendings.models import Departure


class ToCome(NamedTuple):
    departure: Departure
    readers: list[str]


DEPARTURES = Table(
    "envois-a-venir",
    "Rappels à venir",
    (
        Column("Départ", "departure.due_at", Kind.MOMENT),
        Column("Rappel", "departure.about", Kind.LONG),
        Column("Lauréat", "departure.laureate_name"),
        Column("Destinataires", lambda row: ", ".join(row.readers), Kind.LONG),
    ),
)
MAILS = Table(
    "envois",
    "Envois",
    (
        Column("Sorte", lambda row: label_of(row.kind)),
        Column("Message", "subject", Kind.LONG),
        Column("Destinataire", "person"),
        Column("Adresse", "address"),
        Column("Lauréat", "laureate"),
        Column("État", "status"),
        Column("Instant", "at", Kind.MOMENT),
        Column("Raison", "reason", Kind.LONG),
    ),
)
PREVENTED = Table(
    "envois-empeches",
    "Envois empêchés",
    (
        Column("Envoi", lambda row: label_of(row.kind)),
        Column("Étape", "stage"),
        Column("Raison", "reason", Kind.LONG),
        Column("Destinataire", "person"),
        Column("Lauréat", "laureate"),
        Column("Échecs", "times", Kind.COUNT),
        Column("Premier échec", "first_at", Kind.MOMENT),
        Column("Dernier échec", "last_at", Kind.MOMENT),
        Column("N’échoue plus depuis", "closed_at", Kind.MOMENT),
    ),
)
