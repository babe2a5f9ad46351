"""The actions of every project out of one sheet: new ones, and those whose owner, day or state changed."""

from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, Outcome
from aic_tracker.roadmap.models import Action
from tests import factories as make
from tests.imports.sheets import xlsx_of
from tests.imports.test_season import do, send
from tests.support.client import text_of

UPLOAD = "/imports/nouveau/actions"
HEAD = ("Commun", "Action", "Qui", "Pour le", "Statut")
COLUMNS = {"column_project": 0, "column_title": 1, "column_owner": 2, "column_due_on": 3, "column_state": 4}


@pytest.fixture
def desk(app, signed_in):
    laureate = make.laureate("Vikidia")
    client = signed_in(make.coach(laureate, name="Léa Martin"))
    client.project, client.zoe = laureate, make.referent(laureate, name="Zoé Faure")
    return client


def arrive(client, *rows):
    """To the preview."""
    sent = send(client, xlsx_of(HEAD, *rows), "actions.xlsx", UPLOAD)
    answered = client.submit(f"{sent.location}/colonnes", COLUMNS)
    assert answered.status_code == 303, text_of(answered)
    return sent.location


def judged():
    return [line.outcome for line in db.session.query(ImportLine).order_by(ImportLine.number)]


def written():
    db.session.expire_all()
    rows = db.session.query(Action).order_by(Action.id)
    return [
        (row.title, row.owner_id, row.due_on, row.done_on is not None, row.cancelled_on is not None) for row in rows
    ]


def test_each_line_is_an_action_of_its_project(desk):
    url = arrive(desk, ("Vikidia", "Écrire", "Zoé Faure", "T2 2026", ""), ("Vikidia", "Appeler", "", "", "Terminée"))
    assert do(desk, url).status_code == 303
    ends = date(2026, 6, 30)
    assert written() == [("Écrire", desk.zoe.id, ends, False, False), ("Appeler", None, None, True, False)]


def test_what_changed_is_all_that_changes(desk):
    for title in ("Une", "Deux", "Trois"):
        make.action(desk.project, title, owner_id=desk.zoe.id, due_on=date(2026, 5, 1))
    url = arrive(
        desk,
        ("Vikidia", "une", "Zoé Faure", date(2026, 5, 1), "En cours"),
        ("Vikidia", "Deux", "Léa Martin", date(2026, 6, 1), ""),
        ("Vikidia", "Trois", "Zoé Faure", date(2026, 5, 1), "Annulée"),
    )
    assert judged() == [Outcome.SAME, Outcome.CHANGED, Outcome.CHANGED]
    assert do(desk, url).status_code == 303
    assert [(row[0], row[2], row[4]) for row in written()] == [
        ("Une", date(2026, 5, 1), False),
        ("Deux", date(2026, 6, 1), False),
        ("Trois", date(2026, 5, 1), True),
    ]


def test_an_ended_action_is_opened_again_before_it_changes(desk):
    make.action(desk.project, "Écrire", done_on=date(2026, 2, 1))
    url = arrive(desk, ("Vikidia", "Écrire", "Zoé Faure", "", "En cours"))
    assert do(desk, url).status_code == 303
    assert written() == [("Écrire", desk.zoe.id, None, False, False)]


def test_an_ended_action_that_stays_so_says_why_it_does_not_change(desk):
    make.action(desk.project, "Écrire", done_on=date(2026, 2, 1))
    arrive(desk, ("Vikidia", "Écrire", "Zoé Faure", "", "Terminée"))
    assert judged() == [Outcome.REFUSED]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Ailleurs", "Écrire", "", "", ""), "n’est pas un projet du suivi"),
        (("Vikidia", "Écrire", "Inconnu", "", ""), "n’est pas membre de ce projet"),
        (("Vikidia", "Écrire", "", "un jour", ""), "date"),
        (("Vikidia", "Écrire", "", "", "Peut-être"), "Annulée"),
        (("Vikidia", "", "", "", ""), ""),
    ],
)
def test_what_cannot_be_read_is_refused_on_its_line(desk, row, words):
    url = arrive(desk, row)
    assert judged() == [Outcome.REFUSED]
    told = " ".join(text for line in db.session.query(ImportLine) for _cell, text in line.problems)
    assert words in told
    assert do(desk, url).status_code == 422


def test_taken_back_nothing_is_left_of_it(desk):
    make.action(desk.project, "Écrire", due_on=date(2026, 5, 1))
    before = written()
    url = arrive(desk, ("Vikidia", "Écrire", "Zoé Faure", "", "Terminée"), ("Vikidia", "Appeler", "", "", ""))
    assert do(desk, url).status_code == 303
    assert desk.submit(f"{url}/annuler").status_code == 303
    assert written() == before
