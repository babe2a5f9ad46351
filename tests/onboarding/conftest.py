"""A coach with three well-filled steps at hand."""

from types import SimpleNamespace

import pytest

from tests import factories as make

FIRST, SECOND, THIRD = "/laureats/nouveau", "/laureats/nouveau/projet", "/laureats/nouveau/personnes"


@pytest.fixture
def desk(app, signed_in):
    coach = make.coach(name="Léa Martin")
    season = make.season("Saison 2")
    return SimpleNamespace(
        coach=coach,
        season=season,
        client=signed_in(coach),
        organisation={
            "revision": 0,
            "organisation": "",
            "name": "Association Vikidia",
            "legal_form": "association",
            "siren": "732 829 320",
            "rna": "",
            "town": "Corenc",
        },
        project={
            "revision": 1,
            "name": "Vikidia",
            "tagline": "Encyclopédie libre des 8-13 ans",
            "season": season.id,
            "operator": "DINUM",
            "axes": ["deployment"],
            "themes": "Éducation",
            "town": "",
            "website": "https://fr.vikidia.org",
            "repository": "",
            "licence": "",
            "starts_on": "2026-03-02",
        },
        people={
            "revision": 2,
            "lead": coach.id,
            "referent-0-person": "",
            "referent-0-name": "Zoé Faure",
            "referent-0-email": "zoe@example.org",
        },
    )


@pytest.fixture
def two_steps_done(desk):
    assert desk.client.submit(FIRST, desk.organisation).status_code == 303
    assert desk.client.submit(SECOND, desk.project).status_code == 303
    return desk
