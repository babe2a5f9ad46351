"""A mail that cannot be written to somebody leaves the gesture done, a row on « Envois », and words to who made it."""

from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.conversation.models import Comment
from aic_tracker.db import db
from aic_tracker.heads import RenderingFault
from aic_tracker.mail import outbox
from aic_tracker.mail.models import Failure, Stage
from tests import factories
from tests.support.client import text_of
from tests.support.mails import mails


@pytest.fixture
def world(app, monkeypatch):
    """Nothing can be written to Zoé: not a name that a mail could hold."""
    laureate = factories.laureate("Vikidia")
    coach = factories.coach(laureate, name="Alice Martin")
    zoe = factories.referent(laureate, name="Zoé Petit", email="zoe@example.org")
    factories.referent(laureate, name="Bruno Roux", email="bruno@example.org")
    render = outbox.render

    def failing(template, *, to, **values):
        if to[1] == "zoe@example.org":
            raise RenderingFault("To")
        return render(template, to=to, **values)

    monkeypatch.setattr(outbox, "render", failing)
    return laureate, coach, zoe


def told():
    return sorted(mail.recipient for mail in mails())


def rows():
    found = db.session.scalars(sa.select(Failure).where(Failure.closed_at.is_(None)))
    return [(row.stage, row.kind, row.user_id) for row in found]


SAID = "C’est enregistré, mais le courriel à Zoé Petit n’a pas pu être écrit : prévenez cette personne autrement."


def test_a_mention_is_kept_and_whoever_wrote_it_learns_who_is_not_told(world, signed_in):
    _laureate, coach, zoe = world
    browser = signed_in(coach)
    text = "@Zoé Petit et @Bruno Roux, qu’en pensez-vous ?"
    response = browser.submit("/laureats/vikidia/commentaires", {"text": text})
    assert response.status_code == 303
    page = text_of(browser.get(response.location))
    assert SAID in page
    assert "Commentaire ajouté. Bruno Roux est prévenu·e par courriel." in page
    assert db.session.scalar(sa.select(Comment.text)) == text
    assert told() == ["bruno@example.org"]
    assert rows() == [(Stage.OPERATION, "mention", zoe.id)]


def test_a_point_is_closed_and_the_others_receive_its_minutes(world, signed_in):
    laureate, coach, zoe = world
    point = factories.checkpoint(laureate, date(2026, 2, 26), status=CheckpointStatus.HELD)
    people = [str(user.id) for user in db.session.scalars(sa.select(User))]
    browser = signed_in(coach)
    response = browser.submit(
        f"/laureats/vikidia/points/{point.number}/clore",
        {
            "minutes": "Tout va bien.",
            "present": people,
            "follow_up": "date",
            "next_starts_at": ["2026-03-26", "14:00"],
            "version": "1",
            "encore": "1",
        },
    )
    assert response.status_code == 303, text_of(response)
    assert SAID in text_of(browser.get(response.location))
    db.session.expire_all()
    assert db.session.get_one(Checkpoint, point.id).status is CheckpointStatus.CLOSED
    assert "bruno@example.org" in told()
    assert "zoe@example.org" not in told()
    assert rows() == [(Stage.OPERATION, "minutes", zoe.id)]


def test_a_point_is_cancelled_and_the_others_are_told(world, signed_in):
    laureate, coach, zoe = world
    point = factories.checkpoint(laureate, date(2026, 3, 5))
    browser = signed_in(coach)
    path = f"/laureats/vikidia/points/{point.number}/annuler"
    response = browser.submit(path, {"reason": "Malade", "version": "1"})
    assert response.status_code == 303, text_of(response)
    assert SAID in text_of(browser.get(response.location))
    assert "bruno@example.org" in told()
    assert rows() == [(Stage.OPERATION, "checkpoint-cancelled", zoe.id)]


def test_a_link_asked_for_answers_as_for_anybody_and_the_team_sees_why_none_came(world, client, signed_in, monkeypatch):
    _laureate, coach, zoe = world
    response = client.submit("/connexion", {"email": "zoe@example.org"})
    assert response.status_code == 303
    other = client.submit("/connexion", {"email": "personne@example.org"})
    assert text_of(client.get(response.location)) == text_of(client.get(other.location))
    assert rows() == [(Stage.OPERATION, "sign-in", zoe.id)]
    page = text_of(signed_in(coach).get("/envois?etat=empeches"))
    assert "Lien de connexion" in page
    assert "Un nom ou un titre ne peut pas s’écrire dans un courriel" in page


def test_a_link_that_leaves_at_last_closes_its_row(world, client, monkeypatch):
    client.submit("/connexion", {"email": "zoe@example.org"})
    assert rows()
    monkeypatch.undo()
    with clock.at(clock.now()):
        assert client.submit("/connexion", {"email": "zoe@example.org"}).status_code == 303
    assert rows() == []


def test_an_account_is_opened_although_its_invitation_cannot_be_written(world, signed_in, monkeypatch):
    browser = signed_in(factories.admin())
    values = {"email": "nadia@example.org", "name": "Nadia Vert", "role": "coach"}
    monkeypatch.setattr(outbox, "render", lambda *_, **__: 1 / 0)
    response = browser.submit("/administration/comptes/nouveau", values)
    assert response.status_code == 303
    assert "le courriel à Nadia Vert n’a pas pu être écrit" in text_of(browser.get(response.location))
    assert db.session.scalar(sa.select(User.name).where(User.email == "nadia@example.org")) == "Nadia Vert"
