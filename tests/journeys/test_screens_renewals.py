"""A renewal decided on its file, and a stop, in a browser without JavaScript."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.commitments.models import CommitmentState
from aic_tracker.funding.models import PledgeForm, SponsorPledge
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.journeys.windows import Visitor

BILAN = "/laureats/vikidia/bilan"


@pytest.fixture
def season(empty_app: Flask) -> SimpleNamespace:
    """Vikidia ends in May 2026: its file is open in March."""
    with empty_app.app_context():
        row = factories.season("Saison des communs")
        vikidia = factories.laureate("Vikidia", season=row, starts_on=date(2025, 5, 4))
        referent = factories.referent(vikidia, name="Rosa Référente")
        priority = factories.priority(factories.roadmap(vikidia))
        factories.objective(priority, "Recruter une personne", status=ObjectiveStatus.ACHIEVED)
        factories.objective(priority, "Trouver un financement")
        factories.checkpoint(vikidia, date(2026, 2, 12), status=CheckpointStatus.CLOSED)
        factories.time_entry(vikidia, referent, date(2026, 2, 3))
        factories.introduction(vikidia, factories.contact(), status=IntroductionStatus.PARTNERSHIP, months_gained=12)
        factories.commitment(vikidia, state=CommitmentState.SUBMITTED)
        ended = factories.laureate("Ancien", season=row, starts_on=date(2024, 5, 4), status=LaureateStatus.ENDED)
        for laureate in (vikidia, ended):
            pledge = {"sponsor": "Fondation", "form": PledgeForm.FUNDING, "description": "Une dotation"}
            factories.save(SponsorPledge(laureate_id=laureate.id, **pledge))
        return SimpleNamespace(
            slug=row.slug,
            referent=referent,
            coach=factories.coach(vikidia, name="Camille Coach"),
            direction=factories.direction(name="Dominique Direction"),
        )


def test_a_renewal_is_decided_on_its_file(visitor: Callable[..., Visitor], season: SimpleNamespace) -> None:
    for who, page, words in (
        ("referent", "auto-evaluation", "Nous avons grandi."),
        ("coach", "avis", "Favorable au renouvellement."),
    ):
        side = visitor(getattr(season, who), javascript=False)
        side.go(f"{BILAN}/{page}")
        side.page.locator("textarea").fill(words)
        side.page.get_by_role("button", name="Enregistrer", exact=True).click()
        expect(side.page.get_by_text(words)).to_be_visible()
    direction = visitor(season.direction, javascript=False)
    direction.go(BILAN)
    expect(direction.page.get_by_text("Nous avons grandi.")).to_be_visible()
    expect(direction.page.get_by_text("Favorable au renouvellement.")).to_be_visible()
    direction.page.get_by_text("Renouveler", exact=True).last.click()
    direction.page.get_by_label("Motif").fill("Le projet avance.")
    direction.page.get_by_role("button", name="Enregistrer la décision").click()
    direction.page.get_by_role("button", name="Confirmer la décision").click()
    expect(direction.page.get_by_text("Accompagnement renouvelé")).to_be_visible()


def test_a_stop_says_who_was_told(visitor: Callable[..., Visitor], season: SimpleNamespace) -> None:
    direction = visitor(season.direction, javascript=False)
    direction.go(BILAN)
    direction.page.get_by_text("Arrêter avant le terme", exact=True).last.click()
    direction.page.get_by_label("Date d’arrêt").fill("2026-04-01")
    direction.page.get_by_label("Motif").fill("L’association est dissoute.")
    direction.page.get_by_role("button", name="Enregistrer la décision").click()
    direction.page.get_by_role("button", name="Confirmer la décision").click()
    direction.page.get_by_role("link", name="Noter qui a été prévenu").click()
    direction.page.locator("textarea").fill("La présidente, par téléphone.")
    direction.page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(direction.page.get_by_text("La présidente, par téléphone.")).to_be_visible()
