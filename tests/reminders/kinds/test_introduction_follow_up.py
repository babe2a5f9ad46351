"""On the date of an introduction's next step, to the person who owns it."""

from datetime import date

import pytest

from aic_tracker.introductions.models import IntroductionStatus
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


def introduction(vikidia, owner, **values):
    contact = factories.contact("Denis Roux", "Ville de Lyon")
    values.setdefault("next_step_on", date(2026, 3, 17))
    return factories.introduction(
        vikidia, contact, id=7, owner_id=owner.id, next_step="Envoyer la convention", **values
    )


def test_the_mail_says_with_whom_and_what_comes_next(vikidia, coach, referent, planner, same_as_expected):
    introduction(vikidia, referent)
    [mail] = planner.at("2026-03-17T08:00")
    same_as_expected(mail, "introduction-follow-up")


def test_it_leaves_on_the_day(vikidia, coach, planner):
    introduction(vikidia, coach)
    assert planner.at("2026-03-17T07:59") == []
    assert planner.recipients("2026-03-17T08:00") == {"alice@example.org"}
    assert planner.at("2026-03-24T08:00") == []


@pytest.mark.parametrize("status", [IntroductionStatus.PARTNERSHIP, IntroductionStatus.NO_FOLLOW_UP])
def test_one_that_came_to_its_end_is_left_alone(vikidia, coach, planner, status):
    introduction(vikidia, coach, status=status)
    assert planner.at("2026-03-17T08:00") == []


def test_what_a_closed_account_owned_is_told_to_the_lead_coach(vikidia, coach, planner):
    introduction(vikidia, factories.referent(vikidia, is_active=False))
    assert planner.recipients("2026-03-17T08:00") == {"alice@example.org"}
