"""No next point at all, and a whole month left for one: once a month, on its first working day, to the lead coach."""

from dataclasses import replace
from datetime import date

import pytest

from aic_tracker import config
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import LaureateStatus
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


def test_the_mail_says_until_when(vikidia, coach, referent, planner, same_as_expected):
    [mail] = planner.at("2026-04-01T08:00")
    same_as_expected(mail, "checkpoint-unplanned")


def test_it_leaves_once_a_month_on_its_first_working_day(vikidia, coach, planner):
    for day in ("2026-03-02", "2026-04-01", "2026-05-04"):
        assert planner.at(f"{day}T07:59") == []
        assert planner.recipients(f"{day}T08:00") == {"alice@example.org"}, day
        assert planner.at(f"{day}T20:00") == []


@pytest.mark.parametrize("on", [date(2026, 4, 2), date(2026, 5, 1), date(2026, 5, 4), date(2026, 8, 28)])
def test_a_next_point_is_enough_however_far(vikidia, coach, planner, on):
    factories.checkpoint(vikidia, on)
    assert planner.at("2026-04-01T08:00") == []


def test_a_cancelled_one_is_not(vikidia, coach, planner):
    factories.checkpoint(vikidia, date(2026, 4, 9), status=CheckpointStatus.CANCELLED)
    assert len(planner.at("2026-04-01T08:00")) == 1


@pytest.mark.parametrize("status", [CheckpointStatus.PLANNED, CheckpointStatus.HELD])
def test_minutes_still_to_write_give_the_next_date(vikidia, coach, planner, status):
    factories.checkpoint(vikidia, date(2026, 3, 30), status=status)
    assert planner.at("2026-04-01T08:00") == []


def test_nothing_leaves_right_after_a_closing(vikidia, coach, planner):
    point = factories.checkpoint(vikidia, date(2026, 4, 1))
    assert planner.at("2026-04-01T08:00") == []
    point = db.session.get_one(Checkpoint, point.id)
    point.status, point.no_next_reason = CheckpointStatus.CLOSED, "À fixer avec la nouvelle équipe."
    db.session.commit()
    for moment in ("2026-04-01T15:30", "2026-04-02T08:00", "2026-04-30T08:00"):
        assert planner.at(moment) == []
    assert len(planner.at("2026-05-04T08:00")) == 1


def test_what_goes_missing_during_the_month_waits_for_the_next_one(vikidia, coach, planner):
    point = factories.checkpoint(vikidia, date(2026, 4, 28))
    assert planner.at("2026-04-01T08:00") == []
    db.session.get_one(Checkpoint, point.id).status = CheckpointStatus.CANCELLED
    db.session.commit()
    assert planner.at("2026-04-15T15:00") == []
    assert len(planner.at("2026-05-04T08:00")) == 1


def test_nothing_is_asked_when_the_term_comes_before_a_month(vikidia, coach, planner):
    # The period ends on 31/08: a date from the 3rd of August to the 3rd of September is refused at its end.
    assert len(planner.at("2026-07-01T08:00")) == 1
    assert planner.at("2026-08-03T08:00") == []


def test_a_renewed_period_goes_on(vikidia, coach, planner):
    factories.period(vikidia, date(2026, 9, 1), number=2)
    assert len(planner.at("2026-08-03T08:00")) == 1


def test_the_setting_says_how_many_months(vikidia, coach, planner):
    reminders = replace(config.current().reminders, checkpoint_unplanned_months=2)
    config.use(replace(config.current(), reminders=reminders))
    [mail] = planner.at("2026-04-01T08:00")
    assert "1er juin" in mail.subject.replace("\xa0", " ")
    assert planner.at("2026-07-01T08:00") == []


def test_nothing_is_asked_outside_the_period(vikidia, coach, planner):
    factories.coach(factories.laureate("Ancien", status=LaureateStatus.ENDED))
    assert planner.at("2026-09-01T08:00") == []
