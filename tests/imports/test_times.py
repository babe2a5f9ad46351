"""The time of referents out of the spreadsheet where they kept it, and taken back."""

from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.imports import judging, operations
from aic_tracker.imports.models import ImportLine, Outcome
from aic_tracker.journal.models import JournalEntry
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from tests import factories as make
from tests.conftest import NOW
from tests.imports.sheets import xlsx_of
from tests.imports.test_season import do, send
from tests.support.client import text_of

UPLOAD = "/imports/nouveau/temps"
HEAD = ("Projet", "Référent", "Date", "Temps passé", "Tâche", "Remarque")
COLUMNS = dict(
    zip(
        (f"column_{name}" for name in ("project", "person", "on", "quarters", "activity", "note")),
        range(6),
        strict=True,
    )
)


@pytest.fixture
def project(app):
    laureate = make.laureate("Vikidia")
    laureate.zoe = make.referent(laureate, name="Zoé Faure", email="zoe@example.org")
    return laureate


@pytest.fixture
def desk(project, signed_in):
    client = signed_in(make.coach(project))
    client.project = project
    return client


def arrive(client, *rows):
    """To the preview."""
    sent = send(client, xlsx_of(HEAD, *rows), "temps.xlsx", UPLOAD)
    assert sent.status_code == 303, text_of(sent)
    answered = client.submit(f"{sent.location}/colonnes", COLUMNS)
    assert answered.status_code == 303, text_of(answered)
    return sent.location


def noted():
    return [(row.on, row.quarters, row.activity) for row in db.session.query(TimeEntry).order_by(TimeEntry.on)]


def refusals():
    return [words for line in db.session.query(ImportLine) for _cell, words in line.problems]


def test_each_line_is_noted_as_people_type_it(desk):
    url = arrive(
        desk,
        ("Vikidia", "Zoé Faure", "3 février 2026", "½", "Atelier", "Avec l’école"),
        ("vikidia", "zoe@example.org", date(2026, 2, 4), "1 j", "Suivi", None),
    )
    page = text_of(desk.get(url)).replace("\xa0", " ")
    assert "Nouvelles : 2" in page
    assert noted() == []
    assert do(desk, url).status_code == 303
    assert noted() == [(date(2026, 2, 3), 2, "Atelier"), (date(2026, 2, 4), 4, "Suivi")]


def test_the_titles_of_our_own_export_are_known(desk):
    head = ("Lauréat", "Référente ou référent", "Jour", "Temps (jours)", "Activité", "Note")
    sent = send(desk, xlsx_of(head, ("Vikidia", "Zoé Faure", date(2026, 2, 3), 0.5, "Atelier", "")), "t.xlsx", UPLOAD)
    desk.submit(f"{sent.location}/colonnes", COLUMNS)
    assert do(desk, sent.location).status_code == 303
    assert noted() == [(date(2026, 2, 3), 2, "Atelier")]


def test_what_is_noted_already_stays_as_it_is(desk):
    make.time_entry(desk.project, desk.project.zoe, date(2026, 2, 3), quarters=2, activity="Atelier")
    arrive(
        desk,
        ("Vikidia", "Zoé Faure", "3 février 2026", 0.5, "Atelier", ""),
        ("Vikidia", "Zoé Faure", "3 février 2026", 0.25, "Appel", ""),
    )
    assert [line.outcome for line in db.session.query(ImportLine).order_by(ImportLine.number)] == [
        Outcome.SAME,
        Outcome.NEW,
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Vikydia", "Zoé Faure", "3 février 2026", 1, "Suivi", ""), "Est-ce « Vikidia »"),
        (("Vikidia", "Inconnue", "3 février 2026", 1, "Suivi", ""), "n’est pas référent·e de ce projet : Zoé Faure"),
        (("Vikidia", "Zoé Faure", "3 mars 2031", 1, "Suivi", ""), "à venir"),
        (("Vikidia", "Zoé Faure", "3 février 2026", 0.3, "Suivi", ""), "quarts de journée"),
        (("Vikidia", "Zoé Faure", "3 février 2026", date(2026, 4, 1), "Suivi", ""), "devient une date"),
        (("Vikidia", "Zoé Faure", "3 février 2026", 1.25, "Suivi", ""), "quart"),
    ],
)
def test_what_cannot_be_noted_is_refused_on_its_line(desk, row, words):
    url = arrive(desk, row)
    assert words in " ".join(refusals()).replace("\xa0", " ")
    assert do(desk, url).status_code == 422
    assert noted() == []


def test_two_referents_of_one_name_are_asked_for_never_guessed(desk):
    make.referent(desk.project, name="Zoé Faure", email="zoe.bis@example.org")
    arrive(desk, ("Vikidia", "Zoé Faure", "3 février 2026", 1, "Suivi", ""))
    assert "écrivez plutôt l’adresse" in refusals()[0]


def test_the_same_line_twice_is_refused(desk):
    line = ("Vikidia", "Zoé Faure", "3 février 2026", 0.25, "Suivi", "")
    arrive(desk, line, line)
    assert refusals() == ["C’est déjà la ligne 2."]


def test_a_day_holds_no_more_than_a_day(desk):
    line = ("Vikidia", "Zoé Faure", "3 février 2026", 0.75)
    arrive(desk, (*line, "Matin", ""), (*line, "Soir", ""))
    assert len(refusals()) == 1


def test_taken_back_the_month_is_said_empty_again(desk):
    zoe = desk.project.zoe
    make.save(MonthDeclaration(user_id=zoe.id, laureate_id=desk.project.id, month=date(2026, 2, 1), declared_at=NOW))
    url = arrive(desk, ("Vikidia", "Zoé Faure", "4 février 2026", 1, "Suivi", ""))
    assert do(desk, url).status_code == 303
    assert db.session.query(MonthDeclaration).count() == 0
    assert desk.submit(f"{url}/annuler").status_code == 303
    assert noted() == []
    assert [row.month for row in db.session.query(MonthDeclaration)] == [date(2026, 2, 1)]


def test_it_is_for_who_corrects_time(project, signed_in):
    assert signed_in(make.direction()).get(UPLOAD).status_code in (403, 404)
    assert signed_in(project.zoe).get(UPLOAD).status_code in (403, 404)


def test_a_long_sheet_tells_before_anything_is_written_of_a_day_that_overflows(desk, monkeypatch):
    monkeypatch.setattr(operations, "REHEARSED", 1)
    make.time_entry(desk.project, desk.project.zoe, date(2026, 2, 3), quarters=2, activity="Suivi")
    lines = [("Vikidia", "Zoé Faure", date(2026, 2, 3), 0.25 * quarters, "Atelier", "") for quarters in (1, 2)]
    arrive(desk, *lines)
    assert refusals() == ["Il y a déjà 0,75\xa0j ce jour-là, tous projets confondus : il reste 0,25\xa0j au plus."]


def test_many_lines_are_written_together_and_taken_back(desk, monkeypatch):
    monkeypatch.setattr(judging, "TOGETHER", 2)
    zoe = desk.project.zoe
    make.save(MonthDeclaration(user_id=zoe.id, laureate_id=desk.project.id, month=date(2026, 2, 1), declared_at=NOW))
    days = [date(2026, 2, day) for day in (2, 3, 4, 5, 6)]
    url = arrive(desk, *(("Vikidia", "Zoé Faure", day, 1, "Atelier", "") for day in days))
    assert do(desk, url).status_code == 303
    assert [on for on, _, _ in noted()] == days
    assert db.session.query(MonthDeclaration).count() == 0
    told = db.session.query(JournalEntry).filter_by(verb="time.logged").order_by(JournalEntry.id)
    assert next(one.summary for one in told).replace("\xa0", " ") == "a noté 1 j pour Zoé Faure le 2 février 2026"
    assert desk.submit(f"{url}/annuler").status_code == 303
    assert noted() == []
    assert db.session.query(MonthDeclaration).count() == 1
