"""Three days before an action's date, and on the day, to the person who has it to do."""

from datetime import date

import pytest

from tests import factories
from tests.reminders.kinds.conftest import text_of


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def owner(vikidia):
    factories.coach(vikidia, name="Alice Martin", email="alice@example.org")
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def action(vikidia, owner, **values):
    values.setdefault("due_on", date(2026, 3, 20))
    return factories.action(vikidia, "Écrire la fiche de poste", owner_id=owner and owner.id, **values)


def test_the_mail_says_which_action_and_when(vikidia, owner, planner, same_as_expected):
    action(vikidia, owner)
    [mail] = planner.at("2026-03-17T08:00")
    same_as_expected(mail, "action-due")


def test_it_leaves_three_days_before_and_on_the_day(vikidia, owner, planner):
    action(vikidia, owner)
    assert planner.at("2026-03-17T07:59") == []
    assert planner.recipients("2026-03-17T08:00") == {"bruno@example.org"}
    assert planner.recipients("2026-03-20T08:00") == {"bruno@example.org"}
    assert planner.at("2026-03-23T08:00") == []


@pytest.mark.parametrize("ended", ["done_on", "cancelled_on"])
def test_an_action_that_is_over_is_left_alone(vikidia, owner, planner, ended):
    action(vikidia, owner, **{ended: date(2026, 3, 10)})
    assert planner.at("2026-03-17T08:00") == []


def test_without_an_owner_the_lead_coach_is_told_and_why(vikidia, owner, planner):
    action(vikidia, None)
    [mail] = planner.at("2026-03-17T08:00")
    assert mail.recipient == "alice@example.org"
    assert "vous êtes chargé·e d’accélération de Vikidia, et personne d’autre n’est à prévenir" in text_of(mail)
