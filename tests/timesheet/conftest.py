from dataclasses import dataclass

import pytest
from flask import Flask

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from tests import factories

TEMPS = "/laureats/vikidia/temps"


@dataclass
class Project:
    laureate: Laureate
    coach: User
    referent: User

    def entries(self) -> list[tuple[str, int, str]]:
        db.session.rollback()
        rows = db.session.query(TimeEntry).order_by(TimeEntry.on, TimeEntry.id)
        return [(row.on.isoformat(), row.quarters, row.activity) for row in rows]

    def declared(self) -> list[str]:
        db.session.rollback()
        return [row.month.isoformat() for row in db.session.query(MonthDeclaration)]


@pytest.fixture
def project(app: Flask) -> Project:
    laureate = factories.laureate("Vikidia")
    return Project(laureate, factories.coach(laureate), factories.referent(laureate, name="Rosa Référente"))
