"""A project overseas: its form, its points, its mails and its time follow its own days and say its own hour."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from aic_tracker import clock
from aic_tracker.calendar_fr import paris_day, paris_instant
from aic_tracker.checkpoints import operations
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates.models import Laureate
from aic_tracker.territories import Territory
from tests import factories
from tests.support.client import text_of


@pytest.fixture
def project(app) -> Laureate:
    return factories.laureate("Vikidia", territory=Territory.GUADELOUPE)


def said(page) -> str:
    return text_of(page).replace("\N{NO-BREAK SPACE}", " ")


def test_the_form_keeps_the_territory_and_the_journal_tells_it(app, signed_in):
    vikidia = factories.laureate("Vikidia")
    browser = signed_in(factories.coach(vikidia))
    path = "/laureats/vikidia/modifier"
    ids = {"organisation": vikidia.organisation_id, "season": vikidia.season_id}
    values = {"version": vikidia.version, "name": "Vikidia", "operator": "DINUM", "territory": "reunion", **ids}
    assert browser.submit(path, values).status_code == 303
    assert 'value="reunion" selected' in browser.get(path).text
    db.session.expire_all()
    assert db.session.get_one(Laureate, vikidia.id).territory is Territory.REUNION
    told = said(browser.get("/laureats/vikidia/journal"))
    assert "Territoire : avant, France hexagonale et Corse → puis La Réunion" in told


def test_the_hour_there_stands_beside_the_hour_of_paris(project, signed_in):
    factories.checkpoint(project, number=3)
    page = said(signed_in(factories.coach(project)).get("/laureats/vikidia/points/3"))
    assert "Jeudi 12 mars 2026 à 14 h (heure de Paris ; 9 h en Guadeloupe)" in page


def test_every_page_says_whose_hours_it_shows(project, signed_in):
    assert "Les heures sont celles de Paris." in said(signed_in(factories.coach(project)).get("/laureats/vikidia"))


def test_points_are_proposed_on_days_worked_there(project):
    period = factories.first_period(project)
    days = [paris_day(p.starts_at) for p in operations.propose_points(period, actor=factories.admin(), now=clock.now())]
    assert date(2026, 5, 27) not in days


def test_a_day_closed_there_must_be_meant(project):
    statement = sa.select(Laureate).options(selectinload(Laureate.periods))
    laureate = db.session.scalars(statement.execution_options(populate_existing=True)).one()
    with pytest.raises(DomainError, match="n’est pas un jour ouvré en Guadeloupe"):
        operations.plan_point(
            laureate, actor=factories.admin(), now=clock.now(), starts_at=paris_instant(date(2026, 5, 27), 14)
        )


def test_the_register_counts_the_days_of_the_state(signed_in, app):
    page = said(signed_in(factories.direction()).get("/aides/registre"))
    assert "il compte les jours ouvrés de l’Hexagone" in page
