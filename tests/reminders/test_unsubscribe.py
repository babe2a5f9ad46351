"""The link of a mail switches one kind of reminder off, for one person, without signing in."""

import pytest

from aic_tracker.accounts.models import User
from aic_tracker.reminders import queries, unsubscribe
from tests import factories
from tests.support.client import text_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader(app):
    return factories.coach(name="Alice Martin")


def path(reader, kind="coach-week"):
    return f"/desinscription/{unsubscribe.token(reader, kind)}"


def test_opening_the_link_changes_nothing(client, reader):
    page = client.get(path(reader))
    assert page.status_code == 200
    assert "voulez-vous ne plus recevoir « Récapitulatif de la semaine »" in text_of(page).replace("\xa0", " ")
    assert queries.opted_out_by(reader.id) == set()


def test_one_click_from_the_mail_program_is_enough(client, reader):
    page = client.post(path(reader), data=ONE_CLICK)
    assert page.status_code == 200
    assert "Rappel désactivé" in text_of(page)
    assert queries.opted_out_by(reader.id) == {"coach-week"}


def test_twice_is_the_same_as_once(client, reader):
    for _ in range(2):
        assert client.post(path(reader), data=ONE_CLICK).status_code == 200
    assert queries.opted_out_by(reader.id) == {"coach-week"}


def test_nobody_is_signed_in_by_it(client, reader):
    client.post(path(reader), data=ONE_CLICK)
    assert client.get("/mon-compte").status_code == 303


@pytest.mark.parametrize("token", ["x", "WzEsImNvYWNoLXdlZWsiXQ.forged", "é", "." * 40])
def test_a_link_made_elsewhere_is_not_found(client, reader, token):
    assert client.get(f"/desinscription/{token}").status_code == 404
    assert client.post(f"/desinscription/{token}", data=ONE_CLICK).status_code == 404


@pytest.mark.parametrize("kind", ["renewal-file", "sign-in"])
def test_what_cannot_be_switched_off_is_not_found(client, reader, kind):
    assert client.post(path(reader, kind), data=ONE_CLICK).status_code == 404


def test_a_person_who_does_not_exist_is_not_found(client, app):
    nobody = User(id=999, email="personne@example.org")
    assert client.get(f"/desinscription/{unsubscribe.token(nobody, 'coach-week')}").status_code == 404
