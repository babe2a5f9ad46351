"""Introductions and commitments in a browser: an introduction to its partnership, an evidence to its check."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.commitments.models import CommitmentKind, CommitmentState
from aic_tracker.introductions.models import IntroductionStatus
from tests import factories
from tests.journeys.windows import Visitor

S = IntroductionStatus
BOARD = "/laureats/vikidia/mises-en-relation"
PROMISES = "/laureats/vikidia/engagements"


@pytest.fixture
def season(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia, pyronear = factories.laureate("Vikidia"), factories.laureate("Pyronear")
        camille = factories.coach(vikidia, name="Camille Coach")
        factories.coach(pyronear, name="Paul Pilote")
        noe = factories.contact(
            "Noé Lefèvre", position="Chef du bureau du numérique éducatif", email="noe@example.org", verified_on=None
        )
        ada = factories.contact("Ada Martin-Delacroix", "Région Auvergne-Rhône-Alpes", consent_on=None)
        step = {"next_step": "Fixer la réunion avec le rectorat", "next_step_on": date(2026, 2, 20)}
        factories.introduction(vikidia, noe, status=S.MET, owner_id=camille.id, **step)
        factories.introduction(pyronear, noe, status=S.PROPOSED, purpose="Équiper les lycées agricoles")
        factories.introduction(vikidia, ada, status=S.PROPOSED, purpose="Former les médiathèques")
        signed = {"status": S.PARTNERSHIP, "outcome": "Convention signée pour 40 écoles.", "months_gained": 18}
        factories.introduction(vikidia, factories.contact("Zoé Legrand"), **signed)
        checked = {"state": CommitmentState.PROVEN, "checked_on": date(2026, 2, 2), "checker_id": camille.id}
        factories.commitment(vikidia, link_status=404, link_checked_at=clock.now(), **checked)
        factories.commitment(vikidia, CommitmentKind.MENTION, evidence_url="https://example.org/" + "a-propos/" * 12)
        return SimpleNamespace(
            coach=camille,
            referent=factories.referent(vikidia, name="Rachid Référent"),
        )


def test_an_introduction_goes_to_its_partnership_by_keyboard_without_javascript(
    visitor: Callable[..., Visitor], season: SimpleNamespace
) -> None:
    coach = visitor(season.coach, javascript=False)
    page = coach.page
    coach.go(f"{BOARD}/nouvelle")
    typed = {
        "organisation": "Ville de Corenc",
        "person": "Maud Tilleul",
        "source": "Rencontre du 2 mars",
        "purpose": "Un club dans les deux écoles",
        "next_step": "Envoyer la note",
        "next_step_on": "2026-03-10",
    }
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Proposer").press("Enter")
    expect(page.get_by_text("Mise en relation proposée.")).to_be_visible()

    coach.go(BOARD)
    for step in ("Préparée", "Mise en relation faite", "Rencontre tenue", "Suites en cours"):
        card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Maud Tilleul"))
        card.get_by_role("button", name=f"Passer à « {step} »").press("Enter")
        expect(page.get_by_text(f"Maud Tilleul : « {step} ».")).to_be_visible()
    page.get_by_role("heading", name="Maud Tilleul").get_by_role("link").press("Enter")
    page.get_by_role("link", name="Conclure").press("Enter")
    page.get_by_label("Partenariat").check(force=True)
    page.get_by_label("En une phrase").fill("Convention signée avec la ville.")
    page.get_by_label("Mois gagnés").fill("12")
    page.get_by_role("button", name="Conclure").press("Enter")

    expect(page.get_by_text("Convention signée avec la ville.")).to_be_visible()
    coach.go(BOARD)
    expect(page.locator(".app-figure").filter(has_text="Mois gagnés")).to_contain_text("30")


def test_a_referent_shows_an_evidence_and_the_team_checks_it(
    visitor: Callable[..., Visitor], season: SimpleNamespace
) -> None:
    referent = visitor(season.referent, phone=True)
    referent.go(f"{PROMISES}/licence-libre/preuve")
    referent.page.get_by_label("Adresse de la preuve").fill("https://example.org/licence")
    referent.page.get_by_role("button", name="Envoyer la preuve").click()
    expect(referent.page.get_by_text("Preuve envoyée")).to_be_visible()

    coach = visitor(season.coach)
    coach.go(f"{PROMISES}/licence-libre/constat")
    coach.page.get_by_label("Prouvé").check(force=True)
    coach.page.get_by_role("button", name="Enregistrer le constat").click()
    expect(coach.page.get_by_text("Constat enregistré.")).to_be_visible()
    expect(coach.page.get_by_text("2 sur 6")).to_be_visible()
