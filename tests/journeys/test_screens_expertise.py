"""Days logged by an expert, and a renewal, in a browser without JavaScript."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus, Skill
from tests import factories
from tests.journeys.windows import Visitor


@pytest.fixture
def season(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = factories.laureate("Vikidia", tagline="Encyclopédie libre des 8-13 ans")
        ada = factories.expert(skills=(Skill.LEGAL, Skill.GOVERNANCE), name="Ada Martin-Delacroix")
        running = factories.scoped_assignment(vikidia, ada, status=AssignmentStatus.IN_PROGRESS, planned_quarters=8)
        for day, quarters in ((10, 4), (12, 4), (17, 3)):
            factories.assignment_day(running, ada.user_id, date(2026, 2, day), quarters)
        factories.laureate("Pyronear", starts_on=date(2025, 5, 1))
        return SimpleNamespace(
            expert=db.session.get(User, ada.user_id),
            direction=factories.direction(),
            running=running.id,
        )


def test_an_expert_logs_a_day_without_javascript(visitor: Callable[..., Visitor], season: SimpleNamespace) -> None:
    expert = visitor(season.expert, phone=True, javascript=False)
    expert.go(f"/laureats/vikidia/appuis/{season.running}")

    expert.page.get_by_label("Temps, en jours").fill("0,5")
    expert.page.get_by_role("button", name="Noter ce temps").click()

    expect(expert.page.get_by_text("Temps noté.")).to_be_visible()
    expect(expert.page.get_by_text("Le temps donné dépasse les jours prévus")).to_be_visible()


def test_the_direction_renews_without_javascript(visitor: Callable[..., Visitor], season: SimpleNamespace) -> None:
    direction = visitor(season.direction, javascript=False)
    direction.go("/laureats/pyronear/bilan")

    direction.page.get_by_text("Renouveler", exact=True).last.click()
    direction.page.get_by_label("Motif").fill("Le projet avance bien.")
    direction.page.get_by_role("button", name="Enregistrer la décision").click()
    direction.page.get_by_role("button", name="Confirmer la décision").click()

    expect(direction.page.get_by_text("Accompagnement renouvelé")).to_be_visible()
    direction.go("/laureats/pyronear/bilan?accompagnement=2")
    expect(direction.page.get_by_text("du 1er mai 2026 au 30 avril 2027")).to_be_visible()
