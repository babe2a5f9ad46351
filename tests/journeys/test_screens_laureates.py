from datetime import UTC, datetime

import pytest

from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.onboarding.models import LaureateDraft
from tests import factories as make

STEPS = {
    "organisation": {"name": ["Association Wikimini"], "legal_form": ["association"]},
    "project": {"name": ["Wikimini"], "operator": ["DINUM"], "starts_on": ["2026-03-02"]},
    "revision": 2,
}


@pytest.fixture
def people(empty_app):
    with empty_app.app_context():
        laureate = make.laureate("Vikidia", themes=["Éducation"], tagline="Encyclopédie libre des 8-13 ans")
        coach = make.coach(laureate, name="Léa Martin")
        make.referent(laureate, name="Rémi Duval")
        draft = {**STEPS, "project": {**STEPS["project"], "season": [str(laureate.season_id)]}}
        make.save(LaureateDraft(user_id=coach.id, data=draft, updated_at=datetime(2026, 3, 1, 15, tzinfo=UTC)))
        return {"coach": coach}


def test_mistakes_are_announced_accessibly(people, visitor):
    window = visitor(people["coach"])
    window.go("/laureats/nouveau/personnes")
    window.page.get_by_role("button", name="Créer le lauréat").click()
    assert window.page.get_by_role("alert").inner_text().startswith("Un point est à corriger")
    assert window.violations() == []


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_coach_creates_a_laureate(people, visitor, empty_app, javascript):
    window = visitor(people["coach"], javascript=javascript)
    page = window.page
    window.go("/laureats/nouveau/abandonner")
    page.get_by_role("button", name="Abandonner le brouillon").click()
    page.get_by_label("Nom de la structure").fill("Open Food Facts")
    page.get_by_text("Association", exact=True).click()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Nom du projet").fill("Open Food Facts")
    page.get_by_text("DINUM", exact=True).click()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Ajouter une référente ou un référent").click()
    third = page.get_by_role("group", name="Référent·e 3")
    third.get_by_label("Ou son nom").fill("Zoé Faure")
    third.get_by_label("Et son adresse électronique").fill("zoe@example.org")
    page.get_by_role("button", name="Créer le lauréat").click()
    page.wait_for_url("**/laureats/open-food-facts")
    with empty_app.app_context():
        assert db.session.query(Laureate).filter_by(slug="open-food-facts").count() == 1
