"""Seven days and one day before a point, with its invitation."""

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject

from aic_tracker import clock
from aic_tracker.checkpoints import calendar
from aic_tracker.checkpoints.models import Attendee, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import MemberRole
from tests import factories


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def point(vikidia, on=date(2026, 3, 12), **values):
    return factories.checkpoint(vikidia, on, number=3, place="Visioconférence", agenda="Licence, financement", **values)


def test_the_mail_says_who_when_where_and_what(vikidia, coach, referent, planner, same_as_expected):
    point(vikidia)
    for_coach, for_referent = planner.at("2026-03-05T08:00")
    assert for_coach.subject.replace("\xa0", " ") == "Vikidia — point du 12 mars à 14 h"
    same_as_expected(for_referent, "checkpoint-coming")


def test_it_leaves_seven_days_and_one_day_before_at_eight_in_paris(vikidia, coach, planner):
    point(vikidia)
    assert planner.at("2026-03-05T07:59") == []
    assert len(planner.at("2026-03-05T08:00")) == 1
    assert planner.at("2026-03-11T07:59") == []
    assert len(planner.at("2026-03-11T08:00")) == 1
    assert planner.at("2026-03-12T20:00") == []


def test_everybody_of_the_point_is_told_once(vikidia, coach, referent, planner):
    expert = factories.expert(email="claire@example.org")
    factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.APPROVED)
    colleague = factories.coach(vikidia, MemberRole.COACH, email="diane@example.org")
    factories.coach(email="another@example.org")
    factories.member(vikidia, factories.user(email="observer@example.org"), MemberRole.OBSERVER)
    meeting = point(vikidia)
    for person in (expert.user_id, referent.id):
        factories.save(Attendee(checkpoint_id=meeting.id, user_id=person))
    told = [mail.recipient for mail in planner.at("2026-03-05T08:00")]
    assert sorted(told) == ["alice@example.org", "bruno@example.org", "claire@example.org", colleague.email]


def test_a_deactivated_account_is_left_alone(vikidia, planner):
    factories.coach(vikidia, is_active=False)
    point(vikidia)
    assert planner.at("2026-03-05T08:00") == []


def test_one_that_falls_on_a_closed_day_moves_to_a_working_day(vikidia, coach, planner):
    point(vikidia, date(2026, 3, 16))  # a Monday: the day before is a Sunday
    planner.at("2026-03-09T08:00")
    assert planner.at("2026-03-15T20:00") == []
    assert len(planner.at("2026-03-16T08:00")) == 1


def test_one_that_would_leave_after_the_hour_of_the_point_leaves_before_the_week_end(vikidia, coach, planner):
    point(vikidia, date(2026, 3, 16), hour=8)
    planner.at("2026-03-09T08:00")
    assert len(planner.at("2026-03-13T08:00")) == 1


def test_a_point_planned_late_is_announced_at_once(vikidia, coach, planner):
    point(vikidia, date(2026, 3, 4))
    assert len(planner.at("2026-03-02T10:00")) == 1


@pytest.mark.parametrize("status", [CheckpointStatus.CANCELLED, CheckpointStatus.HELD, CheckpointStatus.CLOSED])
def test_a_point_that_is_not_to_come_is_not_announced(vikidia, coach, planner, status):
    point(vikidia, status=status)
    assert planner.at("2026-03-05T08:00") == []


def test_another_library_reads_the_invitation(vikidia, coach, referent):
    meeting = point(vikidia, sequence=2)
    invitation = calendar.invitation(
        meeting, "Vikidia", organiser=coach, attendee=referent, link="http://aic.test/p", now=clock.now()
    )
    read = vobject.readOne(invitation.content.decode())
    event = read.vevent
    assert read.method.value == "REQUEST"
    assert read.vtimezone.tzid.value == "Europe/Paris"
    assert (event.uid.value, event.sequence.value, event.status.value) == (meeting.uid, "2", "CONFIRMED")
    assert event.dtstart.value.astimezone(UTC) == datetime(2026, 3, 12, 13, tzinfo=UTC)
    assert event.dtend.value - event.dtstart.value == timedelta(hours=1)
    assert event.organizer.value == "mailto:alice@example.org"
    assert event.attendee.value == "mailto:bruno@example.org"
    assert event.location.value == "Visioconférence"


@pytest.mark.parametrize(("on", "hours_from_utc"), [(date(2026, 3, 28), 1), (date(2026, 3, 29), 2)])
def test_the_invitation_follows_summer_time(vikidia, coach, on, hours_from_utc):
    meeting = point(vikidia, on)
    invitation = calendar.invitation(meeting, "Vikidia", organiser=None, attendee=coach, link="x", now=clock.now())
    start = vobject.readOne(invitation.content.decode()).vevent.dtstart.value
    assert start.utcoffset() == timedelta(hours=hours_from_utc)


def test_text_with_line_breaks_and_semicolons_stays_inside_the_invitation(vikidia, coach):
    meeting = point(vikidia)
    meeting.place = "Salle; 3\r\nATTENDEE:mailto:x@y.z"
    invitation = calendar.invitation(meeting, "Vikidia", organiser=None, attendee=coach, link="x", now=clock.now())
    assert len(vobject.readOne(invitation.content.decode()).vevent.attendee_list) == 1
    db.session.rollback()
