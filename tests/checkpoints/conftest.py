from dataclasses import dataclass

import pytest
from flask import Flask

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import queries
from aic_tracker.checkpoints.models import Attendee, Checkpoint
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from tests import factories


@dataclass
class Project:
    laureate: Laureate
    coach: User
    referent: User

    def point(self, *, attended: bool = True, **values) -> Checkpoint:
        row = factories.checkpoint(self.laureate, **values)
        if attended:
            for user in (self.coach, self.referent):
                factories.save(Attendee(checkpoint_id=row.id, user_id=user.id))
        return self.read(row.number)

    def read(self, number: int) -> Checkpoint:
        db.session.rollback()
        row = queries.point(self.laureate.id, number)
        assert row is not None
        return row

    def url(self, number: int, gesture: str = "") -> str:
        return f"/laureats/{self.laureate.slug}/points/{number}" + (f"/{gesture}" if gesture else "")


@pytest.fixture
def project(app: Flask) -> Project:
    laureate = factories.laureate("Vikidia")
    return Project(
        laureate,
        factories.coach(laureate, name="Camille Coach", email="camille@example.org"),
        factories.referent(laureate, name="Rosa Référente", email="rosa@example.org"),
    )
