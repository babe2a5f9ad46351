"""The doors of the demonstration: any account in one click, every mail sent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.mail import outbox
from aic_tracker.mail.message import Attachment
from aic_tracker.mail.models import MailStatus, OutgoingMail
from tests import factories
from tests.support.client import Client, text_of

PATHS = ("/demo", "/demo/mails", "/demo/mails/1", "/demo/mails/1/html", "/demo/mails/1/pieces/1")


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Client]:
    with demo_app.app_context():
        yield demo_app.test_client()  # type: ignore[misc]
        db.session.rollback()


def mail(to: User, *, subject_of: str = "Alix", sent: bool = True, attachments: list[Attachment] | None = None) -> int:
    key = f"test:{to.id}:{subject_of}"
    mail_id = outbox.enqueue(
        "sign-in",
        dedup_key=key,
        to=to,
        now=clock.now(),
        useful_for=timedelta(minutes=10),
        context={
            "link": f"http://aic.test/connexion/{subject_of}",
            "minutes": 10,
        },
        by=None,
        attachments=attachments or (),
    )
    assert mail_id is not None
    if sent:
        values = {"status": MailStatus.SENT, "sent_at": clock.now()}
        db.session.execute(sa.update(OutgoingMail).where(OutgoingMail.id == mail_id).values(**values))
    db.session.commit()
    return mail_id


def test_outside_the_demonstration_none_of_these_pages_exists(client: Client) -> None:
    coach = factories.user(email="coach@example.org")
    mail(coach)
    for path in PATHS:
        assert client.get(path).status_code == 404
    assert client.submit(f"/demo/{coach.id}").status_code == 404
    assert not any(rule.endpoint.startswith("demo.") for rule in client.application.url_map.iter_rules())


def test_each_demo_account_is_there_by_role_and_entered_in_one_click(demo: Client) -> None:
    coach = factories.user(Role.COACH, name="Alix Martin", email="coach@example.org")
    factories.user(Role.DIRECTION, name="Dominique Petit", email="direction@example.org")
    factories.user(Role.EXPERT, name="Parti", email="parti@example.org", is_active=False)
    page = text_of(demo.get("/demo"))
    assert page.index("Équipe d’accompagnement") < page.index("Alix Martin") < page.index("Dominique Petit")
    assert "Parti" not in page
    response = demo.submit(f"/demo/{coach.id}")
    assert (response.status_code, response.location) == (303, "/")
    assert "coach@example.org" in text_of(demo.get("/mon-compte"))


def test_a_real_person_cannot_be_passed_for(demo: Client) -> None:
    person = factories.user(email="camille.roux@aic.test")
    gone = factories.user(is_active=False)
    assert "camille.roux" not in demo.get("/demo").text
    for number in (person.id, gone.id, 999):
        assert demo.submit(f"/demo/{number}").status_code == 404
    assert demo.get(f"/demo/{person.id}").status_code == 405


def test_a_forged_click_enters_nowhere(demo: Client) -> None:
    coach = factories.user()
    assert demo.post(f"/demo/{coach.id}").status_code == 400
    assert demo.get("/mon-compte").status_code == 303


def test_mails_sent_are_listed_and_searched_by_their_recipient(demo: Client) -> None:
    alix, ben = factories.user(email="alix@example.org"), factories.user(email="ben@example.org")
    mail(alix)
    mail(ben)
    mail(ben, subject_of="Later", sent=False)
    page = text_of(demo.get("/demo/mails"))
    assert "2 courriels" in page
    assert "1 courriel attend son envoi" in page
    assert page.index("ben@example.org") < page.index("alix@example.org")
    found = text_of(demo.get("/demo/mails?q=ALIX"))
    assert "alix@example.org" in found
    assert "ben@example.org" not in found
    assert "Aucun courriel" in text_of(demo.get("/demo/mails?q=%25"))


def test_a_mail_is_read_in_both_its_versions_with_its_pieces(demo: Client) -> None:
    invitation = Attachment("point.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    mail_id = mail(factories.user(name="Hélène <b>", email="helene@example.org"), attachments=[invitation])
    page = demo.get(f"/demo/mails/{mail_id}")
    shown = text_of(page)
    assert "Suivi AIC — votre lien de connexion" in shown
    assert "point.ics" in shown
    assert '<a href="http://aic.test/connexion/Alix"' in page.text
    assert "<b>" not in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    piece = demo.get(f"/demo/mails/{mail_id}/pieces/1")
    assert piece.headers["Content-Disposition"] == "attachment; filename=point.ics"
    assert piece.data == invitation.content.replace(b"\r\n", b"\n") or piece.data == invitation.content
    assert demo.get(f"/demo/mails/{mail_id}/pieces/2").status_code == 404
    assert demo.get(f"/demo/mails/{mail_id}/pieces/0").status_code == 404


def test_the_html_of_a_mail_can_neither_run_nor_load_anything(demo: Client) -> None:
    response = demo.get(f"/demo/mails/{mail(factories.user())}/html")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script" not in policy
    assert '<base target="_top">' in response.text


def test_a_mail_not_sent_cannot_be_read(demo: Client) -> None:
    mail_id = mail(factories.user(), sent=False)
    assert demo.get(f"/demo/mails/{mail_id}").status_code == 404
