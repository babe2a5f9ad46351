"""A cell shown « 73 % » holds 0.73: beside 80, what each means is asked, and remembered."""

from decimal import Decimal

import pytest

from aic_tracker.db import db
from aic_tracker.imports import percentages
from aic_tracker.imports.models import ImportLine, SheetImport
from aic_tracker.roadmap.models import Objective, Roadmap
from tests import factories as make
from tests.imports.sheets import xlsx_of
from tests.imports.test_season import do, send
from tests.support.client import text_of

UPLOAD = "/laureats/vikidia/feuille-de-route/importer"
HEAD = ("Axe", "Priorité", "Objectif", "Unité", "Cible", "Indicateur", "Départ")
COLUMNS = {"column_axis": 0, "column_priority": 1, "column_title": 2, "column_unit": 3, "column_target": 4}
COLUMNS |= {"column_indicator": 5, "column_baseline": 6}


@pytest.fixture
def desk(app, signed_in):
    laureate = make.laureate("Vikidia")
    make.roadmap(laureate)
    return signed_in(make.coach(laureate))


def sent(client, *values, unit="%"):
    lines = [("Déploiement", "Écoles", f"Objectif {value}", unit, value, "Part des écoles", 0) for value in values]
    return send(client, xlsx_of(HEAD, *lines), "route.xlsx", UPLOAD).location


def targets():
    return [row.target for row in db.session.query(Objective).order_by(Objective.id)]


def test_what_is_not_sure_is_asked(desk):
    refused = desk.submit(f"{sent(desk, 0.73, 80)}/colonnes", COLUMNS)
    assert refused.status_code == 422
    page = text_of(refused).replace("\xa0", " ")
    assert "Dites ce qu’elles veulent dire" in page
    assert "80 % ou 8000 %" in page


@pytest.mark.parametrize(
    ("answer", "expected"), [("both", ["73", "80"]), ("share", ["73", "8000"]), ("hundred", ["0.73", "80"])]
)
def test_the_answer_is_what_is_written(desk, answer, expected):
    url = sent(desk, 0.73, 80)
    assert desk.submit(f"{url}/colonnes", COLUMNS | {"all_percentages": answer}).status_code == 303
    done = do(desk, url)
    assert done.status_code == 303, [line.problems for line in db.session.query(ImportLine)]
    assert targets() == [Decimal(value) for value in expected]


@pytest.mark.parametrize(("values", "unit"), [((73, 80), "%"), ((0.73, 80), "ETP"), (("150 %", 80), "%")])
def test_what_is_sure_is_not_asked(desk, values, unit):
    assert desk.submit(f"{sent(desk, *values, unit=unit)}/colonnes", COLUMNS).status_code == 303


def test_the_answer_is_remembered_with_the_columns(desk):
    desk.submit(f"{sent(desk, 0.73, 80)}/colonnes", COLUMNS | {"all_percentages": "both"})
    page = desk.get(sent(desk, 0.5, 60)).text
    assert 'value="both" selected' in page
    assert db.session.query(SheetImport).count() == 2


def test_our_own_export_is_never_asked_nor_converted(desk):
    objective = make.objective(make.priority(make.roadmap(make.laureate("Infoclimat"))))
    rows = [["%", 0.5, f"{objective.id}-1"], ["%", 80, f"{objective.id}-1"]]
    places = {"unit": 0, "target": 1, "identifier": 2}
    assert not percentages.are_doubtful(rows, places)
    assert percentages.are_doubtful([["%", 0.5, ""]], places)


@pytest.mark.parametrize(
    ("value", "is_doubted"), [(0.73, True), (1.5, True), (2, False), (12.5, False), ("150 %", False), ("0,5 %", False)]
)
def test_what_may_be_a_share_of_more_than_one_is_doubted_too(value, is_doubted):
    assert percentages.are_doubtful([["%", value]], {"unit": 0, "target": 1}) is is_doubted


def test_a_percentage_typed_as_a_text_is_what_it_says(desk):
    url = sent(desk, "150 %", 80)
    assert desk.submit(f"{url}/colonnes", COLUMNS).status_code == 303
    assert do(desk, url).status_code == 303
    assert targets() == [150, 80]


def test_it_is_refused_where_the_unit_is_another(desk):
    url = sent(desk, "150 %", unit="ETP")
    desk.submit(f"{url}/colonnes", COLUMNS)
    assert "E2 : « 150 % » est un pourcentage, et l’unité de cet objectif est « ETP »" in plain(desk.get(url))


def test_a_sheet_without_units_takes_them_from_the_objectives_and_asks_on_the_line(desk):
    priority = make.priority(db.session.query(Roadmap).one(), title="Écoles")
    make.objective(priority, title="Équiper", indicator="Part des écoles", unit="%", baseline=0, target=80)
    lines = [("Écoles", "Équiper", 0.9, None), ("Écoles", "Former", None, "Part des classes")]
    url = send(desk, xlsx_of(("Priorité", "Objectif", "Cible", "Indicateur"), *lines), "route.xlsx", UPLOAD).location
    columns = {"column_priority": 0, "column_title": 1, "column_target": 2, "column_indicator": 3}
    assert desk.submit(f"{url}/colonnes", columns).status_code == 303
    assert "C2 : « 0,9 » en % se lit de deux façons" in plain(desk.get(url))
    columns |= {"all_percentages": "both"}
    del columns["column_indicator"]
    desk.submit(f"{url}/colonnes", columns)
    assert "Équiper Modifiée Cible : 80 → 90" in plain(desk.get(url))


def plain(answer):
    return " ".join(text_of(answer).replace("\xa0", " ").split())
