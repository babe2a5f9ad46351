"""Our own sheet of a roadmap, edited and sent back, changes exactly what was edited."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest

from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport, State
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority
from tests import factories as make
from tests.imports.test_season import do, send
from tests.support.client import text_of


@pytest.fixture
def desk(app, signed_in):
    laureate = make.laureate("Vikidia")
    coach, referent = make.coach(laureate, name="Léa Martin"), make.referent(laureate, name="Zoé Faure")
    roadmap = make.roadmap(laureate)
    priority = make.priority(roadmap, axis=Axis.DEPLOYMENT, title="Passer à l’échelle")
    values = {"indicator": "Lecteurs", "unit": "k", "baseline": Decimal("1.5"), "target": Decimal(80)}
    first = make.objective(
        priority,
        title="=Doubler",
        detail="Deux\nlignes",
        due_on=date(2026, 6, 30),
        owner=referent,
        current=Decimal(2),
        **values,
    )
    second = make.objective(priority, title="Recruter", status=ObjectiveStatus.BLOCKED, reason="Pas de budget")
    url = "/laureats/vikidia/feuille-de-route"
    return SimpleNamespace(
        client=signed_in(coach), url=url, first=first.id, second=second.id, laureate=laureate, referent=referent
    )


def take_in(desk, content, name="feuille.xlsx"):
    sent = send(desk.client, content, name, f"{desk.url}/importer")
    assert sent.status_code == 303, text_of(sent)
    received = db.session.query(SheetImport).order_by(SheetImport.id.desc()).first()
    answers = {f"column_{field}": place for field, place in received.places.items()}
    answered = desk.client.submit(f"{sent.location}/colonnes", answers)
    assert answered.status_code == 303, text_of(answered)
    return sent.location


def lines():
    last = db.session.query(SheetImport).order_by(SheetImport.id.desc()).first()
    return db.session.query(ImportLine).filter_by(import_id=last.id).order_by(ImportLine.number).all()


def edited(content, **cells):
    book = openpyxl.load_workbook(BytesIO(content))
    for cell, value in cells.items():
        book["Objectifs"][cell] = value
    output = BytesIO()
    book.save(output)
    return output.getvalue()


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_what_was_not_edited_changes_nothing(desk, ending):
    take_in(desk, desk.client.get(f"{desk.url}.{ending}").data, f"feuille.{ending}")
    assert [(line.outcome, line.problems) for line in lines()] == [(Outcome.SAME, [])] * 2


EDITS = [
    ({"C2": "Tripler"}, 0, "title", "Tripler"),
    ({"D2": "Autre détail"}, 0, "detail", "Autre détail"),
    ({"H2": 100}, 0, "target", Decimal(100)),
    ({"I2": "12,5"}, 0, "current", Decimal("12.5")),
    ({"M2": "fin septembre 2026"}, 0, "due_on", date(2026, 9, 30)),
    ({"N2": "Léa Martin"}, 0, "owner", "Léa Martin"),
    ({"N2": None}, 0, "owner", None),
    ({"K3": "En cours", "L3": None}, 1, "status", ObjectiveStatus.IN_PROGRESS),
    ({"L3": "Toujours pas de budget"}, 1, "reason", "Toujours pas de budget"),
]


@pytest.mark.parametrize(("cells", "place", "field", "value"), EDITS)
def test_an_edited_cell_is_the_only_change(desk, cells, place, field, value):
    before = {row.id: _picture(row) for row in db.session.query(Objective)}
    url = take_in(desk, edited(desk.client.get(f"{desk.url}.xlsx").data, **cells))
    outcomes = [Outcome.SAME, Outcome.SAME]
    outcomes[place] = Outcome.CHANGED
    assert [line.outcome for line in lines()] == outcomes, [line.problems for line in lines()]
    assert do(desk.client, url).status_code == 303
    changed = (desk.first, desk.second)[place]
    for row in db.session.query(Objective):
        after = _picture(row)
        differing = {name for name in after if after[name] != before[row.id][name]}
        assert differing == ({*({field}), *({"reason"} if field == "status" else ())} if row.id == changed else set())
        if row.id == changed:
            assert after[field] == value


def _picture(row):
    names = ("title", "detail", "indicator", "unit", "baseline", "target", "current", "status", "reason", "due_on")
    owner = db.session.get(make.User, row.owner_id).name if row.owner_id else None
    return {name: getattr(row, name) for name in names} | {"owner": owner}


def test_a_stale_row_is_a_conflict_that_shows_both(desk):
    content = edited(desk.client.get(f"{desk.url}.xlsx").data, C2="Tripler")
    db.session.get(Objective, desk.first).title = "Quadrupler"
    db.session.commit()
    url = take_in(desk, content)
    [[cell, words]] = lines()[0].problems
    assert cell == "P2"
    assert "« Quadrupler » ici, « Tripler » dans le fichier" in words
    assert do(desk.client, url).status_code == 422


def test_a_new_row_adds_an_objective_and_its_priority(desk):
    content = edited(
        desk.client.get(f"{desk.url}.xlsx").data, A4="Consolidation", B4="Gouverner", C4="Élire un bureau", K4="À faire"
    )
    url = take_in(desk, content)
    assert do(desk.client, url).status_code == 303
    added = db.session.query(Objective).filter_by(title="Élire un bureau").one()
    assert db.session.get(Priority, added.priority_id).title == "Gouverner"
    assert desk.client.submit(f"{url}/annuler").status_code == 303
    assert db.session.query(Objective).filter_by(title="Élire un bureau").count() == 0
    assert db.session.query(Priority).filter_by(title="Gouverner").count() == 0


def test_an_edit_is_taken_back(desk):
    before = _picture(db.session.get(Objective, desk.first))
    url = take_in(desk, edited(desk.client.get(f"{desk.url}.xlsx").data, H2=100, M2="30/09/2026"))
    do(desk.client, url)
    assert desk.client.submit(f"{url}/annuler").status_code == 303
    db.session.rollback()
    assert _picture(db.session.get(Objective, desk.first, populate_existing=True)) == before
    assert db.session.query(SheetImport).one().state is State.UNDONE


def test_a_referent_does_not_import_a_roadmap(desk, signed_in):
    assert signed_in(desk.referent).get(f"{desk.url}/importer").status_code == 403
    assert signed_in(make.referent()).get(f"{desk.url}/importer").status_code == 404
