"""What was written by mistake is deleted while the roadmap is a draft; once published, nothing is."""

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap.models import Action, Means, MeansKind, Objective, Priority
from aic_tracker.search.models import SearchEntry
from tests import factories as make
from tests.support.client import text_of

HOME = "/laureats/vikidia/feuille-de-route"


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


@pytest.fixture
def roadmap(vikidia):
    return make.roadmap(vikidia, published=False)


@pytest.fixture
def priority(roadmap):
    return make.priority(roadmap, "Gouvernance")


@pytest.fixture
def coach(signed_in, vikidia):
    return signed_in(make.coach(vikidia))


def address(row, gesture: str = "supprimer") -> str:
    room = {"objective": "objectifs", "priority": "priorites", "action": "actions"}[row.__tablename__]
    return f"/laureats/vikidia/{room}/{row.id}/{gesture}"


def left(table) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def found(kind: str) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(SearchEntry.id)).where(SearchEntry.kind == kind))


def test_an_objective_goes_with_its_means_and_its_actions_stay(coach, vikidia, priority):
    objective = make.objective(priority, "Recruter", detail="Par erreur")
    make.save(Means(objective_id=objective.id, kind=MeansKind.OTHER, label="Un jour"))
    make.action(vikidia, objective_id=objective.id)
    page = text_of(coach.get(address(objective)))
    assert "L’action qui le sert reste, sans objectif." in page
    answer = coach.submit(address(objective), {"version": "1"})
    assert (answer.status_code, answer.location) == (303, f"{HOME}#priorite-{priority.id}")
    assert (left(Objective), left(Means), left(Action), found("objective")) == (0, 0, 1, 0)
    assert db.session.query(Action).one().objective_id is None
    told = db.session.query(JournalEntry).filter_by(verb="objective.removed").one()
    assert told.before == {"title": "Recruter", "detail": "Par erreur"}
    assert "Recruter" in told.summary
    assert coach.get("/laureats/vikidia/journal").status_code == 200


def test_a_priority_goes_with_its_objectives(coach, priority):
    make.objective(priority, "Un")
    make.objective(priority, "Deux")
    page = text_of(coach.get(address(priority)))
    assert "Un" in page
    assert "Deux" in page
    assert coach.submit(address(priority), {"version": "1"}).status_code == 303
    assert (left(Priority), left(Objective)) == (0, 0)
    assert db.session.query(JournalEntry).filter_by(verb="priority.deleted").count() == 1


def test_an_action_of_a_draft_goes(coach, vikidia, roadmap):
    action = make.action(vikidia)
    assert address(action) in coach.get(address(action, "")[:-1]).text
    assert coach.submit(address(action)).status_code == 303
    assert left(Action) == 0


@pytest.mark.parametrize("kind", ["objective", "priority", "action"])
def test_once_published_nothing_is_deleted(coach, vikidia, roadmap, priority, kind):
    rows = {"priority": priority, "objective": make.objective(priority), "action": make.action(vikidia)}
    row = rows[kind]
    roadmap.published_at = clock.now()
    db.session.commit()
    page = coach.get(address(row))
    assert "plutôt" in text_of(page) or "Abandonnez" in text_of(page)
    assert coach.submit(address(row), {"version": "1"}).status_code == 422
    assert (left(Priority), left(Objective), left(Action)) == (1, 1, 1)
    assert address(row) not in coach.get(HOME).text


def test_what_carries_comments_is_not_deleted_and_says_so(coach, vikidia, priority):
    objective, author = make.objective(priority), make.coach()
    comment = {"subject": Subject.OBJECTIVE, "subject_id": objective.id, "author_id": author.id, "text": "Pourquoi ?"}
    make.save(Comment(laureate_id=vikidia.id, created_at=clock.now(), **comment))
    for row in (objective, priority):
        answer = coach.submit(address(row), {"version": "1"})
        assert answer.status_code == 422
        assert "1 commentaire" in text_of(answer).replace("\N{NO-BREAK SPACE}", " ")
    assert left(Objective) == 1


def test_what_a_renewal_carried_over_is_not_deleted(coach, priority):
    first = make.objective(priority, "Recruter")
    copy = make.objective(priority, "Recruter", carried_from_id=first.id)
    for row in (first, copy):
        assert "reconduit" in text_of(coach.submit(address(row), {"version": "1"}))
    assert left(Objective) == 2


def test_what_changed_since_it_was_read_is_read_again(coach, priority):
    objective = make.objective(priority)
    coach.submit(address(objective, "modifier"), {"title": "Autrement", "version": "1"})
    answer = coach.submit(address(objective), {"version": "1"})
    assert answer.status_code == 409
    assert "Autrement" in text_of(answer)
    assert coach.submit(address(objective), {"version": "2"}).status_code == 303


def test_the_roadmap_offers_to_delete_in_a_draft_and_to_drop_afterwards(coach, roadmap, priority):
    objective = make.objective(priority)
    page = coach.get(HOME).text
    assert address(objective) in page
    assert address(priority) in page
    assert address(objective, "abandonner") not in page
    roadmap.published_at = clock.now()
    db.session.commit()
    assert address(objective, "abandonner") in coach.get(HOME).text


def test_a_stranger_gets_404_and_a_reader_403(signed_in, vikidia, roadmap, priority):
    stranger, reader = signed_in(make.referent(make.laureate("Autre"))), signed_in(make.direction())
    for row in (priority, make.objective(priority), make.action(vikidia)):
        assert stranger.submit(address(row), {"version": "1"}).status_code == 404
        assert reader.submit(address(row), {"version": "1"}).status_code == 403
