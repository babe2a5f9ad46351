"""Everybody's accounts, for administrators alone."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role, SignInLink, User
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignedIn = Callable[[User], Client]
NEW = {"name": "Camille Roux", "email": "camille@example.org", "role": "referent"}


def verbs() -> list[str]:
    return list(db.session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.id)))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_no_other_role_sees_that_accounts_are_administered(signed_in: SignedIn, role: Role) -> None:
    other = factories.user()
    client = signed_in(factories.user(role))
    for path in ("", "/nouveau", f"/{other.id}", f"/{other.id}/desactiver", "/999"):
        assert client.get(f"/administration/comptes{path}").status_code == 404
    for path in (
        "/nouveau",
        f"/{other.id}",
        f"/{other.id}/desactiver",
        f"/{other.id}/reactiver",
        f"/{other.id}/inviter",
    ):
        assert client.submit(f"/administration/comptes{path}", NEW).status_code == 404
    db.session.refresh(other)
    assert other.is_active


def test_the_list_is_searched_blind_to_accents_and_filtered(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin(name="Zoé"))
    factories.user(Role.REFERENT, name="Hélène Lefèvre", email="hl@example.org")
    factories.user(Role.EXPERT, name="Ali Ben", email="ali@example.org", is_active=False)
    url = "/administration/comptes"
    assert "3 comptes" in text_of(client.get(url))
    for query, expected in (
        ("q=lefevre helene", "hl@example.org"),
        ("q=HL@EXAMPLE", "hl@example.org"),
        ("role=expert", "ali@example.org"),
        ("actif=non", "ali@example.org"),
        ("actif=oui&q=lef&role=referent", "hl@example.org"),
    ):
        shown = text_of(client.get(f"{url}?{query}"))
        assert "1 compte " in shown
        assert expected in shown
    assert "Aucun compte ne correspond" in text_of(client.get(f"{url}?q=introuvable"))
    assert "3 comptes" in text_of(client.get(f"{url}?role=inconnu&actif=peut-être"))


def test_a_long_list_is_paged_with_the_same_number_of_statements(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin())
    with counted() as few:
        client.get("/administration/comptes")
    for _ in range(30):
        factories.user()
    with counted() as many:
        page = client.get("/administration/comptes?role=coach&page=2")
    assert "30 comptes" in text_of(page)
    assert len(many) <= len(few) == 2
    assert client.get("/administration/comptes?page=999999").status_code == 404


def test_an_account_is_opened_with_its_invitation(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin())
    assert client.submit("/administration/comptes/nouveau", NEW).status_code == 303
    assert "une invitation part vers camille@example.org" in text_of(client.get("/administration/comptes"))
    assert db.session.scalars(sa.select(OutgoingMail.recipient)).all() == ["camille@example.org"]
    assert verbs() == ["user.invited"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Indiquez le nom de la personne."),
        ({"email": "camille"}, "Indiquez une adresse électronique"),
        ({"email": "Taken@Example.org"}, "Cette adresse a déjà un compte."),
        ({"role": "roi"}, "Choisissez une option de la liste."),
        ({"role": ""}, "Choisissez un rôle."),
    ],
)
def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in: SignedIn, wrong: dict[str, str], message: str) -> None:
    factories.user(email="taken@example.org")
    response = signed_in(factories.admin()).submit("/administration/comptes/nouveau", NEW | wrong)
    assert response.status_code == 422
    assert message in text_of(response)
    assert all(value in response.text for key, value in NEW.items() if key not in wrong)
    assert verbs() == []


def test_an_account_is_edited_and_the_journal_tells_what_changed(signed_in: SignedIn) -> None:
    user = factories.user(Role.EXPERT, name="Camille", email="old@example.org")
    client = signed_in(factories.admin())
    assert client.submit(f"/administration/comptes/{user.id}", NEW).status_code == 303
    entry = db.session.scalars(sa.select(JournalEntry)).one()
    assert entry.before == {"name": "Camille", "email": "old@example.org", "role": "expert"}
    assert entry.after == NEW
    assert client.submit(f"/administration/comptes/{user.id}", NEW).status_code == 303
    assert verbs() == ["user.edited"]


def test_a_new_address_voids_the_links_sent_to_the_old_one(signed_in: SignedIn, client: Client) -> None:
    user = factories.user(Role.REFERENT, email="old@example.org")
    client.submit("/connexion", {"email": "old@example.org"})
    signed_in(factories.admin()).submit(f"/administration/comptes/{user.id}", NEW)
    assert db.session.scalars(sa.select(SignInLink.expires_at)).one() == clock.now()


def test_an_address_already_taken_is_refused(signed_in: SignedIn) -> None:
    factories.user(email="camille@example.org")
    user = factories.user(Role.REFERENT)
    response = signed_in(factories.admin()).submit(f"/administration/comptes/{user.id}", NEW)
    assert response.status_code == 422
    assert "déjà celle d’un autre compte" in text_of(response)


def test_the_role_stays_while_the_person_follows_a_project(signed_in: SignedIn) -> None:
    project = factories.laureate()
    referent = factories.referent(project)
    former = factories.user(Role.REFERENT)
    factories.member(project, former, until_on=date(2026, 1, 1))
    client = signed_in(factories.admin())
    values = NEW | {"role": "coach"}
    response = client.submit(f"/administration/comptes/{referent.id}", values)
    assert response.status_code == 422
    assert "mettez-y fin d’abord" in text_of(response)
    assert client.submit(f"/administration/comptes/{former.id}", values).status_code == 303


def test_the_last_administrator_stays_one(signed_in: SignedIn) -> None:
    admin = factories.admin(name="Ada")
    factories.admin(is_active=False)
    client = signed_in(admin)
    response = client.submit(f"/administration/comptes/{admin.id}", NEW)
    assert response.status_code == 422
    assert "dernier compte d’administration" in text_of(response)
    second = factories.admin()
    assert client.submit(f"/administration/comptes/{admin.id}", NEW).status_code == 303
    assert signed_in(second).get("/administration/comptes").status_code == 200
    # No longer an administrator, and signed out with it.
    assert client.get("/administration/comptes").location.startswith("/connexion")
    assert signed_in(admin).get("/administration/comptes").status_code == 404


def test_a_deactivation_is_confirmed_then_undone(signed_in: SignedIn) -> None:
    user = factories.user(name="Camille")
    client = signed_in(factories.admin())
    url = f"/administration/comptes/{user.id}"
    assert "Désactiver le compte « Camille » ?" in text_of(client.get(f"{url}/desactiver"))
    db.session.refresh(user)
    assert user.is_active
    assert client.submit(f"{url}/desactiver").status_code == 303
    assert client.submit(f"{url}/desactiver").status_code == 303
    db.session.refresh(user)
    assert not user.is_active
    assert "Ce compte est désactivé" in text_of(client.get(url))
    assert client.submit(f"{url}/reactiver").status_code == 303
    db.session.refresh(user)
    assert user.is_active
    assert verbs() == ["user.deactivated", "user.reactivated"]


def test_one_does_not_deactivate_oneself(signed_in: SignedIn) -> None:
    admin = factories.admin()
    factories.admin()
    response = signed_in(admin).submit(f"/administration/comptes/{admin.id}/desactiver")
    assert response.status_code == 422
    assert "votre propre compte" in text_of(response)


def test_an_invitation_is_sent_again_to_who_never_came(signed_in: SignedIn) -> None:
    waiting = factories.user()
    known = factories.user(last_sign_in_at=clock.now())
    client = signed_in(factories.admin())
    for user in (waiting, known):
        assert client.submit(f"/administration/comptes/{user.id}/inviter").status_code == 303
    assert db.session.scalars(sa.select(OutgoingMail.recipient)).all() == [waiting.email]


def test_an_account_that_does_not_exist_is_not_found(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin())
    for number in ("0", "999999999", "99999999999999999999", "abc", "-1"):
        assert client.get(f"/administration/comptes/{number}").status_code == 404
