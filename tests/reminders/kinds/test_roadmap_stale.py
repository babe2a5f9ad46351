"""Forty-five days without an update, then every thirty, to the lead coach and the referents."""

from datetime import UTC, date, datetime

import pytest

from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus
from aic_tracker.roadmap.models import Roadmap
from tests import factories
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


def roadmap(vikidia, on=date(2026, 1, 15), **values):
    return factories.roadmap(vikidia, updated_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC), **values)


def test_the_mail_says_since_when(vikidia, coach, referent, planner, same_as_expected):
    roadmap(vikidia)
    told = {mail.recipient: mail for mail in planner.at("2026-03-02T08:00")}
    same_as_expected(told["bruno@example.org"], "roadmap-stale")


def test_it_leaves_after_forty_five_days_then_every_thirty(vikidia, coach, referent, planner):
    roadmap(vikidia)
    # The 1st of March is a Sunday, the 31st a Tuesday, the 30th of April a Thursday.
    for day in ("2026-03-02", "2026-03-31", "2026-04-30"):
        assert planner.at(f"{day}T07:59") == []
        assert planner.recipients(f"{day}T08:00") == {"alice@example.org", "bruno@example.org"}
        assert planner.at(f"{day}T20:00") == []


def test_an_update_cancels_what_was_waiting(vikidia, coach, planner):
    row = roadmap(vikidia)
    planner.at("2026-03-02T08:00")
    db.session.get_one(Roadmap, row.id).updated_at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    db.session.commit()
    assert planner.at("2026-03-02T11:00") == []
    [mail] = [mail for mail in mails() if mail.kind == "roadmap-stale"]
    assert (mail.status, mail.reason) == (MailStatus.CANCELLED, "Mise à jour le 2\xa0mars 2026.")


def test_a_roadmap_in_preparation_is_left_alone(vikidia, coach, planner):
    roadmap(vikidia, published=False)
    assert planner.at("2026-03-02T08:00") == []


def test_after_the_period_nobody_is_reminded(vikidia, coach, planner):
    roadmap(vikidia, date(2026, 7, 20))
    assert planner.at("2026-09-03T08:00") == []
