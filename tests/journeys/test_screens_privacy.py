"""One's own data and erasures, in a browser."""

from datetime import date

import pytest
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.conversation.models import Comment, Subject
from tests import factories as make


@pytest.fixture
def people(empty_app):
    """An administrator; somebody to erase, known here and there."""
    with empty_app.app_context():
        admin = make.admin(name="Sacha Buis", last_sign_in_at=clock.now())
        person = make.user(Role.REFERENT, name="Rosalie Quéméneur", email="rosalie@example.org")
        laureate = make.laureate("Vikidia", starts_on=date(2024, 9, 1))
        make.member(laureate, person, from_on=date(2024, 9, 1), until_on=date(2025, 9, 1))
        for day in range(1, 29):
            make.time_entry(laureate, person, date(2025, 2, day), quarters=2, note="Atelier avec les bibliothèques")
        about = {"subject": Subject.LAUREATE, "subject_id": laureate.id, "created_at": clock.now()}
        for text in ("Vu avec Mme Quéméneur.", "Rosalie Quéméneur prépare la suite."):
            make.save(Comment(laureate_id=laureate.id, author_id=person.id, text=text, **about))
        return {"admin": admin, "person": person}


def test_a_person_is_erased_without_javascript(people, visitor):
    window = visitor(people["admin"], javascript=False)
    page = window.page
    window.go(f"/administration/comptes/{people['person'].id}")
    page.get_by_role("link", name="Effacer la personne").click()
    expect(page.get_by_text("2 endroits").first).to_be_visible()
    page.get_by_label("Adresse électronique du compte").fill("rosalie@example.org")
    page.get_by_role("button", name="Effacer la personne").click()
    expect(page.get_by_text("La personne est effacée.").first).to_be_visible()
    page.get_by_role("button", name="Ces textes sont relus").click()
    expect(page.get_by_text("La relecture est notée.").first).to_be_visible()


def test_one_takes_own_data_away(people, visitor):
    window = visitor(people["person"], phone=True)
    page = window.page
    window.go("/mon-compte")
    page.get_by_role("link", name="Voir et télécharger mes données").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger tout (JSON)").click()
    assert download.value.suggested_filename == "mes-donnees-2026-03-02.json"
