"""An objective of a roadmap becomes one of the catalogue, without telling whose it was."""

from datetime import date

import pytest

from aic_tracker.catalogue import rules
from aic_tracker.catalogue.models import CatalogueEntry
from aic_tracker.db import db
from tests import factories as make
from tests.catalogue.conftest import ENTRY
from tests.support.client import text_of


@pytest.fixture
def objective(vikidia, roadmap):
    governance = db.session.query(make.Dimension).filter_by(code="governance").one()
    priority = make.priority(roadmap, "Structurer la gouvernance de Vikidia", dimensions=[governance])
    referent = make.referent(vikidia, name="Amina Diallo")
    return make.objective(
        priority,
        "Écrire avec Amina les règles de décision",
        detail="Amina Diallo et Noé Lefèvre relisent.",
        owner_id=referent.id,
        due_on=date(2026, 3, 1),
        indicator="Règles",
        baseline=0,
        target=3,
    )


def page_of(objective) -> str:
    return f"/laureats/vikidia/objectifs/{objective.id}/catalogue"


def test_what_is_not_carried_over_is_shown_before_saving(signed_in, vikidia, objective):
    make.introduction(vikidia, make.contact("Noé Lefèvre"))
    answer = signed_in(make.coach()).get(page_of(objective))
    page = " ".join(text_of(answer).replace("\xa0", " ").split())
    assert "La personne responsable, Amina Diallo." in page
    assert "L’échéance du 1er mars 2026" in page
    assert "Les valeurs de ce projet, de 0 à 3." in page
    assert "« Amina »" in page
    assert "« Noé Lefèvre »" in page
    assert 'value="Écrire avec […] les règles de décision"' in answer.text
    assert 'value="Structurer la gouvernance de […]"' in answer.text
    assert "[…] et […] relisent." in answer.text
    assert 'value="6"' in answer.text
    assert '<option value="governance" selected>' in answer.text
    assert db.session.query(CatalogueEntry).count() == 0


def test_it_is_saved_once_the_marks_are_replaced(signed_in, objective):
    browser = signed_in(make.coach())
    refused = browser.submit(page_of(objective), ENTRY | {"title": "Écrire avec […] les règles"})
    assert refused.status_code == 422
    assert browser.submit(page_of(objective), ENTRY).location == "/catalogue"
    assert db.session.query(CatalogueEntry).one().title == ENTRY["title"]


def test_the_page_of_an_objective_leads_there_for_those_who_may(signed_in, vikidia, objective):
    path = f"/laureats/vikidia/objectifs/{objective.id}"
    assert page_of(objective) in signed_in(make.coach()).get(path).text
    for other in (make.direction(), make.referent(vikidia)):
        browser = signed_in(other)
        assert page_of(objective) not in browser.get(path).text
        assert browser.get(page_of(objective)).status_code == 403


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Voir Amina Diallo chaque mois", "Voir […] chaque mois"),
        ("Voir AMINA DIALLO", "Voir […]"),
        ("Diallo relit", "[…] relit"),
        ("Une rose pour la rencontre", "Une rose pour la rencontre"),
        ("Réunir Rose Amina", "Réunir […]"),
        ("Écrire les règles", "Écrire les règles"),
    ],
)
def test_names_are_left_out_and_words_stay(text, left):
    assert rules.without_names(text, ["Amina Diallo", "Rose Ma", ""])[0] == left
