"""An address is corrected: whoever reads the former one is somebody else, and nothing lets them in."""

from collections.abc import Callable
from datetime import date, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts import doors, links, second_factor, sessions, tokens
from aic_tracker.accounts.models import (
    ApiToken,
    Identity,
    RecoveryCode,
    Role,
    SecondFactor,
    SignInLink,
    User,
    UserSession,
)
from aic_tracker.agenda import feeds
from aic_tracker.agenda.models import CalendarFeed
from aic_tracker.audit.models import AuditEntry
from aic_tracker.db import Base, db
from aic_tracker.errors import DomainError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Membership
from aic_tracker.mail import claims, outbox
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders import last_check, unsubscribe
from aic_tracker.sendings import operations as sendings
from aic_tracker.timesheet import month_links
from tests import factories
from tests.support.client import Client, text_of

SignedIn = Callable[[User], Client]
FEBRUARY = date(2026, 2, 1)
# By table, the columns that prove who somebody is. What closes them is `doors.close`.
PROOFS = {"token_hash", "code_hash", "secret", "issuer", "id_token", "browser_hash"}
CLOSED = {SignInLink, UserSession, Identity, SecondFactor, RecoveryCode, CalendarFeed, ApiToken}


@pytest.fixture
def reader(app: Flask) -> User:
    """A referent who uses every door there is."""
    person = factories.referent(factories.laureate("Vikidia"), email="ancienne@example.org")
    person.last_sign_in_at = clock.now()
    second_factor.begin(person)
    secret = second_factor.awaited_secret(person)
    assert secret
    second_factor.confirm(person, pyotp.TOTP(secret).at(int(clock.now().timestamp())), None, clock.now())
    db.session.add(Identity(user_id=person.id, issuer="https://fi.test", subject="s", created_at=clock.now()))
    db.session.commit()
    return person


@pytest.fixture
def correct(reader: User, signed_in: SignedIn) -> Callable[[], str]:
    """The administration corrects the address; what the page then says."""

    def act() -> str:
        values = {"name": reader.name, "email": "nouvelle@example.org", "role": Role.REFERENT.value}
        browser = signed_in(factories.admin())
        answer = browser.submit(f"/administration/comptes/{reader.id}", values, follow_redirects=True)
        assert answer.status_code == 200
        return text_of(answer)

    return act


def month_of(reader: User) -> str:
    laureate_id = db.session.scalars(sa.select(Membership.laureate_id).where(Membership.user_id == reader.id)).one()
    return month_links.path(reader, laureate_id, FEBRUARY)


def queue(reader: User, kind: str = "account-ending", key: str = "k") -> int:
    context = {"is_active": True, "basis": clock.now(), "erase_on": clock.today(), "link": "http://aic.test/"}
    values = {"dedup_key": key, "to": reader, "now": clock.now(), "useful_for": timedelta(days=3), "context": context}
    values["by"] = None
    mail_id = outbox.enqueue(kind, **values)  # type: ignore[arg-type]
    db.session.commit()
    assert mail_id
    return mail_id


def test_every_door_of_the_former_address_is_closed(
    reader: User, signed_in: SignedIn, client: Client, correct: Callable[[], str]
) -> None:
    former = signed_in(reader)
    feed = feeds.open_feed(reader, now=clock.now()).removeprefix("http://aic.test")
    ways = [
        links.sign_in_url(reader, now=clock.now()).removeprefix("http://aic.test"),
        feed,
        month_of(reader),
        f"/desinscription/{unsubscribe.token(reader, 'time-month')}",
    ]
    values = {"name": "Tableau", "may_write": True, "laureate_ids": [], "lasts": timedelta(days=30)}
    _token, secret = tokens.make(reader, now=clock.now(), **values)  # type: ignore[arg-type]
    db.session.commit()
    assert tokens.find(secret, clock.now()) is not None
    assert [client.get(way).status_code for way in ways] == [200, 200, 200, 200]
    assert former.get("/mon-compte").status_code == 200
    correct()
    assert [client.get(way).status_code for way in ways] == [410, 404, 404, 404]
    assert former.get("/mon-compte").location.startswith("/connexion")
    assert tokens.find(secret, clock.now()) is None
    assert not second_factor.is_set(reader)
    assert db.session.scalars(sa.select(Identity)).all() == []
    assert db.session.scalars(sa.select(RecoveryCode)).all() == []


def test_the_reader_of_the_new_address_gets_doors_of_their_own(
    reader: User, client: Client, correct: Callable[[], str]
) -> None:
    correct()
    feed = feeds.open_feed(reader, now=clock.now()).removeprefix("http://aic.test")
    db.session.commit()
    assert client.get(feed).status_code == 200
    assert client.get(month_of(reader)).status_code == 200


def test_the_page_says_it_before_and_after(reader: User, signed_in: SignedIn, correct: Callable[[], str]) -> None:
    before = text_of(signed_in(factories.admin()).get(f"/administration/comptes/{reader.id}"))
    assert "vous fermez tout ce que l’ancienne ouvrait" in before
    feeds.open_feed(reader, now=clock.now())
    sessions.open_session(reader, agent="", now=clock.now(), second_factor_at=clock.now())
    queue(reader)
    after = correct()
    assert (
        "L’ancienne adresse n’ouvre plus rien : 1 session, la double authentification et ses codes de secours, "
        "l’adresse de son calendrier et 1 courriel en attente." in after
    )


def test_another_name_closes_nothing(reader: User, signed_in: SignedIn) -> None:
    values = {"name": "Autre Nom", "email": reader.email, "role": Role.REFERENT.value}
    browser = signed_in(factories.admin())
    answer = browser.submit(f"/administration/comptes/{reader.id}", values, follow_redirects=True)
    assert "Compte enregistré." in text_of(answer)
    assert "n’ouvre plus rien" not in text_of(answer)
    assert second_factor.is_set(reader)


def test_it_is_told_by_the_journal_and_the_audit_trail(reader: User, correct: Callable[[], str]) -> None:
    feeds.open_feed(reader, now=clock.now())
    db.session.commit()
    correct()
    entries = db.session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id)).all()
    assert [entry.verb for entry in entries[-2:]] == ["user.second_factor_removed", "user.edited"]
    assert entries[-1].after["closed"] == [
        "la double authentification et ses codes de secours",
        "l’adresse de son calendrier",
    ]
    kept = {str(event) for event in db.session.scalars(sa.select(AuditEntry.event))}
    assert {"changed_account", "removed_second_factor", "closed_calendar"} <= kept


def test_what_waits_for_the_former_address_does_not_leave(reader: User, correct: Callable[[], str]) -> None:
    mail_id = queue(reader)
    correct()
    mail = db.session.get_one(OutgoingMail, mail_id)
    assert (mail.status, mail.reason) == (MailStatus.CANCELLED, doors.ADDRESS_CHANGED)


def test_what_is_taken_for_delivery_meanwhile_does_not_leave_either(reader: User, correct: Callable[[], str]) -> None:
    mail_id = queue(reader)
    claimed = claims.claim(clock.now(), lease=timedelta(minutes=1), limit=5)
    db.session.commit()
    correct()
    assert last_check.checked(claimed, clock.now()) == []
    assert db.session.get_one(OutgoingMail, mail_id).reason == doors.ADDRESS_CHANGED


def test_a_mail_that_failed_is_not_sent_again_to_the_former_address(reader: User, correct: Callable[[], str]) -> None:
    mail = db.session.get_one(OutgoingMail, queue(reader))
    mail.status = MailStatus.FAILED
    db.session.commit()
    correct()
    with pytest.raises(DomainError, match="portait l’ancienne"):
        sendings.send_again(mail, actor=factories.admin(), reason="", now=clock.now())


def test_each_table_that_proves_who_somebody_is_is_closed() -> None:
    """A new one fails here: close it in `doors.close`, then add it."""
    proving = {
        table.name
        for table in Base.metadata.sorted_tables
        if PROOFS & set(table.columns.keys())
        and any(key.column.table.name == User.__tablename__ for key in table.foreign_keys)
    }
    assert proving == {model.__tablename__ for model in CLOSED}
