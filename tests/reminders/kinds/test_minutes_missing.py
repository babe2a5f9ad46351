"""Three days after a point that nobody closed, then weekly, three times in all, to the lead coach."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import MemberRole
from aic_tracker.mail.models import MailStatus, OutgoingMail
from tests import factories
from tests.reminders.kinds.conftest import text_of
from tests.support.mails import mails


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def point(vikidia, status=CheckpointStatus.HELD, **values):
    return factories.checkpoint(vikidia, date(2026, 3, 12), number=3, status=status, **values)


def say_held(point, moment):
    row = db.session.get_one(Checkpoint, point.id)
    row.status, row.held_at = CheckpointStatus.HELD, datetime.fromisoformat(moment).replace(tzinfo=PARIS)
    db.session.commit()


def test_the_mail_says_which_point(vikidia, coach, referent, planner, same_as_expected):
    point(vikidia)
    [mail] = planner.at("2026-03-16T08:00")
    same_as_expected(mail, "minutes-missing")


def test_it_leaves_three_days_after_then_weekly_three_times(vikidia, coach, planner):
    point(vikidia)
    # The third day is a Sunday, and so are the next ones.
    for day in ("2026-03-16", "2026-03-23", "2026-03-30"):
        assert planner.at(f"{day}T07:59") == []
        assert planner.recipients(f"{day}T08:00") == {"alice@example.org"}
    assert planner.at("2026-04-07T08:00") == []


def test_only_the_lead_coach_is_asked(vikidia, coach, referent, planner):
    factories.coach(vikidia, MemberRole.COACH)
    point(vikidia)
    assert planner.recipients("2026-03-16T08:00") == {"alice@example.org"}


@pytest.mark.parametrize("status", [CheckpointStatus.CLOSED, CheckpointStatus.CANCELLED])
def test_a_point_that_needs_no_minutes_is_left_alone(vikidia, coach, planner, status):
    point(vikidia, status)
    assert planner.at("2026-03-16T08:00") == []


def test_a_point_that_nobody_marked_is_reminded_of_too(vikidia, coach, planner):
    """Nobody said that it took place: the mail does not either."""
    point(vikidia, CheckpointStatus.PLANNED)
    assert planner.at("2026-03-11T08:00") == []
    [mail] = planner.at("2026-03-16T08:00")
    assert mail.recipient == "alice@example.org"
    words = " ".join(text_of(mail).split())
    assert "Le point du jeudi 12 mars 2026 avec Vikidia devait se tenir" in words
    assert "a eu lieu et" not in words
    assert len(planner.at("2026-03-23T08:00")) == 1


def test_who_says_late_that_it_took_place_has_three_days_too(vikidia, coach, planner):
    noted = datetime(2026, 3, 24, 9, 50, tzinfo=PARIS)
    row = point(vikidia, held_at=noted)
    assert planner.at("2026-03-24T10:00") == []
    assert planner.at("2026-03-26T08:00") == []
    [mail] = planner.at("2026-03-27T08:00")
    assert "Le point du jeudi 12 mars 2026" in " ".join(text_of(mail).split())
    assert row.held_at == noted


def test_saying_so_between_two_reminders_counts_them_anew_and_never_makes_more_than_three(vikidia, coach, planner):
    row = point(vikidia, CheckpointStatus.PLANNED)
    left = []
    for day in range(13, 32):
        if day == 18:
            say_held(row, "2026-03-18T09:00")
        left += [day for _ in planner.at(f"2026-03-{day}T09:30")]
        db.session.execute(sa.update(OutgoingMail).values(status=MailStatus.SENT))
        db.session.commit()
    left += [day for day in range(1, 30) for _ in planner.at(f"2026-04-{day:02}T09:30")]
    # The third day after the point, then the third and the tenth after what was said of it.
    assert left == [16, 23, 30]


def test_what_waited_for_the_morning_when_it_was_said_says_why_it_does_not_leave(vikidia, coach, planner):
    row = point(vikidia, CheckpointStatus.PLANNED)
    planner.at("2026-03-16T08:00")
    say_held(row, "2026-03-16T08:01")
    assert planner.at("2026-03-16T08:02") == []
    [mail] = [mail for mail in mails() if mail.kind == "minutes-missing"]
    assert mail.status is MailStatus.CANCELLED
    assert mail.reason.replace("\xa0", " ") == "Point dit tenu le 16 mars 2026 : le délai repart de ce jour."
