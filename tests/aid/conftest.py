from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.aid.models import Aid, AidSource, Regime
from tests import factories


@pytest.fixture
def vikidia(app):
    return factories.laureate(
        "Vikidia", organisation=factories.organisation("Association Vikidia", siren="732829320", siret="73282932000074")
    )


@pytest.fixture
def write_aid():
    """One aid of an organisation, as if written down by somebody."""

    def write(organisation_id, amount_cents, granted_on=date(2025, 1, 15), **values):
        values.setdefault("regime", Regime.GENERAL)
        values.setdefault("source", AidSource.DECLARED)
        values.setdefault("authority", "Région")
        values.setdefault("author_id", factories.coach().id)
        return factories.save(
            Aid(
                organisation_id=organisation_id,
                amount_cents=amount_cents,
                granted_on=granted_on,
                created_at=clock.now(),
                **values,
            )
        )

    return write


@pytest.fixture
def grant(vikidia, write_aid):
    def write(granted_on=date(2026, 2, 16), **values):
        values.setdefault("source", AidSource.GRANT)
        values.setdefault("authority", "Programme")
        values.setdefault("instrument", "Subvention")
        return write_aid(vikidia.organisation_id, 80_000_00, granted_on, laureate_id=vikidia.id, **values)

    return write
