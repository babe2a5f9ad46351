"""A project with its people, for the mails that tell what others did."""

from datetime import UTC, date, datetime

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.expertise.models import Expert
from aic_tracker.laureates.models import Laureate
from tests import factories


class Project:
    def __init__(self) -> None:
        self.vikidia: Laureate = factories.laureate("Vikidia")
        self.lead: User = factories.coach(self.vikidia, name="Alice Martin", email="alice@example.org")
        self.referent: User = factories.referent(self.vikidia, name="Bruno Petit", email="bruno@example.org")
        self.expert: Expert = factories.expert(name="Chloé Vidal", email="chloe@example.org")
        self.direction: User = factories.direction(name="Dominique Roy", email="dominique@example.org")

    @property
    def period(self):
        return factories.first_period(self.vikidia)


def paris(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS).astimezone(UTC)


def at(moment: str):
    """`with at("2026-03-02T10:20"): …` does it then, and commits."""
    return clock.at(paris(moment))


def commit() -> None:
    db.session.commit()


MARCH = date(2026, 3, 2)
