"""Objectives copied, sent to another priority, or put off together."""

from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap.models import Means, MeansKind, Objective, Priority
from tests import factories as make
from tests.support.client import text_of

URL = "/laureats/vikidia"


@pytest.fixture
def objective(app):
    roadmap = make.roadmap(make.laureate("Vikidia"))
    make.priority(roadmap, "Déployer")
    row = make.objective(make.priority(roadmap), due_on=date(2026, 2, 20), detail="Fiche de poste")
    make.save(Means(objective_id=row.id, kind=MeansKind.OTHER, label="Une annonce"))
    return row


@pytest.fixture
def client(objective, signed_in):
    return signed_in(make.coach())


def test_a_copy_says_the_same_and_starts_afresh(objective, client):
    answer = client.submit(f"{URL}/objectifs/{objective.id}/dupliquer")
    copy = db.session.scalars(sa.select(Objective).order_by(Objective.id.desc())).first()
    assert answer.location == f"{URL}/objectifs/{copy.id}/modifier"
    assert (copy.title, copy.detail, copy.due_on) == (
        "Recruter une personne (copie)",
        "Fiche de poste",
        objective.due_on,
    )
    assert db.session.scalars(sa.select(Means.label).where(Means.objective_id == copy.id)).all() == ["Une annonce"]


def test_an_objective_joins_another_priority(objective, client):
    to = db.session.scalar(sa.text("SELECT id FROM priority WHERE title = 'Déployer'"))
    url = f"{URL}/objectifs/{objective.id}/changer-de-priorite"
    assert client.get(url).status_code == 200
    assert client.submit(url, {"priority": str(to), "version": "1"}).status_code == 303
    db.session.expire_all()
    assert objective.priority_id == to
    [entry] = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "objective.transferred"))
    assert (entry.before, entry.after) == ({"priority": "Consolider l’équipe"}, {"priority": "Déployer"})
    assert client.submit(url, {"priority": str(to), "version": "2"}).status_code == 422
    assert client.submit(url, {"priority": "", "version": "2"}).status_code == 422


def test_a_stale_move_is_asked_again(objective, client):
    to = db.session.scalar(sa.text("SELECT id FROM priority WHERE title = 'Déployer'"))
    url = f"{URL}/objectifs/{objective.id}/changer-de-priorite"
    assert client.submit(url, {"priority": str(to), "version": "9"}).status_code == 409


def test_late_objectives_are_put_off_together_with_a_reason(objective, client):
    url = f"{URL}/feuille-de-route/echeances"
    assert "20/02/2026" in text_of(client.get(url))
    answer = client.submit(url, {"objectives": str(objective.id), "days": "30", "reason": "Annonce relancée"})
    assert answer.status_code == 303
    db.session.expire_all()
    assert objective.due_on == date(2026, 3, 22)
    [entry] = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "objective.rescheduled"))
    assert entry.before == {"due_on": "2026-02-20"}
    assert entry.after == {"due_on": "2026-03-22", "reason": "Annonce relancée"}
    assert "Aucun objectif en retard" in text_of(client.get(url))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "2"}, "serait encore en retard"),
        ({}, "Indiquez un nombre de jours ou une date"),
        ({"days": "30", "due_on": "2026-04-01"}, "Indiquez un nombre de jours ou une date"),
        ({"days": "30", "reason": ""}, "Dites pourquoi ces échéances glissent."),
    ],
)
def test_a_new_date_that_does_not_hold_is_refused_and_kept(objective, client, typed, said):
    answer = client.submit(
        f"{URL}/feuille-de-route/echeances", {"objectives": str(objective.id), "reason": "Relance"} | typed
    )
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert f'value="{typed.get("days", "")}"' in answer.text


def test_only_the_team_puts_the_roadmap_in_order(objective, signed_in):
    laureate = db.session.scalars(sa.select(Laureate)).one()
    paths = (
        f"/objectifs/{objective.id}/dupliquer",
        f"/objectifs/{objective.id}/placer",
        f"/priorites/{objective.priority_id}/placer",
        f"/objectifs/{objective.id}/changer-de-priorite",
        "/feuille-de-route/echeances",
    )
    referent, stranger = signed_in(make.referent(laureate)), signed_in(make.referent(make.laureate()))
    for path in paths:
        assert referent.submit(URL + path).status_code == 403
        assert stranger.submit(URL + path).status_code == 404


@pytest.fixture
def three(objective):
    priority = db.session.get(Priority, objective.priority_id)
    others = [make.objective(priority, title) for title in ("Former", "Publier")]
    return [objective, *others]


def order_of(objective):
    rows = sa.select(Objective.title).where(Objective.priority_id == objective.priority_id)
    return db.session.scalars(rows.order_by(Objective.rank)).all()


def seen(rows):
    return ",".join(str(row.id) for row in rows)


def test_an_objective_is_placed_where_it_is_dropped(three, client):
    answer = client.submit(f"{URL}/objectifs/{three[0].id}/placer", {"rank": "3", "seen": seen(three)})
    assert answer.status_code == 204
    assert order_of(three[0]) == ["Former", "Publier", "Recruter une personne"]
    [entry] = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "objective.moved"))
    assert entry.summary.endswith("en position 3")


def test_a_priority_is_placed_where_it_is_dropped(objective, client):
    rows = list(db.session.scalars(sa.select(Priority).order_by(Priority.rank)))
    answer = client.submit(f"{URL}/priorites/{rows[1].id}/placer", {"rank": "1", "seen": seen(rows)})
    assert answer.status_code == 204
    assert [p.id for p in db.session.scalars(sa.select(Priority).order_by(Priority.rank))] == [rows[1].id, rows[0].id]


def test_an_order_that_changed_meanwhile_moves_nothing_and_says_so(three, client):
    url = f"{URL}/objectifs/{three[0].id}/placer"
    assert client.submit(url, {"rank": "3", "seen": seen(three[::-1])}).status_code == 409
    assert order_of(three[0]) == ["Recruter une personne", "Former", "Publier"]
    assert "L’ordre a changé entre-temps" in text_of(client.get(f"{URL}/feuille-de-route"))


@pytest.mark.parametrize("rank", ["4", "0", "premier", ""])
def test_a_place_that_does_not_exist_is_refused(three, client, rank):
    answer = client.submit(f"{URL}/objectifs/{three[0].id}/placer", {"rank": rank, "seen": seen(three)})
    assert answer.status_code == 422
    assert order_of(three[0]) == ["Recruter une personne", "Former", "Publier"]
