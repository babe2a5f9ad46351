from datetime import date

import pytest

from aic_tracker.db import db
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/laureats/vikidia/membres"


def test_members_are_shown_with_their_place_and_dates(project, signed_in):
    make.member(project.laureate, make.referent(name="Ancienne Référente"), until_on=date(2026, 1, 1))
    make.member(project.laureate, make.referent(name="Retirée Aussitôt"), until_on=date(2025, 9, 1))
    page = text_of(signed_in(project.lead).get(URL))
    assert "Léa Martin Chargé·e d’accélération lea@example.org 01/09/2025 —" in page
    assert page.index("Membres actuels") < page.index("Anciens membres") < page.index("Ancienne Référente")
    assert "31/12/2025" in page
    assert "retrait le jour même" in page
    assert "du 1er septembre 2025 au 31 août 2026 inclus" in page


@pytest.mark.parametrize("who", ["referent", "observer", "direction"])
def test_readers_see_members_and_no_button(project, signed_in, who):
    response = signed_in(getattr(project, who)).get(URL)
    assert response.status_code == 200
    assert "Ajouter une personne" not in response.text
    assert "Modifier la fiche" not in response.text
    assert "Mettre fin" not in response.text


def test_a_stranger_sees_nothing(project, signed_in, client):
    assert signed_in(project.stranger).get(URL).status_code == 404
    assert signed_in(make.admin()).get(URL).status_code == 404
    assert client.get(URL).status_code == 303


def test_the_number_of_statements_does_not_depend_on_the_number_of_members(project, signed_in):
    client = signed_in(project.lead)
    db.session.expunge_all()
    with counted() as few:
        client.get(URL)
    for _ in range(30):
        make.referent(project.laureate)
    db.session.expunge_all()
    with counted() as many:
        client.get(URL)
    assert len(many) == len(few) < 8
