"""A second tranche in a browser: refused while its aids pass the ceiling, then possible."""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.aid.models import Aid, AidDeclaration, AidProfile, AidSource, Regime, Undertaking
from aic_tracker.calendar_fr import PARIS
from aic_tracker.funding.models import (
    Grant,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from tests import factories
from tests.journeys.windows import Visitor

VIKIDIA = "/laureats/vikidia"


@pytest.fixture
def season(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = factories.laureate("Vikidia", tagline="Encyclopédie libre des 8-13 ans")
        factories.laureate("Pyronear")
        coach, direction = (
            factories.coach(vikidia, name="Camille Coach"),
            factories.direction(name="Dominique Direction"),
        )
        priority = factories.priority(factories.roadmap(vikidia))
        factories.objective(priority, "Signer une convention avec le rectorat")
        group = factories.save(Undertaking(name="Groupe Vikidia"))
        sister = factories.organisation("Association Sœur")
        for one in (vikidia.organisation_id, sister.id):
            factories.save(AidProfile(organisation_id=one, undertaking_id=group.id, nace="94.99Z"))

        def aid(organisation_id: int, cents: int, on: date, **values: object) -> Aid:
            values.setdefault("regime", Regime.GENERAL)
            values.setdefault("source", AidSource.DECLARED)
            values.setdefault("authority", "Région")
            return factories.save(
                Aid(
                    organisation_id=organisation_id,
                    amount_cents=cents,
                    granted_on=on,
                    author_id=coach.id,
                    created_at=clock.now(),
                    **values,
                )
            )

        factories.save(
            AidDeclaration(
                organisation_id=vikidia.organisation_id,
                signed_on=date(2026, 1, 10),
                signatory="Camille Durand, présidente",
                author_id=coach.id,
                created_at=clock.now(),
            )
        )
        aid(sister.id, 62_000_00, date(2023, 6, 30), purpose="Salon numérique")
        aid(vikidia.organisation_id, 103_000_00, date(2024, 2, 29), purpose="Ateliers en bibliothèque")
        aid(
            vikidia.organisation_id, 5_000_00, date(2024, 5, 2), cancelled_on=date(2024, 9, 2), cancel_reason="Reversée"
        )
        aid(vikidia.organisation_id, 20_000_00, date(2025, 3, 3), regime=Regime.SIEG)
        factories.committee_decision(vikidia, direction)
        condition = TrancheCondition(text="Convention signée")
        grant = factories.save(
            Grant(
                laureate_id=vikidia.id,
                purpose="Consolider le service",
                authority="Programme",
                regime=Regime.GENERAL,
                proposer_id=coach.id,
                created_at=clock.now(),
                tranches=[
                    Tranche(rank=1, amount_cents=80_000_00, status=TrancheStatus.GRANTED, conditions=[]),
                    Tranche(rank=2, amount_cents=60_000_00, expected_on=date(2026, 6, 1), conditions=[condition]),
                ],
            )
        )
        aid(
            vikidia.organisation_id,
            80_000_00,
            date(2026, 2, 16),
            source=AidSource.GRANT,
            authority="Programme",
            instrument="Subvention",
            purpose="Consolider le service, tranche 1",
            laureate_id=vikidia.id,
            tranche_id=grant.tranches[0].id,
        )
        return SimpleNamespace(
            coach=coach,
            direction=direction,
        )


def test_a_second_tranche_is_refused_then_possible(visitor: Callable[..., Visitor], season: SimpleNamespace) -> None:
    coach = visitor(season.coach, javascript=False)
    coach.go(f"{VIKIDIA}/comites")
    coach.page.get_by_role("link", name="Vérifier : Convention signée").click()
    coach.page.get_by_label("Preuve").fill("https://example.org/convention.pdf")
    coach.page.get_by_text("La condition est remplie", exact=True).click()
    coach.page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(coach.page.get_by_text("Remplie", exact=True)).to_be_visible()

    direction = visitor(season.direction, phone=True, javascript=False)
    direction.go(f"{VIKIDIA}/comites")
    direction.page.get_by_role("link", name="Accorder la tranche 2").click()
    expect(direction.page.get_by_text("elle devient possible le 1er juillet 2026")).to_be_visible()
    direction.page.get_by_role("button", name="Accorder la tranche").click()
    expect(direction.page.get_by_role("heading", name="Un point est à corriger")).to_be_visible()

    with clock.at(datetime(2026, 7, 1, 10, tzinfo=PARIS)):
        direction.page.get_by_role("button", name="Accorder la tranche").click()
        expect(direction.page.get_by_text("Tranche accordée")).to_be_visible()
        direction.go(f"{VIKIDIA}/aides")
        expect(direction.page.get_by_role("cell", name="Consolider le service, tranche 2")).to_be_visible()
