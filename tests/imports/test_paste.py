"""Objectives pasted in a priority: as lines, or as the columns of a sheet; read back before they are added."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from aic_tracker.db import db
from aic_tracker.imports import pasting
from aic_tracker.roadmap.models import Objective
from tests import factories as make
from tests.support.client import text_of

LINES = "- Réunir un conseil\n• Signer une convention\n3. Former dix bénévoles\n\n"
SHEET = (
    "Objectif\tIndicateur\tCible\tÉchéance\tResponsable\n"
    "Réunir un conseil\tMembres\t10\t1er mars 2026\tzoe faure\n"
    "Signer une convention\t\t\tfin avril 2026\t\n"
)


@pytest.fixture
def desk(app, signed_in):
    laureate = make.laureate("Vikidia")
    coach, referent = make.coach(laureate, name="Léa Martin"), make.referent(laureate, name="Zoé Faure")
    roadmap = make.roadmap(laureate)
    priority = make.priority(roadmap, title="Passer à l’échelle")
    url = f"/laureats/vikidia/priorites/{priority.id}/objectifs/coller"
    return SimpleNamespace(
        client=signed_in(coach), url=url, priority=priority, referent=referent, roadmap=roadmap, laureate=laureate
    )


def pasted(desk, text, **more):
    return desk.client.submit(desk.url, {"text": text, **more})


def added(desk, text):
    """Sent from the preview of these very words."""
    seen = re.search(r'name="seen" value="(\w+)"', pasted(desk, text).text)
    return pasted(desk, text, then="add", seen=seen[1])


def objectives():
    db.session.expire_all()
    return db.session.query(Objective).order_by(Objective.rank).all()


def test_each_line_is_an_objective(desk):
    answer = pasted(desk, LINES)
    assert answer.status_code == 200
    assert "Ajouter les 3 objectifs" in answer.text
    assert objectives() == []
    assert added(desk, LINES).status_code == 303
    assert [one.title for one in objectives()] == ["Réunir un conseil", "Signer une convention", "Former dix bénévoles"]


def test_the_columns_of_a_sheet_are_known_by_their_titles(desk):
    page = text_of(pasted(desk, SHEET))
    assert "Lu comme le 30 avril 2026" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Valeur de départ lue comme 0" in page
    assert added(desk, SHEET).status_code == 303
    first, second = objectives()
    assert (first.indicator, first.baseline, first.target, first.due_on) == ("Membres", 0, 10, date(2026, 3, 1))
    assert (first.owner_id, second.owner_id) == (desk.referent.id, None)
    assert second.due_on == date(2026, 4, 30)


def test_without_titles_columns_are_read_in_their_order(desk):
    row = "Recruter\tContributeurs\t12,5\t31/03/2026\tZoé Faure"
    assert added(desk, row).status_code == 303
    [one] = objectives()
    assert (one.title, one.indicator, one.target, one.due_on) == (
        "Recruter",
        "Contributeurs",
        Decimal("12.5"),
        date(2026, 3, 31),
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Recruter\t\t\tbientôt\t", "bientôt"),
        ("Recruter\tMembres\tbeaucoup\t\t", "beaucoup"),
        ("Recruter\t\t10\t\t", "Dites ce que ces valeurs mesurent"),
        ("Recruter\t\t\t\tInconnu", "n’est pas membre de ce projet"),
        ("Recruter\t\t\t1/1/2030\t", "hors de l’accompagnement"),
        ("\tMembres\t\t\t", "est vide"),
    ],
)
def test_what_is_not_understood_is_refused_on_its_line_and_nothing_is_added(desk, cell, words):
    text = f"Former\t\t\t\t\n{cell}"
    page = pasted(desk, text)
    assert words in text_of(page)
    assert "Ajouter les" not in page.text
    answer = added(desk, text)
    assert answer.status_code == 422
    assert "Ligne 2" in text_of(answer)
    assert objectives() == []
    assert cell.split("\t")[0] in answer.text  # what was typed comes back


def test_an_owner_is_known_by_address_and_a_shared_name_is_asked_never_guessed(desk):
    twin = make.referent(desk.laureate, name="Zoé Faure")
    page = text_of(pasted(desk, "Recruter\t\t\t\tZoé Faure"))
    assert "est le nom de plusieurs membres" in page
    assert twin.email in page
    assert added(desk, f"Recruter\t\t\t\t{twin.email.upper()}").status_code == 303
    assert objectives()[0].owner_id == twin.id


def test_a_column_may_send_each_line_to_its_priority(desk):
    other = make.priority(desk.roadmap, title="Gouvernance")
    sheet = "Priorité\tObjectif\ngouvernance\tRéunir un conseil\n\tRecruter\n"
    assert "Gouvernance" in text_of(pasted(desk, sheet))
    assert added(desk, sheet).status_code == 303
    assert {one.title: one.priority_id for one in objectives()} == {
        "Réunir un conseil": other.id,
        "Recruter": desk.priority.id,
    }


def test_a_priority_that_is_not_in_the_roadmap_is_refused(desk):
    page = text_of(pasted(desk, "Priorité\tObjectif\nInconnue\tRecruter\n"))
    assert "n’est pas une priorité de cette feuille de route" in page


def test_what_is_already_there_is_left_as_it_is(desk):
    make.objective(desk.priority, "Réunir un conseil", detail="Avec soin")
    assert added(desk, LINES).status_code == 303
    assert [one.title for one in objectives()].count("Réunir un conseil") == 1
    again = added(desk, LINES)
    assert again.status_code == 422
    assert "déjà là" in text_of(again)


def test_a_text_changed_after_its_preview_is_previewed_again(desk):
    answer = pasted(desk, LINES + "Un de plus", then="add", seen=pasting.mark_of(LINES))
    assert answer.status_code == 422
    assert "a changé depuis l’aperçu" in text_of(answer)
    assert objectives() == []


def test_a_line_twice_is_refused(desk):
    assert "déjà à la ligne 1" in text_of(pasted(desk, "Recruter\nrecruter"))


def test_too_many_lines_are_refused_in_words(desk):
    assert "200 lignes au plus" in text_of(pasted(desk, "\n".join(f"Objectif {n}" for n in range(201))))


def test_a_quotation_mark_without_its_pair_is_a_mark_like_another(desk):
    assert added(desk, 'Le "guide\tPages\nUn autre\t').status_code == 303
    assert objectives()[0].title == 'Le "guide'


def test_two_priorities_of_one_name_do_not_mix(desk):
    other = make.priority(desk.roadmap, title=desk.priority.title)
    assert added(desk, "Recruter").status_code == 303
    assert objectives()[0].priority_id == desk.priority.id != other.id


def test_it_is_for_who_writes_the_roadmap(desk, signed_in):
    assert signed_in(make.direction()).get(desk.url).status_code == 403
    assert signed_in(make.referent(make.laureate("Autre"))).get(desk.url).status_code == 404


def test_two_hundred_lines_cost_as_many_looks_at_the_project_as_one(desk):
    assert added(desk, "\n".join(f"Objectif {n}" for n in range(200))).status_code == 303
    assert len(objectives()) == 200
