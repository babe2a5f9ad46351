"""Homes, portfolio and a laureate at a glance in a browser, without JavaScript."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Axis
from aic_tracker.mail import queue
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.journeys.windows import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def season(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        association = factories.organisation("Association Vikidia")
        vikidia = factories.laureate(
            "Vikidia", tagline="Encyclopédie libre des 8-13 ans", organisation=association, starts_on=date(2024, 4, 15)
        )
        second = factories.period(vikidia, date(2025, 4, 15), number=2)
        coach = factories.coach(vikidia, name="Camille Martin-Delacroix")
        referent = factories.referent(vikidia, name="Alix Petit")
        factories.referent(vikidia, name="Sacha Nguyen")
        roadmap = factories.roadmap(vikidia)
        roadmap.period_id = second.id
        db.session.commit()
        rows = (
            (Axis.CONSOLIDATION, "Recruter une personne à mi-temps", date(2026, 2, 10), ObjectiveStatus.IN_PROGRESS),
            (Axis.CONSOLIDATION, "Adopter de nouveaux statuts", date(2025, 11, 10), ObjectiveStatus.ACHIEVED),
            (
                Axis.INTEGRATION,
                "Signer une convention avec l’Éducation nationale",
                date(2026, 4, 2),
                ObjectiveStatus.TODO,
            ),
            (Axis.DEPLOYMENT, "Moderniser l’éditeur visuel", date(2026, 1, 20), ObjectiveStatus.PARTLY),
        )
        for axis, title, due_on, status in rows:
            objective = factories.objective(
                factories.priority(roadmap, axis=axis), title, due_on=due_on, status=status, owner_id=referent.id
            )
        first_due = {str(objective.id): {"due_on": "2025-12-15"}}
        factories.revision(roadmap, coach, {"priorities": {}, "objectives": first_due})
        for state, outcome in ((IntroductionStatus.MET, None), (IntroductionStatus.NO_FOLLOW_UP, "Pas de budget.")):
            factories.introduction(
                vikidia,
                factories.contact(),
                period_id=second.id,
                status=state,
                outcome=outcome or "",
                created_at=datetime(2025, 11, 3, 9, tzinfo=UTC),
            )
        for n, (on, status) in enumerate(
            (
                (date(2025, 10, 14), CheckpointStatus.CLOSED),
                (date(2025, 11, 18), CheckpointStatus.CLOSED),
                (date(2025, 12, 16), CheckpointStatus.CANCELLED),
                (date(2026, 1, 20), CheckpointStatus.CLOSED),
                (date(2026, 2, 24), CheckpointStatus.HELD),
                (date(2026, 3, 5), CheckpointStatus.PLANNED),
            ),
            start=1,
        ):
            factories.checkpoint(vikidia, on, number=n, status=status, period_id=second.id, place="20 avenue de Ségur")
        for day in (date(2025, 11, 5), date(2025, 11, 6), date(2025, 11, 7), date(2025, 12, 3), date(2026, 3, 2)):
            factories.time_entry(vikidia, referent, day)
        factories.action(vikidia, "Écrire au rectorat de Lyon", owner_id=referent.id, due_on=date(2026, 2, 27))
        factories.action(vikidia, "Publier la fiche de poste", owner_id=coach.id, due_on=date(2026, 3, 20))
        expert = factories.expert(name="Ada Lopez")
        factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.IN_PROGRESS, period_id=second.id)
        factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.EVALUATED, title="Statuts")
        record(coach, "laureate.edited", vikidia, "a modifié la fiche du lauréat", laureate_id=vikidia.id)

        umap = factories.laureate("uMap", tagline="Cartes libres pour tout le monde")
        factories.member(umap, referent)
        factories.diagnostic(umap, coach_signer_id=coach.id, coach_signed_at=clock.now())
        factories.laureate("Sans date", slug="sans-date", starts_on=None)
        queue.hold("300 courriels en retard : décidez de leur envoi.")
        db.session.commit()
        return SimpleNamespace(
            coach=coach,
            calm=factories.coach(),
            direction=factories.direction(),
            referent=referent,
            expert=db.session.get(User, expert.user_id),
            admin=factories.admin(),
        )


def test_a_project_whose_dates_slipped_is_shown_accessibly(visitor: Visit, season: SimpleNamespace) -> None:
    visitor(season.coach).look("/laureats/vikidia")


def test_from_the_home_a_coach_reaches_the_minutes_to_write_without_javascript(
    visitor: Visit, season: SimpleNamespace
) -> None:
    window = visitor(season.coach, phone=True, javascript=False)
    window.go("/")
    window.page.get_by_role("link", name="Vikidia — point n° 5").click()
    expect(window.page).to_have_url(re.compile(r"/laureats/vikidia/points/5/clore$"))


def test_from_the_home_a_referent_logs_time_without_javascript(visitor: Visit, season: SimpleNamespace) -> None:
    window = visitor(season.referent, phone=True, javascript=False)
    window.go("/")
    window.page.get_by_role("link", name="Noter mon temps").first.click()
    expect(window.page).to_have_url(re.compile(r"/temps/nouveau"))


def test_the_portfolio_is_searched_without_javascript(visitor: Visit, season: SimpleNamespace) -> None:
    window = visitor(season.coach, phone=True, javascript=False)
    window.go("/laureats")
    window.page.locator("main").get_by_role("textbox").fill("UMAP")
    window.page.get_by_role("button", name="Filtrer").click()
    assert window.page.locator(".app-narrow > li").all_inner_texts()[0].startswith("uMap")
    expect(window.page.locator(".app-narrow > li")).to_have_count(1)
