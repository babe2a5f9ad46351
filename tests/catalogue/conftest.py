"""A project whose diagnostic calls for governance, and a small catalogue."""

import pytest

from aic_tracker.catalogue import operations
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Need
from tests import factories as make

ENTRY = {
    "dimension": "governance",
    "need": "low",
    "priority": "Structurer la gouvernance",
    "title": "Écrire les règles de décision",
    "indicator": "Règles publiées",
    "unit": "",
    "months": "4",
    "detail": "",
}


@pytest.fixture
def entry(app):
    """`entry(title="…", need=Need.HIGH)`: an entry of the catalogue."""

    def add(**values):
        values = ENTRY | {"months": 4, "need": Need.LOW} | values
        added = operations.add_entry(actor=make.coach(), **values)
        db.session.commit()
        return added

    return add


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


@pytest.fixture
def roadmap(vikidia):
    """Its diagnostic says a low need of governance, and none of the technique."""
    season = db.session.get_one(make.Season, vikidia.season_id)
    make.dimension(season, "governance")
    technique = make.dimension(season, "technique", make.Axis.DEPLOYMENT)
    made = make.roadmap(vikidia)
    rating = db.session.query(make.Rating).filter_by(dimension_id=technique.id).one()
    rating.need = Need.NONE
    db.session.commit()
    return made
