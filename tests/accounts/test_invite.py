"""Opening an account for somebody."""

import re

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts import links, operations
from aic_tracker.accounts.models import Role, SignInLink, User
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.mail.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


def invite(email: str = "camille@example.org", name: str = "Camille Roux", role: Role = Role.REFERENT) -> User:
    user = operations.invite(email, name, role, actor=factories.coach(name="Alix Martin"), now=clock.now())
    db.session.commit()
    return user


def test_an_invitation_opens_the_account_tells_the_journal_and_sends_a_link_good_for_a_week() -> None:
    user = invite("  Camille@Example.org ")
    assert (user.email, user.role, user.is_active) == ("camille@example.org", Role.REFERENT, True)
    mail = db.session.scalars(sa.select(OutgoingMail)).one()
    assert (mail.kind, mail.recipient) == ("invitation", "camille@example.org")
    assert mail.subject == "Suivi AIC — Alix Martin vous ouvre un compte"
    link = db.session.scalars(sa.select(SignInLink)).one()
    assert (link.expires_at - link.created_at).days == 7
    assert db.session.scalars(sa.select(JournalEntry.verb)).all() == ["user.invited"]


def test_the_link_of_the_invitation_lets_in_once() -> None:
    invite()
    mail = db.session.scalars(sa.select(OutgoingMail)).one()
    token = re.search(rb"/connexion/([\w-]+)", mail.content.replace(b"=\r\n", b""))
    assert token is not None
    link = links.consume(token[1].decode(), now=clock.now())
    assert link is not None
    assert link.user.name == "Camille Roux"
    assert links.consume(token[1].decode(), now=clock.now()) is None


def test_an_address_that_has_an_account_of_this_role_gets_no_second_one() -> None:
    first = invite("camille@château.example.org")
    again = invite("Camille@Cha\N{COMBINING CIRCUMFLEX ACCENT}teau.example.org", name="Autre nom")
    assert again.id == first.id
    assert again.name == "Camille Roux"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) == 1


def test_an_address_of_another_role_is_refused_with_its_reason() -> None:
    invite(role=Role.EXPERT)
    with pytest.raises(DomainError, match="déjà un compte avec le rôle") as refusal:
        invite(role=Role.REFERENT)
    assert refusal.value.field == "email"


def test_an_address_whose_account_is_deactivated_is_refused() -> None:
    factories.user(Role.REFERENT, email="camille@example.org", is_active=False)
    with pytest.raises(DomainError, match="désactivé"):
        invite()
