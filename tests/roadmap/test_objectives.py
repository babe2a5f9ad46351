from datetime import date
from decimal import Decimal

import pytest

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from tests import factories as make
from tests.support.client import text_of

FIELDS = {
    "title": "Doubler les contributeurs",
    "due_on": "2026-06-30",
    "owner": "",
    "indicator": "Contributeurs réguliers",
    "unit": "personnes",
    "baseline": "12,5",
    "target": "25",
    "detail": "",
}


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


@pytest.fixture
def priority(vikidia):
    return make.priority(make.roadmap(vikidia))


def new(priority) -> str:
    return f"/laureats/vikidia/priorites/{priority.id}/objectifs/nouveau"


def url(objective, gesture: str) -> str:
    return f"/laureats/vikidia/objectifs/{objective.id}/{gesture}"


def stored(objective) -> Objective:
    db.session.rollback()
    return db.session.get(Objective, objective.id, populate_existing=True)


def test_an_objective_starts_at_its_baseline(signed_in, vikidia, priority):
    robin = make.referent(vikidia, name="Robin")
    coach = signed_in(make.coach())
    assert "Robin" in text_of(coach.get(new(priority)))
    answer = coach.submit(new(priority), FIELDS | {"owner": str(robin.id)})
    assert answer.status_code == 303
    row = db.session.query(Objective).one()
    assert (row.baseline, row.target, row.current) == (Decimal("12.5"), Decimal(25), Decimal("12.5"))
    assert (row.status, row.due_on, row.owner_id) == (ObjectiveStatus.TODO, date(2026, 6, 30), robin.id)
    assert answer.location.endswith(f"#objectif-{row.id}")
    assert "Doubler les contributeurs" in db.session.query(JournalEntry).one().summary


def test_a_title_is_enough(signed_in, priority):
    answer = signed_in(make.coach()).submit(new(priority), {"title": "Écrire les statuts"})
    assert answer.status_code == 303
    assert db.session.query(Objective).one().current is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Indiquez l’intitulé de l’objectif."),
        ({"target": ""}, "Indiquez la valeur de départ et la cible, ou aucune des deux."),
        ({"baseline": ""}, "Indiquez la valeur de départ et la cible, ou aucune des deux."),
        ({"target": "12,50"}, "Indiquez une cible différente de la valeur de départ."),
        ({"indicator": ""}, "Dites ce que ces valeurs mesurent."),
        ({"baseline": "NaN"}, "Indiquez un nombre, par exemple 12,5."),
        ({"target": "1e999999"}, "Indiquez un nombre, par exemple 12,5."),
        ({"target": "12,345"}, "Indiquez 2 décimales au plus."),
        ({"due_on": "30/02/2026"}, "n’existe pas"),
        (
            {"due_on": "2026-09-01"},
            "Cette échéance est hors de l’accompagnement (du 1er septembre 2025 au 31 août 2026)",
        ),
        ({"owner": "999"}, "Choisissez une option de la liste."),
    ],
)
def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in, priority, wrong, said):
    answer = signed_in(make.coach()).submit(new(priority), FIELDS | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="personnes"' in answer.text
    assert db.session.query(Objective).count() == 0


def test_a_due_date_outside_the_period_is_accepted_once_explained(signed_in, priority):
    explained = FIELDS | {"due_on": "2026-09-15", "detail": "Rentrée scolaire."}
    assert signed_in(make.coach()).submit(new(priority), explained).status_code == 303


def test_a_stranger_to_the_project_cannot_own_an_objective(signed_in, priority):
    somebody = make.referent(make.laureate("Autre"))
    assert signed_in(make.coach()).submit(new(priority), FIELDS | {"owner": str(somebody.id)}).status_code == 422


def test_a_button_pressed_twice_adds_one_objective_and_the_same_from_another_page_another(signed_in, priority):
    coach = signed_in(make.coach())
    for key in ("une-clef", "une-clef", "une-autre"):
        assert coach.submit(new(priority), FIELDS | {"form_key": key}).status_code == 303
    assert [row.rank for row in db.session.query(Objective).order_by(Objective.id)] == [1, 2]


def test_an_objective_of_the_same_title_and_another_target_is_kept_too(signed_in, priority):
    coach = signed_in(make.coach())
    for target in ("20", "30"):
        assert coach.submit(new(priority), FIELDS | {"target": target}).status_code == 303
    assert [row.target for row in db.session.query(Objective).order_by(Objective.id)] == [20, 30]


def test_an_edit_keeps_the_measured_value_and_the_owner_who_left(signed_in, vikidia, priority):
    gone = make.user(name="Personne partie")
    row = make.objective(
        priority, baseline=Decimal(0), target=Decimal(10), current=Decimal(4), indicator="Essais", owner_id=gone.id
    )
    coach = signed_in(make.coach())
    assert "Personne partie" in text_of(coach.get(url(row, "modifier")))
    values = FIELDS | {"version": "1", "owner": str(gone.id), "baseline": "2", "target": "20"}
    assert coach.submit(url(row, "modifier"), values).status_code == 303
    after = stored(row)
    assert (after.baseline, after.target, after.current, after.owner_id) == (2, 20, 4, gone.id)
    assert db.session.query(JournalEntry).one().before["target"] == "10"


def test_a_value_not_measured_yet_follows_the_baseline(signed_in, priority):
    row = make.objective(priority, baseline=Decimal(1), target=Decimal(10), current=Decimal(1), indicator="Essais")
    signed_in(make.coach()).submit(url(row, "modifier"), FIELDS | {"version": "1", "baseline": "3"})
    assert stored(row).current == 3


def test_a_stale_edit_shows_both_texts(signed_in, priority):
    row = make.objective(priority)
    coach = signed_in(make.coach())
    coach.submit(url(row, "modifier"), FIELDS | {"version": "1", "detail": "Texte d’Alix"})
    answer = coach.submit(url(row, "modifier"), FIELDS | {"version": "1", "detail": "Texte de Sam", "target": "30"})
    assert answer.status_code == 409
    assert "Texte d’Alix" in text_of(answer)
    assert "Texte de Sam" in text_of(answer)
    assert 'name="version" id="version" value="2"' in answer.text
    again = coach.submit(url(row, "modifier"), FIELDS | {"version": "2", "detail": "Texte de Sam", "target": "30"})
    assert again.status_code == 303
    assert stored(row).detail == "Texte de Sam"


def test_an_objective_is_dropped_with_a_reason_and_reopened(signed_in, priority):
    row = make.objective(priority, status=ObjectiveStatus.IN_PROGRESS)
    coach = signed_in(make.coach())
    answer = coach.submit(url(row, "abandonner"), {"version": "1", "reason": "Le partenaire se retire."})
    assert answer.status_code == 303
    dropped = stored(row)
    assert (dropped.status, dropped.reason) == (ObjectiveStatus.DROPPED, "Le partenaire se retire.")
    page = text_of(coach.get(f"/laureats/vikidia/objectifs/{row.id}"))
    assert "Abandonné : Le partenaire se retire." in page
    assert "Rouvrir l’objectif" in page
    assert coach.submit(url(row, "rouvrir")).status_code == 303
    back = stored(row)
    assert (back.status, back.reason, back.kept_progress) == (ObjectiveStatus.IN_PROGRESS, "", None)
    again = coach.submit(url(row, "rouvrir"))
    assert again.status_code == 422
    assert "n’est pas abandonné" in text_of(again)


def test_a_drop_without_a_reason_is_refused(signed_in, priority):
    row = make.objective(priority)
    answer = signed_in(make.coach()).submit(url(row, "abandonner"), {"version": "1", "reason": " "})
    assert answer.status_code == 422
    assert "Dites pourquoi cet objectif est abandonné." in text_of(answer)


def test_a_drop_of_what_changed_meanwhile_is_asked_again_with_its_reason(signed_in, priority):
    row = make.objective(priority)
    coach = signed_in(make.coach())
    coach.submit(url(row, "modifier"), FIELDS | {"version": "1"})
    answer = coach.submit(url(row, "abandonner"), {"version": "1", "reason": "Hors sujet."})
    assert answer.status_code == 409
    assert "Hors sujet." in text_of(answer)
    assert "Doubler les contributeurs" in text_of(answer)
    assert coach.submit(url(row, "abandonner"), {"version": "2", "reason": "Hors sujet."}).status_code == 303


def test_objectives_move_within_their_priority(signed_in, priority):
    rows = [make.objective(priority, title, rank=1) for title in ("Un", "Deux", "Trois")]
    coach = signed_in(make.coach())
    assert coach.submit(url(rows[2], "deplacer"), {"direction": "up"}).status_code == 303
    order = db.session.query(Objective).order_by(Objective.rank)
    assert [row.title for row in order] == ["Un", "Trois", "Deux"]
    coach.submit(url(rows[0], "deplacer"), {"direction": "down"})
    assert [row.title for row in order] == ["Trois", "Un", "Deux"]
    assert {row.version for row in order} == {1}


@pytest.mark.parametrize("gesture", ["modifier", "abandonner", "rouvrir", "deplacer"])
def test_a_stranger_gets_404_and_a_reader_403(signed_in, vikidia, priority, gesture):
    row = make.objective(priority)
    assert signed_in(make.referent(make.laureate("Autre"))).submit(url(row, gesture)).status_code == 404
    for reader in (make.direction(), make.referent(vikidia)):
        assert signed_in(reader).submit(url(row, gesture)).status_code == 403
        assert signed_in(reader).get(new(priority)).status_code == 403


def test_the_objective_of_another_laureate_is_not_found(signed_in, vikidia):
    other = make.objective(make.priority(make.roadmap(make.laureate("Autre"))))
    assert signed_in(make.coach()).get(url(other, "modifier")).status_code == 404
