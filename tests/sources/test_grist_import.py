"""A table of Grist becomes an import: its columns are matched, and nothing is written before its preview."""

from dataclasses import replace
from datetime import date

import pytest

from aic_tracker import config
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.imports.models import SheetImport
from aic_tracker.settings import Grist as Settings
from aic_tracker.timesheet.models import TimeEntry
from tests import factories as make
from tests.imports.test_season import do
from tests.sources.grist_server import KEY, opened
from tests.support.client import text_of

TAKE = "/sources/grist/importer/temps"
COLUMNS = {f"column_{name}": place for place, name in enumerate(("project", "person", "on", "quarters", "activity"))}


@pytest.fixture
def grist(app):
    for server in opened():
        before = config.current()
        config.use(replace(before, grist=Settings(url=server.url, key=KEY, document="lu", table="Temps")))
        yield server
        config.use(before)


@pytest.fixture
def table(grist):
    grist.add_table(
        "Temps",
        {
            "Projet": {"label": "Projet", "type": "Text"},
            "Qui": {"label": "Référent", "type": "Text"},
            "Le": {"label": "Date", "type": "Date"},
            "Jours": {"label": "Temps passé", "type": "Numeric"},
            "Quoi": {"label": "Activité", "type": "Text"},
        },
        {"Projet": "Vikidia", "Qui": "Zoé Faure", "Le": 1770163200, "Jours": 0.5, "Quoi": "Atelier"},
        {"Projet": "Vikidia", "Qui": "Zoé Faure", "Le": 1770249600, "Jours": 0.25, "Quoi": "=Appel"},
    )


@pytest.fixture
def desk(app, signed_in):
    laureate = make.laureate("Vikidia")
    make.referent(laureate, name="Zoé Faure")
    return signed_in(make.coach(laureate))


def kept():
    """Where the only import there is goes on."""
    return f"/imports/{db.session.query(SheetImport).one().id}"


def test_its_rows_are_imported_as_those_of_a_sheet(desk, table):
    assert "Importer : temps des référentes et référents" in text_of(desk.get("/sources"))
    answer = desk.submit(TAKE)
    assert (answer.status_code, answer.location) == (303, kept())
    assert "Grist lu Temps" in text_of(desk.get(kept()))
    assert desk.submit(f"{kept()}/colonnes", COLUMNS).status_code == 303
    assert db.session.query(TimeEntry).count() == 0
    assert do(desk, kept()).status_code == 303
    noted = [(row.on, row.quarters, row.activity) for row in db.session.query(TimeEntry).order_by(TimeEntry.on)]
    assert noted == [(date(2026, 2, 4), 2, "Atelier"), (date(2026, 2, 5), 1, "=Appel")]


def test_a_service_that_gives_nothing_is_told_and_nothing_is_kept(desk, grist):
    assert desk.submit(TAKE).location == "/sources"
    assert "La table n’a pas pu être importée. Grist ne connaît pas" in text_of(desk.get("/sources"))
    assert db.session.query(SheetImport).count() == 0


def test_a_table_without_a_row_is_told_and_nothing_is_kept(desk, grist):
    grist.add_table("Temps", {"Projet": {"label": "Projet", "type": "Text"}})
    assert desk.submit(TAKE).location == "/sources"
    assert "Ce tableau n’a aucune ligne sous ses titres" in text_of(desk.get("/sources"))
    assert db.session.query(SheetImport).count() == 0


@pytest.mark.parametrize("key", ["feuille-de-route", "inconnu"])
def test_what_is_no_import_of_all_projects_does_not_exist(desk, table, key):
    assert desk.submit(f"/sources/grist/importer/{key}").status_code == 404


def test_without_its_setting_it_does_not_exist(desk):
    assert desk.submit(TAKE).status_code == 404
    assert TAKE not in desk.get("/sources").text


def test_it_is_for_who_imports(table, signed_in):
    admin = signed_in(make.user(Role.ADMIN))
    assert admin.submit(TAKE).status_code in (403, 404)
    assert TAKE not in admin.get("/sources").text
