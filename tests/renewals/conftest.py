from types import SimpleNamespace

import pytest

from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories


@pytest.fixture
def vikidia(app):
    """A laureate supported from 1 September 2025 to 31 August 2026, with one objective reached and one open."""
    laureate = factories.laureate("Vikidia")
    priority = factories.priority(factories.roadmap(laureate))
    factories.objective(priority, "Recruter une personne", status=ObjectiveStatus.ACHIEVED)
    factories.objective(priority, "Trouver un financement", status=ObjectiveStatus.IN_PROGRESS)
    return SimpleNamespace(
        row=laureate,
        period=factories.first_period(laureate),
        referent=factories.referent(laureate),
        coach=factories.coach(laureate),
        direction=factories.direction(),
    )
