"""An event of a coach, to which people may be invited."""

from datetime import datetime
from typing import Any

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.events import operations
from aic_tracker.events.models import Audience, Event, EventKind
from aic_tracker.mail.outsiders import Outsider
from tests import factories

VALUES: dict[str, Any] = {
    "kind": EventKind.MEETING,
    "title": "Journée des lauréats",
    "duration_minutes": 180,
    "territory": "mainland",
    "place": "Salle Turgot, 20 avenue de Ségur, Paris",
    "access_notes": "Troisième étage, accès de plain-pied.",
    "link": None,
    "description": "Accueil à 13 h 30.",
    "capacity": None,
    "audience": Audience.NAMED,
    "season": None,
    "is_public": False,
}


@pytest.fixture
def camille(app) -> User:
    return factories.coach(name="Camille Martin", email="camille@example.org")


@pytest.fixture
def prepared(camille):
    """`prepared(guests=["lea@example.fr"], capacity=2)`: a draft, on the nineteenth of March at 14:00."""

    def make(*, guests: tuple[str, ...] | list[str] = (), day: int = 19, **values: Any) -> Event:
        event = operations.prepare_event(
            camille,
            actor=camille,
            now=clock.now(),
            starts_at=datetime(2026, 3, day, 14, tzinfo=PARIS),
            guests=[Outsider(email) for email in guests],
            people=values.pop("people", ()),
            laureates=values.pop("laureates", ()),
            **(VALUES | values),
        )
        db.session.commit()
        return event

    return make


@pytest.fixture
def announced(prepared, camille):
    def make(**values: Any) -> Event:
        event = prepared(**values)
        operations.announce_event(event, actor=camille, now=clock.now())
        db.session.commit()
        return event

    return make
