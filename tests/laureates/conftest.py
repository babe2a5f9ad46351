"""One project with its people, for the screens of this feature."""

from types import SimpleNamespace

import pytest

from aic_tracker.laureates.models import MemberRole
from tests import factories as make


@pytest.fixture
def project(app):
    laureate = make.laureate("Vikidia")
    return SimpleNamespace(
        laureate=laureate,
        lead=make.coach(laureate, name="Léa Martin", email="lea@example.org"),
        referent=make.referent(laureate, name="Rémi Duval", email="remi@example.org"),
        observer=_observer(laureate),
        stranger=make.referent(make.laureate("Autre projet")),
        direction=make.direction(),
    )


def _observer(laureate):
    person = make.referent(name="Olga Petit")
    make.member(laureate, person, MemberRole.OBSERVER)
    return person
