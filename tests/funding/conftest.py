from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.funding.models import Grant, Tranche, TrancheCondition
from tests import factories


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def direction(app):
    return factories.direction()


@pytest.fixture
def funded(vikidia, direction):
    """A committee has decided to fund Vikidia."""
    return factories.committee_decision(vikidia, direction)


@pytest.fixture
def grant(vikidia):
    """80 000 €, then 60 000 € on one condition."""
    return factories.save(
        Grant(
            laureate_id=vikidia.id,
            purpose="Consolider le service",
            authority="Programme",
            regime=Regime.GENERAL,
            proposer_id=factories.coach().id,
            created_at=clock.now(),
            tranches=[
                Tranche(rank=1, amount_cents=80_000_00, conditions=[]),
                Tranche(rank=2, amount_cents=60_000_00, conditions=[TrancheCondition(text="Convention signée")]),
            ],
        )
    )


@pytest.fixture
def received(vikidia):
    """An aid already received by the organisation of Vikidia."""

    def write(amount_cents, granted_on=date(2025, 1, 15)):
        return factories.save(
            Aid(
                organisation_id=vikidia.organisation_id,
                amount_cents=amount_cents,
                granted_on=granted_on,
                regime=Regime.GENERAL,
                source=AidSource.DECLARED,
                authority="Région",
                author_id=factories.coach().id,
                created_at=clock.now(),
            )
        )

    return write
