"""/mon-compte/calendrier: one's points, deadlines and terms, at a secret address."""

import re
from datetime import UTC, date, datetime

import pytest
import vobject

from aic_tracker import clock
from aic_tracker.access.queries import visible_laureates
from aic_tracker.agenda import feeds
from aic_tracker.agenda import queries as feed_queries
from aic_tracker.agenda.models import CalendarFeed
from aic_tracker.checkpoints.models import Attendee, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

PATH = "/mon-compte/calendrier"


@pytest.fixture
def vikidia(app) -> Laureate:
    return factories.laureate("Vikidia")


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def address(signed_in, user) -> str:
    """A new address, as its owner reads it on the page."""
    page = signed_in(user).submit(PATH)
    assert page.status_code == 200
    [found] = re.findall(r"http://aic\.test(/calendrier/[\w-]{43}\.ics)", page.text)
    return found


def titles(client, path: str) -> list[str]:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    return [event.summary.value for event in vobject.readOne(response.text).contents.get("vevent", [])]


def test_points_deadlines_and_terms_of_the_project(vikidia, referent, signed_in, client):
    factories.checkpoint(vikidia, place="Visioconférence", number=3)
    factories.checkpoint(vikidia, date(2026, 4, 9), status=CheckpointStatus.CANCELLED)
    priority = factories.priority(factories.roadmap(vikidia))
    for owner, title in ((referent, "Recruter"), (None, "Financer")):
        values = {"due_on": date(2026, 5, 4), "owner_id": owner and owner.id}
        factories.objective(priority, title, **values)
        factories.action(vikidia, f"Préparer : {title}", **values)
    factories.objective(
        priority, "Publié", due_on=date(2026, 5, 4), owner_id=referent.id, status=ObjectiveStatus.ACHIEVED
    )
    factories.action(vikidia, "Finie", due_on=date(2026, 5, 4), owner_id=referent.id, done_on=date(2026, 2, 2))
    assert titles(client, address(signed_in, referent)) == [
        "Vikidia — point régulier",
        "Vikidia — échéance : Recruter",
        "Vikidia — à faire : Préparer : Recruter",
        "Vikidia — dernier jour de l’accompagnement",
    ]


def test_another_library_reads_hours_days_and_zone(vikidia, referent, signed_in, client):
    point = factories.checkpoint(vikidia, place="Salle; 3, rue\\d’en\r\nface", sequence=2, number=3)
    read = vobject.readOne(client.get(address(signed_in, referent)).text)
    meeting, term = read.vevent_list
    assert read.vtimezone.tzid.value == "Europe/Paris"
    assert (meeting.uid.value, meeting.sequence.value) == (point.uid, "2")
    assert meeting.dtstart.value.astimezone(UTC) == datetime(2026, 3, 12, 13, tzinfo=UTC)
    assert meeting.location.value == "Salle; 3, rue\\d’en\nface"
    assert meeting.url.value == "http://aic.test/laureats/vikidia/points/3"
    assert (term.dtstart.value, term.dtend.value) == (date(2026, 8, 31), date(2026, 9, 1))


def test_one_never_sees_the_project_of_others(vikidia, referent, signed_in, client):
    other = factories.laureate("Panoramax")
    meeting = factories.checkpoint(other)
    # Left behind by a former place in that project.
    factories.save(Attendee(checkpoint_id=meeting.id, user_id=referent.id))
    factories.action(other, owner_id=referent.id, due_on=date(2026, 5, 4))
    factories.objective(factories.priority(factories.roadmap(other)), owner_id=referent.id, due_on=date(2026, 5, 4))
    assert titles(client, address(signed_in, referent)) == ["Vikidia — dernier jour de l’accompagnement"]


def test_who_leaves_a_project_sees_it_no_more(vikidia, signed_in, client):
    left = factories.user(factories.Role.REFERENT)
    factories.member(vikidia, left, until_on=date(2026, 3, 1))
    factories.checkpoint(vikidia)
    assert titles(client, address(signed_in, left)) == []


def test_a_coach_sees_the_projects_that_they_follow_and_where_they_are_invited(vikidia, signed_in, client):
    coach = factories.coach(vikidia)
    factories.checkpoint(vikidia, date(2026, 3, 12))
    factories.checkpoint(factories.laureate("Ailleurs"), date(2026, 3, 13))
    invited = factories.checkpoint(factories.laureate("Panoramax"), date(2026, 3, 16))
    factories.save(Attendee(checkpoint_id=invited.id, user_id=coach.id))
    assert titles(client, address(signed_in, coach)) == [
        "Vikidia — point régulier",
        "Panoramax — point régulier",
        "Vikidia — dernier jour de l’accompagnement",
    ]


def test_an_expert_sees_the_points_they_are_invited_to(vikidia, signed_in, client):
    expert = factories.expert()
    factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.IN_PROGRESS)
    invited, _other = factories.checkpoint(vikidia), factories.checkpoint(vikidia, date(2026, 3, 19))
    factories.save(Attendee(checkpoint_id=invited.id, user_id=expert.user_id))
    person = db.session.get_one(factories.User, expert.user_id)
    assert titles(client, address(signed_in, person)) == ["Vikidia — point régulier"]


def test_what_has_not_changed_is_not_sent_again(vikidia, referent, signed_in, client, at):
    factories.checkpoint(vikidia)
    path = address(signed_in, referent)
    tag = client.get(path).headers["ETag"]
    at("2026-03-02T18:00")
    same = client.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, same.text) == (304, "")
    factories.checkpoint(vikidia, date(2026, 3, 19))
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_address_is_shown_once_and_kept_hashed(referent, signed_in, client):
    path = address(signed_in, referent)
    token = path.rpartition("/")[2].removesuffix(".ics")
    page = signed_in(referent).get(PATH)
    assert token not in page.text
    assert "Votre adresse a été créée le lundi 2 mars 2026" in text_of(page).replace("\xa0", " ")
    assert db.session.get_one(CalendarFeed, referent.id).token_hash != token


def test_a_new_address_replaces_the_former_one(referent, signed_in, client):
    first = address(signed_in, referent)
    second = address(signed_in, referent)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]


def test_a_revoked_address_gives_nothing(referent, signed_in, client):
    path = address(signed_in, referent)
    assert signed_in(referent).submit(f"{PATH}/supprimer").status_code == 303
    assert client.get(path).status_code == 404
    assert signed_in(referent).submit(f"{PATH}/supprimer").status_code == 303


def test_a_deactivated_account_has_no_calendar(referent, signed_in, client):
    path = address(signed_in, referent)
    db.session.get_one(factories.User, referent.id).is_active = False
    db.session.commit()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "é" * 43, "a" * 43, "%00", "a" * 5000])
def test_an_unknown_address_is_not_found(app, client, token):
    assert client.get(f"/calendrier/{token}.ics").status_code == 404


@pytest.mark.parametrize("role", ["coach", "referent", "expert", "direction", "admin"])
def test_everybody_may_have_one(signed_in, client, role):
    person = factories.user(factories.Role(role))
    assert titles(client, address(signed_in, person)) == []


def test_without_its_token_a_post_opens_nothing(referent, signed_in):
    assert signed_in(referent).post(PATH).status_code == 422
    assert feed_queries.feed_of(referent.id) is None


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(PATH).status_code == 303


def test_the_number_of_statements_does_not_grow(vikidia, referent):
    feeds.open_feed(referent, now=clock.now())
    db.session.commit()

    def statements() -> int:
        db.session.expire_all()
        feed = db.session.get_one(CalendarFeed, referent.id)
        feed = feed_queries.feed_by_hash(feed.token_hash)
        with counted() as run:
            feeds.content(feed, visible_laureates(feed.user, clock.today()), today=clock.today())
        return len(run)

    alone = statements()
    priority = factories.priority(factories.roadmap(vikidia))
    for day in range(1, 20):
        factories.checkpoint(vikidia, date(2026, 4, day))
        factories.objective(priority, owner_id=referent.id, due_on=date(2026, 4, day))
        factories.action(vikidia, owner_id=referent.id, due_on=date(2026, 4, day))
    db.session.commit()
    assert statements() == alone == 5
