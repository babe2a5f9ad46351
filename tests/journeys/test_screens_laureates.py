from datetime import UTC, date, datetime

import pytest

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, MemberRole, Membership
from aic_tracker.onboarding.models import LaureateDraft
from tests import factories as make

STEPS = {
    "organisation": {"name": ["Association Wikimini"], "legal_form": ["association"]},
    "project": {"name": ["Wikimini"], "operator": ["DINUM"], "starts_on": ["2026-03-02"]},
    "revision": 2,
}

COACH_SCREENS = (
    "/laureats/vikidia/modifier",
    "/laureats/vikidia/structure-porteuse",
    "/laureats/vikidia/membres",
    "/laureats/vikidia/membres/ajouter",
    "/laureats/vikidia/membres/charge-d-acceleration",
    "/laureats/vikidia/membres/{referent}/fermer",
    "/laureats/vikidia/journal",
    "/laureats/nouveau",
    "/laureats/nouveau/projet",
    "/laureats/nouveau/personnes",
    "/laureats/nouveau/personnes?ligne=referent",
    "/laureats/nouveau/abandonner",
)
ADMIN_SCREENS = (
    "/administration/saisons",
    "/administration/saisons/nouvelle",
    "/administration/saisons/{season}",
)


@pytest.fixture
def people(empty_app):
    with empty_app.app_context():
        laureate = make.laureate("Vikidia", themes=["Éducation"], tagline="Encyclopédie libre des 8-13 ans")
        coach = make.coach(laureate, name="Léa Martin")
        referent = make.referent(laureate, name="Rémi Duval")
        make.member(laureate, make.referent(name="Ana Roche"), until_on=date(2026, 1, 1))
        make.member(laureate, make.referent(name="Olga Petit"), MemberRole.OBSERVER, from_on=date(2026, 4, 1))
        _journal(laureate, coach)
        draft = {**STEPS, "project": {**STEPS["project"], "season": [str(laureate.season_id)]}}
        make.save(LaureateDraft(user_id=coach.id, data=draft, updated_at=datetime(2026, 3, 1, 15, tzinfo=UTC)))
        membership = db.session.query(Membership).filter_by(user_id=referent.id).one()
        ids = {"referent": membership.id, "season": laureate.season_id}
        return {"coach": coach, "referent": referent, "admin": make.admin(name="Ada Admin"), "ids": ids}


def _journal(laureate, coach):
    for n in range(30):
        make.save(
            JournalEntry(
                at=datetime(2026, 2, 1 + n % 28, 9, tzinfo=UTC),
                actor_id=coach.id if n % 3 else None,
                laureate_id=laureate.id,
                verb="objective.edited",
                object_type="objective" if n % 2 else "membership",
                object_id=n,
                summary=f"a modifié l’objectif «\N{NO-BREAK SPACE}Recruter {n}\N{NO-BREAK SPACE}»",
                before={"status": "todo", "due_on": "2026-03-31"} if n % 4 else None,
                after={"status": "blocked", "due_on": "2026-04-30", "reason": "Poste à ouvrir."},
            )
        )


@pytest.mark.parametrize(("who", "paths"), [("coach", COACH_SCREENS), ("admin", ADMIN_SCREENS)])
def test_screens_are_accessible_and_silent(people, visitor, who, paths):
    window = visitor(people[who])
    for path in paths:
        window.look(path.format(**people["ids"]))


def test_a_referent_reads_members_and_journal(people, visitor):
    window = visitor(people["referent"])
    for path in ("/laureats/vikidia/membres", "/laureats/vikidia/journal"):
        window.look(path)


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
