"""What the preview says first, and all that is wrong with a line, told at once."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.imports import operations
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport
from tests import factories as make
from tests.imports import test_actions, test_season
from tests.imports.sheets import xlsx_of
from tests.imports.test_actions import UPLOAD, arrive, do
from tests.imports.test_season import HEAD, send
from tests.support.client import text_of

desk, season_desk = test_actions.desk, test_season.desk

GOOD = ("Vikidia", "Écrire", "", "", "")
LOST = ("Ailleurs", "Appeler", "", "", "")


def problems(number=2):
    line = db.session.query(ImportLine).filter_by(number=number).one()
    return " ".join(f"{cell} {words}" for cell, words in line.problems)


def test_the_preview_opens_without_an_error_that_nobody_made(desk):
    page = desk.get(arrive(desk, GOOD))
    assert page.status_code == 200
    assert "fr-error-text" not in page.text
    assert "Renseignez" not in text_of(page)


def test_the_lines_that_are_asked_for_are_the_only_ones(desk):
    url = arrive(desk, GOOD, LOST)
    assert "Appeler" not in text_of(desk.get(f"{url}?outcome=new"))


def test_the_rest_of_nothing_is_not_offered(desk):
    url = arrive(desk, LOST, LOST)
    page = desk.get(url)
    assert "Importer sans les lignes refusées" not in text_of(page)
    assert "Aucune ligne ne peut être importée" in text_of(page)
    assert f"{url}/appliquer" not in page.text


def test_nor_is_it_when_all_is_there_already(desk):
    make.action(desk.project, "Écrire")
    url = arrive(desk, GOOD)
    page = text_of(desk.get(url))
    assert "Tout importer" not in page
    assert "Il n’y a rien à importer" in page


def test_the_rest_is_offered_when_there_is_one(desk):
    url = arrive(desk, GOOD, LOST)
    assert "Importer sans les lignes refusées" in text_of(desk.get(url))
    assert do(desk, url, then="without").status_code == 303


def test_all_the_faults_of_an_action_are_told_at_once(desk):
    arrive(desk, ("Ailleurs", "", "Inconnu", "un jour", "Peut-être"))
    told = problems()
    assert "n’est pas un projet du suivi" in told
    assert "« Action » est vide" in told
    assert "D2" in told
    assert "« Peut-être » n’est pas dans la liste" in told


def test_an_unknown_owner_is_told_beside_a_day_that_is_none(desk):
    arrive(desk, ("Vikidia", "Écrire", "Inconnu", "un jour", ""))
    assert "n’est pas membre de ce projet" in problems()
    assert "D2" in problems()


def test_all_the_faults_of_a_laureate_are_told_at_once(season_desk):
    row = (1, "Vikidia", "Association Vikidia", 123, "bientôt", "Zoé Faure", "", "Éducation")
    test_season.arrive(season_desk, xlsx_of(HEAD, row), all_season="", all_lead="")
    told = problems()
    assert "D2" in told
    assert "E2" in told
    assert "Il manque « Saison »" in told
    assert "Il manque « Chargé·e d’accélération »" in told
    assert "Indiquez l’adresse électronique de Zoé Faure" in told
    assert "Il manque « Début" not in told


def test_a_fault_is_told_once(season_desk):
    row = (1, "Vikidia", "", 123, date(2026, 3, 1), "", "", "")
    test_season.arrive(season_desk, xlsx_of(HEAD, row))
    line = db.session.query(ImportLine).one()
    cells = [cell for cell, _words in line.problems]
    assert sorted(cells) == sorted(set(cells))


@pytest.fixture
def slowly(monkeypatch):
    monkeypatch.setattr(operations, "AT_ONCE", 2)
    monkeypatch.setattr(operations, "REHEARSED", 1)


def test_a_double_is_found_in_whichever_slice_it_stands(desk, slowly):
    lines = [("Vikidia", title, "", "", "") for title in ("Une", "Deux", "Trois", "Quatre", "une")]
    url = arrive(desk, *lines)
    received = db.session.query(SheetImport).one()
    for _ in range(2):
        operations.read_on(received, actor=received.user, now=clock.now())
    db.session.commit()
    outcomes = [line.outcome for line in db.session.query(ImportLine).order_by(ImportLine.number)]
    assert outcomes == [Outcome.NEW] * 4 + [Outcome.REFUSED]
    assert "déjà à la ligne 2" in problems(6)
    assert do(desk, url, then="without").status_code == 303


@pytest.mark.parametrize("again", [("Vikidia", "Écrire", "Inconnu", "", ""), ("Vikidia", "Écrire", "", "un jour", "")])
def test_the_double_of_a_refused_line_is_one_too(desk, again):
    arrive(desk, again, GOOD)
    assert "déjà à la ligne 2" in problems(3)


def refused(desk, content, name):
    answer = send(desk, content, name, UPLOAD)
    assert answer.status_code == 422
    assert db.session.query(SheetImport).count() == 0
    return text_of(answer).replace("\xa0", " ")


TITLES = "Commun;Action\n"


@pytest.mark.parametrize("name", ["actions.xlsx", "Actions.XLS", "actions.ods", "actions.grist"])
def test_a_text_that_bears_the_name_of_a_workbook_is_refused_at_once(desk, name):
    told = refused(desk, f"{TITLES}Vikidia;Écrire\n".encode(), name)
    assert "contient du texte" in told
    assert ".csv" in told


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TITLES.encode(), "actions.csv"),
        (f"{TITLES};\n  ;\n".encode(), "actions.csv"),
        (xlsx_of(("Commun", "Action")), "actions.xlsx"),
    ],
)
def test_a_table_of_titles_alone_is_refused_at_once(desk, content, name):
    assert "aucune ligne sous ses titres" in refused(desk, content, name)


def test_an_empty_sheet_is_too(desk):
    assert "vide" in refused(desk, xlsx_of(), "actions.xlsx")


def test_an_empty_cell_of_what_always_has_a_value_changes_nothing(season_desk):
    known = make.laureate("Vikidia", season=make.season("Saison 4"))
    head = ("Nom du projet", "Structure porteuse", "Saison", "Direction qui opère", "Site web")
    row = ("Vikidia", known.organisation.name, "", "", "https://vikidia.org")
    url = send(season_desk, xlsx_of(head, row)).location
    chosen = {"column_name": 0, "column_organisation": 1, "column_season": 2, "column_operator": 3, "column_website": 4}
    assert season_desk.submit(f"{url}/colonnes", chosen).status_code == 303
    assert [change[0] for change in db.session.query(ImportLine).one().changes] == ["Site web"]
    assert do(season_desk, url).status_code == 303
