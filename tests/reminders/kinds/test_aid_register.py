"""Five working days before the limit of the central register, to the coaches."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.laureates.models import MemberRole
from tests import factories
from tests.reminders.kinds.conftest import text_of


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia", organisation=factories.organisation("Association Vikidia"))


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


def aid(vikidia, coach, **values):
    values.setdefault("source", AidSource.GRANT)
    return factories.save(
        Aid(
            id=7,
            organisation_id=vikidia.organisation_id,
            laureate_id=vikidia.id,
            granted_on=date(2026, 3, 2),
            amount_cents=8_000_000,
            regime=Regime.GENERAL,
            authority="AIC",
            author_id=coach.id,
            created_at=clock.now(),
            **values,
        )
    )


def test_the_mail_says_which_aid_and_until_when(vikidia, coach, planner, same_as_expected):
    aid(vikidia, coach)
    [mail] = planner.at("2026-03-23T08:00")
    same_as_expected(mail, "aid-register")


def test_it_leaves_five_working_days_before_the_limit(vikidia, coach, planner):
    factories.coach(vikidia, MemberRole.COACH, email="diane@example.org")
    factories.referent(vikidia)
    # Twenty working days after the 2nd of March: Monday the 30th.
    aid(vikidia, coach)
    assert planner.at("2026-03-23T07:59") == []
    assert planner.recipients("2026-03-23T08:00") == {"alice@example.org", "diane@example.org"}
    assert planner.at("2026-03-30T08:00") == []


@pytest.mark.parametrize(
    "values",
    [
        {"registered_on": date(2026, 3, 5)},
        {"cancelled_on": date(2026, 3, 5), "cancel_reason": "Renoncement"},
        {"source": AidSource.DECLARED},
    ],
)
def test_one_that_has_not_to_be_entered_is_left_alone(vikidia, coach, planner, values):
    aid(vikidia, coach, **values)
    assert planner.at("2026-03-23T08:00") == []


def test_without_a_coach_left_the_whole_team_is_told(vikidia, coach, planner):
    """The legal limit runs, whoever left."""
    factories.coach(email="diane@example.org")
    factories.coach(email="closed@example.org", is_active=False)
    aid(vikidia, coach)
    coach.is_active = False
    factories.save(coach)
    [mail] = planner.at("2026-03-23T08:00")
    assert mail.recipient == "diane@example.org"
    assert "personne n’est chargé de Vikidia : toute l’équipe d’accompagnement est prévenue" in text_of(mail)
