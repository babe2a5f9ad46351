"""Assignments, directory of experts and end of a period: accessible, quiet, at both widths and without JavaScript."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.expertise.models import AssignmentStatus, Skill
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.journeys.conftest import Visitor

S = AssignmentStatus
PATHS = {
    "coach": (
        "/laureats/vikidia/appuis",
        "/laureats/vikidia/appuis/nouveau",
        "/laureats/vikidia/appuis/{requested}",
        "/laureats/vikidia/appuis/{requested}/cadrer",
        "/laureats/vikidia/appuis/{requested}/decliner",
        "/laureats/vikidia/appuis/{scoped}/approuver",
        "/laureats/vikidia/appuis/{running}",
        "/laureats/vikidia/appuis/{running}/terminer",
        "/laureats/vikidia/appuis/{declined}",
        "/laureats/vikidia/appuis/{evaluated}",
        "/experts",
        "/experts?q=absente",
        "/experts/nouveau",
        "/experts/{expert}",
        "/experts/{expert}/modifier",
        "/experts/{expert}/inviter",
    ),
    "direction": (
        "/laureats/vikidia/bilan",
        "/laureats/pyronear/bilan",
        "/laureats/infoclimat/bilan",
        "/laureats/sans-date/bilan",
        "/experts",
    ),
    "referent": ("/laureats/vikidia/bilan", "/laureats/vikidia/appuis", "/laureats/vikidia/appuis/{completed}/evaluer"),
    "expert": ("/laureats/vikidia/appuis", "/laureats/vikidia/appuis/{running}"),
}


@pytest.fixture
def season(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = factories.laureate("Vikidia", tagline="Encyclopédie libre des 8-13 ans")
        ada = factories.expert(skills=(Skill.LEGAL, Skill.GOVERNANCE), name="Ada Martin-Delacroix")
        rows = {
            "requested": factories.assignment(vikidia, title="Gouvernance de l’association"),
            "scoped": factories.scoped_assignment(vikidia, ada, title="Modèle économique"),
            "running": factories.scoped_assignment(vikidia, ada, status=S.IN_PROGRESS, planned_quarters=8),
            "completed": factories.scoped_assignment(vikidia, ada, status=S.COMPLETED, title="Statuts"),
            "evaluated": factories.scoped_assignment(
                vikidia, ada, status=S.EVALUATED, title="Charte", evaluation=5, evaluation_comment="Très clair."
            ),
            "declined": factories.assignment(
                vikidia, status=S.DECLINED, decline_reason="Hors du champ.", title="Stand de salon"
            ),
        }
        for day, quarters in ((10, 4), (12, 4), (17, 3)):
            factories.assignment_day(rows["running"], ada.user_id, date(2026, 2, day), quarters)
        priority = factories.priority(factories.roadmap(vikidia))
        factories.objective(priority, status=ObjectiveStatus.ACHIEVED)
        factories.objective(priority, "Trouver un financement pérenne", status=ObjectiveStatus.IN_PROGRESS)
        factories.diagnostic(vikidia, kind=DiagnosticKind.MID_TERM, level=3)
        factories.laureate("Pyronear", starts_on=date(2025, 5, 1))
        factories.laureate("Infoclimat", starts_on=date(2025, 2, 1))
        factories.laureate("Sans date", starts_on=None)
        return SimpleNamespace(
            coach=factories.coach(vikidia, name="Camille Coach"),
            referent=factories.referent(vikidia, name="Rachid Référent"),
            expert=db.session.get(User, ada.user_id),
            direction=factories.direction(),
            ids={name: row.id for name, row in rows.items()} | {"expert": ada.id},
        )


@pytest.mark.parametrize("who", PATHS)
def test_every_screen_is_accessible_and_quiet(
    visitor: Callable[..., Visitor], season: SimpleNamespace, who: str
) -> None:
    someone = visitor(getattr(season, who))
    for path in PATHS[who]:
        someone.look(path.format(**season.ids))


def test_an_expert_logs_a_day_without_javascript(visitor: Callable[..., Visitor], season: SimpleNamespace) -> None:
    expert = visitor(season.expert, phone=True, javascript=False)
    expert.go(f"/laureats/vikidia/appuis/{season.ids['running']}")

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

    expect(direction.page.get_by_text("Accompagnement renouvelé")).to_be_visible()
    direction.go("/laureats/pyronear/bilan?accompagnement=2")
    expect(direction.page.get_by_text("du 1er mai 2026 au 30 avril 2027")).to_be_visible()
