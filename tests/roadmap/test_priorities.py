import re

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.errors import StaleError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap import operations, queries
from aic_tracker.roadmap.models import Priority
from tests import factories as make
from tests.support.client import text_of

NEW = "/laureats/vikidia/feuille-de-route/priorites/nouvelle"
FIELDS = {"axis": "integration", "title": "Signer une convention", "expected_change": ""}


def url(priority: Priority, gesture: str = "") -> str:
    return f"/laureats/vikidia/priorites/{priority.id}{gesture}"


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


@pytest.fixture
def roadmap(vikidia):
    return make.roadmap(vikidia)


def titles(vikidia) -> list[str]:
    db.session.rollback()
    found = queries.roadmap_of(make.first_period(vikidia).id)
    return [priority.title for priority in found.priorities]


def test_a_priority_answers_dimensions_of_the_diagnostic(signed_in, vikidia, roadmap, at):
    line = make.dimension(vikidia.season, "agreements", Axis.INTEGRATION, label="Conventions")
    at("2026-03-05T09:00")
    coach = signed_in(make.coach())
    assert "Intégration — Conventions" in text_of(coach.get(NEW))
    answer = coach.submit(NEW, FIELDS | {"dimensions": [str(line.id)]})
    assert answer.status_code == 303
    stored = queries.roadmap_of(roadmap.period_id)
    assert stored.priorities[0].dimensions[0].code == "agreements"
    assert stored.updated_at == clock.now()
    assert db.session.query(JournalEntry).one().verb == "priority.added"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Indiquez l’intitulé de la priorité."),
        ({"axis": ""}, "Choisissez l’axe de la priorité."),
        ({"axis": "autre"}, "Choisissez une option de la liste."),
        ({"dimensions": ["999"]}, "Choisissez une option de la liste."),
        ({"title": "x" * 201}, "Écrivez 200 caractères au plus"),
    ],
)
def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in, roadmap, wrong, said):
    answer = signed_in(make.coach()).submit(NEW, FIELDS | {"expected_change": "À garder."} | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "À garder." in text_of(answer)
    assert db.session.query(Priority).count() == 0


def test_a_button_pressed_twice_adds_one_priority(signed_in, vikidia, roadmap):
    coach = signed_in(make.coach())
    assert [coach.submit(NEW, FIELDS | {"form_key": "k"}).status_code for _ in range(2)] == [303, 303]
    assert titles(vikidia) == ["Signer une convention"]


def test_a_priority_of_the_same_words_for_other_dimensions_is_kept_too(signed_in, vikidia, roadmap):
    line = make.dimension(vikidia.season, "agreements", Axis.INTEGRATION, label="Conventions")
    coach = signed_in(make.coach())
    for dimensions in ([], [str(line.id)]):
        assert coach.submit(NEW, FIELDS | {"dimensions": dimensions}).status_code == 303
    assert titles(vikidia) == ["Signer une convention"] * 2


def test_a_priority_needs_an_open_roadmap(signed_in, vikidia):
    assert signed_in(make.coach()).get(NEW).status_code == 404


def test_an_edit_is_saved_and_journalled(signed_in, vikidia, roadmap):
    priority = make.priority(roadmap, "Ancien titre")
    answer = signed_in(make.coach()).submit(url(priority), FIELDS | {"version": "1"})
    assert answer.status_code == 303
    assert titles(vikidia) == ["Signer une convention"]
    entry = db.session.query(JournalEntry).one()
    assert entry.before["title"] == "Ancien titre"
    assert entry.after["axis"] == "integration"


def test_a_stale_edit_shows_both_texts(signed_in, vikidia, roadmap):
    priority = make.priority(roadmap, "Titre", axis=Axis.INTEGRATION)
    coach = signed_in(make.coach())
    coach.submit(url(priority), FIELDS | {"version": "1", "title": "Titre d’Alix"})
    answer = coach.submit(url(priority), FIELDS | {"version": "1", "title": "Titre de Sam"})
    assert answer.status_code == 409
    assert "Titre d’Alix" in text_of(answer)
    assert "Titre de Sam" in text_of(answer)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)"[^>]*value="([^"]*)"', answer.text))
    assert (fields["version"], fields["axis"]) == ("2", "integration")
    assert titles(vikidia) == ["Titre d’Alix"]


def test_a_change_of_dimensions_alone_makes_older_edits_stale(signed_in, vikidia, roadmap):
    line = make.dimension(vikidia.season, "product")
    priority = make.priority(roadmap, FIELDS["title"], axis=Axis.INTEGRATION)
    coach = signed_in(make.coach())
    coach.submit(url(priority), FIELDS | {"version": "1", "dimensions": [str(line.id)]})
    assert coach.submit(url(priority), FIELDS | {"version": "1", "title": "Autre"}).status_code == 409


def test_a_save_at_the_same_instant_is_stale(vikidia, roadmap):
    priority = queries.priority_for(vikidia.id, make.priority(roadmap).id)
    db.session.execute(sa.update(Priority).values(version=2), execution_options={"synchronize_session": False})
    with pytest.raises(StaleError):
        operations.edit_priority(
            priority,
            axis=Axis.DEPLOYMENT,
            title="Autre",
            expected_change="",
            dimensions=[],
            version=1,
            actor=make.coach(),
            now=clock.now(),
        )


def test_priorities_move_within_their_axis(signed_in, vikidia, roadmap):
    first = make.priority(roadmap, "Un", rank=1)
    make.priority(roadmap, "Ailleurs", rank=2, axis=Axis.DEPLOYMENT)
    last = make.priority(roadmap, "Trois", rank=3)
    coach = signed_in(make.coach())
    assert coach.submit(url(last, "/deplacer"), {"direction": "up"}).status_code == 303
    assert [t for t in titles(vikidia) if t != "Ailleurs"] == ["Trois", "Un"]
    coach.submit(url(last, "/deplacer"), {"direction": "up"})
    assert [t for t in titles(vikidia) if t != "Ailleurs"] == ["Trois", "Un"]
    coach.submit(url(last, "/deplacer"), {"direction": "down"})
    assert [t for t in titles(vikidia) if t != "Ailleurs"] == ["Un", "Trois"]
    assert coach.submit(url(first, "/deplacer"), {"direction": "sideways"}).status_code == 422


def test_a_move_does_not_disturb_who_is_writing(signed_in, roadmap):
    make.priority(roadmap, "Un", rank=1)
    second = make.priority(roadmap, "Deux", rank=2)
    coach = signed_in(make.coach())
    coach.submit(url(second, "/deplacer"), {"direction": "up"})
    assert coach.submit(url(second), FIELDS | {"version": "1"}).status_code == 303


def test_once_published_an_empty_priority_is_deleted_and_one_with_objectives_is_not(signed_in, vikidia, roadmap):
    empty, used = make.priority(roadmap, "Vide"), make.priority(roadmap, "Servie")
    make.objective(used)
    roadmap.published_at = clock.now()
    db.session.commit()
    coach = signed_in(make.coach())
    assert "Elle n’a pas d’objectif" in text_of(coach.get(url(empty, "/supprimer")))
    assert coach.submit(url(empty, "/supprimer"), {"version": "1"}).status_code == 303
    assert url(used, "/supprimer") not in coach.get("/laureats/vikidia/feuille-de-route").text
    answer = coach.submit(url(used, "/supprimer"), {"version": "1"})
    assert answer.status_code == 422
    assert "Abandonnez l’objectif" in text_of(answer)
    assert titles(vikidia) == ["Servie"]


@pytest.mark.parametrize("gesture", ["", "/deplacer", "/supprimer"])
def test_a_stranger_gets_404_and_a_reader_403(signed_in, vikidia, roadmap, gesture):
    priority = make.priority(roadmap)
    assert signed_in(make.referent(make.laureate("Autre"))).submit(url(priority, gesture)).status_code == 404
    for reader in (make.direction(), make.referent(vikidia)):
        assert signed_in(reader).submit(url(priority, gesture)).status_code == 403
        assert signed_in(reader).get(NEW).status_code == 403


def test_the_priority_of_another_laureate_is_not_found(signed_in, vikidia):
    other = make.priority(make.roadmap(make.laureate("Autre")))
    assert signed_in(make.coach()).get(url(other)).status_code == 404
