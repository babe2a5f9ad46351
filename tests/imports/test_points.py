"""The points of every project out of one sheet: those to come invite as the screen does, those passed invite nobody."""

from datetime import date, time

import pytest

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport
from aic_tracker.inputs import local_instant
from tests import factories as make
from tests.imports.sheets import xlsx_of
from tests.imports.test_season import do, send
from tests.support.client import text_of

UPLOAD = "/imports/nouveau/points"
HEAD = ("Commun", "Le", "Horaire", "Durée", "Type", "Salle", "Participants")
NAMES = ("project", "on", "hour", "duration_minutes", "kind", "place", "present")
COLUMNS = {f"column_{name}": place for place, name in enumerate(NAMES)}


@pytest.fixture
def desk(app, signed_in):
    laureate = make.laureate("Vikidia")
    client = signed_in(make.coach(laureate, name="Léa Martin"))
    client.project, client.zoe = laureate, make.referent(laureate, name="Zoé Faure")
    return client


def arrive(client, *rows):
    """To the preview."""
    sent = send(client, xlsx_of(HEAD, *rows), "points.xlsx", UPLOAD)
    assert sent.status_code == 303, text_of(sent)
    answered = client.submit(f"{sent.location}/colonnes", COLUMNS)
    assert answered.status_code == 303, text_of(answered)
    return sent.location


def judged():
    return [line.outcome for line in db.session.query(ImportLine).order_by(ImportLine.number)]


def points():
    db.session.expire_all()
    return db.session.query(Checkpoint).order_by(Checkpoint.starts_at).all()


def guests():
    """With whether they were there."""
    return set(db.session.query(User.name, Attendee.was_present).join(Attendee, Attendee.user_id == User.id))


def test_each_line_is_a_point_as_people_type_it(desk):
    url = arrive(
        desk,
        ("Vikidia", "mardi 14 avril 2026", "10h30", "1 h 30", "Comité d’accélération", "https://visio.example.org", ""),
        ("vikidia", "12 mai 2026 à 9h", "", "", "", "", ""),
        ("Vikidia", date(2026, 6, 9), "", "45 min", "", "Salle 2", ""),
    )
    assert points() == []
    page = text_of(desk.get(url)).replace("\xa0", " ")
    assert "Léa Martin et Zoé Faure" in page
    assert do(desk, url).status_code == 303
    assert [(p.starts_at, p.duration_minutes, p.kind, p.place) for p in points()] == [
        (
            local_instant(date(2026, 4, 14), time(10, 30)),
            90,
            CheckpointKind.ACCELERATION,
            "https://visio.example.org",
        ),
        (local_instant(date(2026, 5, 12), time(9)), 60, CheckpointKind.REGULAR, ""),
        (local_instant(date(2026, 6, 9), time(14)), 45, CheckpointKind.REGULAR, "Salle 2"),
    ]
    assert guests() == {("Léa Martin", None), ("Zoé Faure", None)}


def test_the_columns_are_guessed_by_their_titles(desk):
    send(desk, xlsx_of(HEAD, ("Vikidia", date(2026, 4, 14))), "points.xlsx", UPLOAD)
    places = db.session.query(SheetImport).one().places
    assert {f"column_{name}": place for name, place in places.items()} == COLUMNS


def test_a_point_that_is_past_invites_nobody(desk):
    url = arrive(desk, ("Vikidia", "7 février 2026 à 10h", "", "", "", "", ""))
    assert "aucune : ce point est passé" in text_of(desk.get(url))
    assert do(desk, url).status_code == 303
    assert [point.status for point in points()] == [CheckpointStatus.PLANNED]
    assert guests() == set()


def test_who_was_there_notes_that_it_was_held(desk):
    url = arrive(desk, ("Vikidia", "10 février 2026", "14:00", "", "", "", "Zoé Faure; Léa Martin"))
    assert do(desk, url).status_code == 303
    assert [point.status for point in points()] == [CheckpointStatus.HELD]
    assert guests() == {("Zoé Faure", True), ("Léa Martin", True)}


def test_a_point_that_stands_already_is_the_same(desk):
    make.checkpoint(desk.project, date(2026, 4, 14), hour=10)
    arrive(
        desk,
        ("Vikidia", "14 avril 2026", 10, "", "", "", ""),
        ("Vikidia", "14 avril 2026", "", "", "", "", ""),
        ("Vikidia", "14 avril 2026", "16:00", "", "", "", ""),
    )
    assert judged() == [Outcome.SAME, Outcome.SAME, Outcome.NEW]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Vikydia", "14 avril 2026", "", "", "", "", ""), "Est-ce « Vikidia »"),
        (("Vikidia", "14 avril 2031", "", "", "", "", ""), "en dehors de l’accompagnement"),
        (("Vikidia", "18 avril 2026", "", "", "", "", ""), "n’est pas un jour ouvré"),
        (("Vikidia", "? 14:00", "", "", "", "", ""), "Date"),
        (("Vikidia", "2026-04-14 09:15 - 10:15", "", "", "", "", ""), "une seule heure"),
        (("Vikidia", "14h le 14 avril", "", "", "", "", ""), "le jour puis l’heure"),
        (("Vikidia", "14 avril 2026", "", "1,5 h", "", "", ""), "Indiquez une durée"),
        (("Vikidia", "bientôt", "", "", "", "", ""), "date"),
        (("Vikidia", "14 avril 2026", "25:00", "", "", "", ""), "entre 00:00 et 23:59"),
        (("Vikidia", "29 mars 2026", "2h30", "", "", "", ""), "n’existe pas"),
        (("Vikidia", "14 avril 2026", "", "3 min", "", "", ""), "entre 15 et 480"),
        (("Vikidia", "14 avril 2026", "", "", "Goûter", "", ""), "n’est pas dans la liste"),
        (("Vikidia", "14 avril 2026", "", "", "", "", "Zoé Faure"), "à venir"),
        (("Vikidia", "10 février 2026", "", "", "", "", "Inconnue"), "n’est pas membre de ce projet"),
    ],
)
def test_what_cannot_be_planned_is_refused_on_its_line(desk, row, words):
    url = arrive(desk, row)
    told = " ".join(text for line in db.session.query(ImportLine) for _cell, text in line.problems)
    assert words in told.replace("\xa0", " ")
    assert do(desk, url).status_code == 422
    assert points() == []


def test_a_closed_day_that_is_meant_is_taken(desk):
    head = (*HEAD, "Jour fermé")
    sent = send(desk, xlsx_of(head, ("Vikidia", "18 avril 2026", "", "", "", "", "", "oui")), "points.xlsx", UPLOAD)
    desk.submit(f"{sent.location}/colonnes", COLUMNS | {"column_closed_day_meant": 7})
    assert judged() == [Outcome.NEW]


def test_the_same_point_twice_is_refused(desk):
    line = ("Vikidia", "14 avril 2026", "", "", "", "", "")
    arrive(desk, line, line)
    assert judged() == [Outcome.NEW, Outcome.REFUSED]


def test_taken_back_nothing_is_left_of_it(desk):
    past = ("Vikidia", "10 février 2026", "14:00", "", "", "", "Zoé Faure")
    url = arrive(desk, past, ("Vikidia", "14 avril 2026", "", "", "", "", ""))
    assert do(desk, url).status_code == 303
    assert desk.submit(f"{url}/annuler").status_code == 303
    assert points() == []


def test_a_point_whose_invitation_may_be_in_a_calendar_is_not_taken_back(desk, at):
    url = arrive(desk, ("Vikidia", "14 avril 2026", "", "", "", "", ""))
    do(desk, url)
    at("2026-04-09T10:00")
    assert "annulez-le depuis sa page" in text_of(desk.get(url))
    assert desk.submit(f"{url}/annuler").status_code == 422
    assert len(points()) == 1


@pytest.mark.parametrize("typed", ["14/04/2026 09:15:30", "2026-04-14 09:15:00.000", "14 avril 2026 à 9 h 15"])
def test_the_hour_of_a_day_is_read_as_people_and_programs_write_it(desk, typed):
    do(desk, arrive(desk, ("Vikidia", typed, "", "", "", "", "")))
    assert [point.starts_at for point in points()] == [local_instant(date(2026, 4, 14), time(9, 15))]


def test_it_is_for_who_plans_points(desk, signed_in):
    assert desk.get("/imports/modele/points.xlsx").status_code == 200
    assert signed_in(make.direction()).get(UPLOAD).status_code == 404
    assert signed_in(desk.zoe).get(UPLOAD).status_code == 404
