"""Nothing is public before somebody says so, and what was opened can be closed."""

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.audit.models import AuditEntry
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.opendata import operations, queries
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

PUBLIC = (
    "/communs",
    "/communs/umap",
    "/donnees",
    "/donnees/laureats.csv",
    "/donnees/catalogue.jsonld",
    "/donnees/laureats.atom",
    "/donnees/evenements.atom",
)


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_is_there_before_it_is_opened(client, path):
    make.laureate("uMap")
    assert client.get(path).status_code == 404
    client.sign_in(make.direction())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.ADMIN])
def test_who_directs_or_administrates_opens_and_closes(client, role):
    make.laureate("uMap")
    client.sign_in(make.user(role))
    assert "Rien n’a encore été ouvert" in text_of(client.get("/donnees-ouvertes"))
    assert client.submit("/donnees-ouvertes/ouvrir").location == "/donnees-ouvertes"
    page = text_of(client.get("/donnees-ouvertes"))
    assert "Public depuis le lundi 2 mars 2026" in page
    assert {client.get(path).status_code for path in PUBLIC} == {200}
    client.submit("/donnees-ouvertes/fermer")
    assert "Fermé depuis le lundi 2 mars 2026" in text_of(client.get("/donnees-ouvertes"))
    assert {client.get(path).status_code for path in PUBLIC} == {404}


def test_a_coach_sees_the_switch_and_does_not_press_it(client):
    client.sign_in(make.coach())
    page = client.get("/donnees-ouvertes")
    assert "La direction ou l’administration peut les ouvrir" in text_of(page)
    assert "/donnees-ouvertes/ouvrir" not in page.text
    assert client.submit("/donnees-ouvertes/ouvrir").status_code == 403
    assert not queries.is_open()


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT])
def test_others_do_not_know_of_it(client, role):
    client.sign_in(make.user(role))
    for path in ("", "/ouvrir", "/fermer"):
        assert client.get(f"/donnees-ouvertes{path}").status_code == 404


def test_each_gesture_is_journalled_and_audited_once(app):
    direction = make.direction()
    for operation in (operations.publish, operations.publish, operations.withdraw, operations.withdraw):
        operation(actor=direction, now=clock.now())
        db.session.commit()
    verbs = db.session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.id)).all()
    assert verbs == ["publication.opened", "publication.closed"]
    events = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.seq)).all()
    assert events == ["published_data", "withdrew_data"]


def test_opened_again_it_counts_from_then(app, at):
    direction = make.direction()
    operations.publish(actor=direction, now=clock.now())
    operations.withdraw(actor=direction, now=clock.now())
    at("2026-04-01T08:00")
    operations.publish(actor=direction, now=clock.now())
    assert queries.opened_at() == clock.now()


def test_robots_may_read_what_was_opened_and_nothing_else(client, opened):
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Allow: /donnees/", "Allow: /communs/"} <= set(lines)
    assert lines[-1] == "Disallow: /"


def test_the_figures_lead_to_the_data_once_they_are_open(client):
    assert "/donnees" not in client.get("/statistiques").text.replace("/donnees-personnelles", "")
    operations.publish(actor=make.direction(), now=clock.now())
    db.session.commit()
    assert 'href="/donnees"' in client.get("/statistiques").text


def test_the_screen_takes_as_many_statements_whatever_there_is(client):
    client.sign_in(make.direction())
    with counted() as few:
        client.get("/donnees-ouvertes")
    for _ in range(5):
        make.laureate()
    with counted() as many:
        client.get("/donnees-ouvertes")
    assert len(few) == len(many) <= 8
