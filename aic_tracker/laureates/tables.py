"""The people of a project, as a file."""

from datetime import date

from aic_tracker.laureates.models import Membership
from aic_tracker.laureates.rules import last_day
from aic_tracker.paper.tables import Column, Kind, Table


def _until(member: Membership) -> date | None:
    """The last day of the place; withdrawn on the day it began, that day."""
    return None if member.until_on is None else max(last_day(member.until_on), member.from_on)


MEMBERS = Table(
    "membres",
    "Membres",
    (
        Column("Nom", "user.name"),
        Column("Place", "role"),
        Column("Adresse", "user.email"),
        Column("Depuis le", "from_on", Kind.DAY),
        Column("Jusqu’au", _until, Kind.DAY),
    ),
)
