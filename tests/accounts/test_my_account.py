"""One's own account."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import Client, text_of

SignedIn = Callable[[User], Client]


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_change_their_own_name(signed_in: SignedIn, role: Role) -> None:
    user = factories.user(role, name="Camille", email="camille@example.org")
    client = signed_in(user)
    assert "camille@example.org" in text_of(client.get("/mon-compte"))
    assert client.submit("/mon-compte", {"name": "  Camille Roux "}).status_code == 303
    assert db.session.scalars(sa.select(User.name)).all() == ["Camille Roux"]
    entry = db.session.scalars(sa.select(JournalEntry)).one()
    assert (entry.before, entry.after) == ({"name": "Camille"}, {"name": "Camille Roux"})


def test_neither_the_address_nor_the_role_can_be_changed_there(signed_in: SignedIn) -> None:
    user = factories.user(Role.EXPERT, email="camille@example.org")
    signed_in(user).submit("/mon-compte", {"name": "Camille", "email": "x@example.org", "role": "admin"})
    db.session.refresh(user)
    assert (user.email, user.role) == ("camille@example.org", Role.EXPERT)


@pytest.mark.parametrize(
    "name", ["", "\N{NO-BREAK SPACE} ", "a\x00b", "a\r\nb", "x" * 121, "a\N{RIGHT-TO-LEFT OVERRIDE}b"]
)
def test_a_wrong_name_is_explained(signed_in: SignedIn, name: str) -> None:
    response = signed_in(factories.user(name="Camille")).submit("/mon-compte", {"name": name})
    assert response.status_code == 422
    assert "Un point est à corriger" in text_of(response)
    assert db.session.scalars(sa.select(User.name)).all() == ["Camille"]


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    response = client.get("/mon-compte")
    assert (response.status_code, response.location) == (303, "/connexion?next=/mon-compte")


def test_an_expired_page_keeps_what_was_typed(signed_in: SignedIn) -> None:
    response = signed_in(factories.user(name="Camille")).post("/mon-compte", data={"name": "Camille Roux"})
    assert response.status_code == 422
    assert "Votre session a expiré" in text_of(response)
    assert 'value="Camille Roux"' in response.text
