"""One's own data, what is kept, erasures and the public pages, in a browser at both widths."""

from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.calendar_fr import PARIS
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.laureates.models import MemberRole
from aic_tracker.privacy import operations
from tests import factories as make

PUBLIC = ("/accessibilite", "/mentions-legales", "/donnees-personnelles", "/statistiques")
ADMIN = (
    "/administration/conservation",
    "/administration/registre-des-traitements",
    "/administration/comptes/{person}/donnees",
    "/administration/comptes/{person}/effacer",
    "/administration/comptes/{busy}/effacer",
    "/administration/effacements/{gone}",
)


@pytest.fixture
def people(empty_app):
    """An administrator; somebody to erase, known here and there; somebody in charge; somebody erased; old accounts."""
    with empty_app.app_context():
        admin = make.admin(name="Sacha Buis", last_sign_in_at=clock.now())
        person = make.user(Role.REFERENT, name="Rosalie Quéméneur", email="rosalie@example.org")
        laureate = make.laureate("Vikidia", starts_on=date(2024, 9, 1))
        make.member(laureate, person, from_on=date(2024, 9, 1), until_on=date(2025, 9, 1))
        for day in range(1, 29):
            make.time_entry(laureate, person, date(2025, 2, day), quarters=2, note="Atelier avec les bibliothèques")
        gone = make.user(Role.EXPERT, name="Aubin Ancelot")
        about = {"subject": Subject.LAUREATE, "subject_id": laureate.id, "created_at": clock.now()}
        for text in ("Vu avec Mme Quéméneur.", "Rosalie Quéméneur prépare la suite avec M. Ancelot."):
            make.save(Comment(laureate_id=laureate.id, author_id=person.id, text=text, **about))
        operations.erase(gone, actor=admin, now=clock.now())
        db.session.commit()
        busy = make.coach(make.laureate("Panoramax"), MemberRole.LEAD_COACH, name="Camille Martin")
        long_ago = datetime(2024, 5, 1, 9, tzinfo=PARIS)
        for name in ("Dominique Oubli", "Claude Absent"):
            old = make.user(Role.EXPERT, name=name, last_sign_in_at=long_ago)
            old.created_at = long_ago
        make.save(
            Aid(
                organisation_id=laureate.organisation_id,
                amount_cents=12_000_00,
                granted_on=date(2015, 3, 1),
                regime=Regime.GENERAL,
                source=AidSource.DECLARED,
                authority="Région",
                author_id=busy.id,
                created_at=clock.now(),
            )
        )
        ids = {"person": person.id, "busy": busy.id, "gone": gone.id}
        return {"admin": admin, "person": person, "ids": ids}


def test_screens_are_accessible_and_silent(people, visitor):
    paths = {None: PUBLIC, people["person"]: ("/mon-compte/mes-donnees",), people["admin"]: ADMIN}
    for user, own in paths.items():
        window = visitor(user)
        for path in own:
            window.look(path.format(**people["ids"]))


def test_a_person_is_erased_without_javascript(people, visitor):
    window = visitor(people["admin"], javascript=False)
    page = window.page
    window.go(f"/administration/comptes/{people['ids']['person']}")
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
