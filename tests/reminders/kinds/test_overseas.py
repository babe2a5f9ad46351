"""Mails about a project overseas: both hours, and days worked there."""

from datetime import date

import pytest

from aic_tracker.laureates.models import Laureate
from aic_tracker.territories import Territory
from tests import factories
from tests.reminders.kinds.conftest import Planner, text_of


@pytest.fixture
def project(app) -> Laureate:
    return factories.laureate("Vikidia", territory=Territory.GUADELOUPE)


@pytest.fixture
def planner(app) -> Planner:
    return Planner("checkpoint-coming")


def test_the_invitation_says_both_hours(project, planner):
    factories.coach(project)
    factories.checkpoint(project, number=3)
    [mail] = planner.at("2026-03-05T08:00")
    assert mail.subject.replace("\xa0", " ") == "Vikidia — point du 12 mars à 14 h à Paris"
    assert "à 14 h (heure de Paris ; 9 h en Guadeloupe)" in text_of(mail).replace("\xa0", " ")


def test_a_reminder_waits_for_a_day_worked_there(project, planner):
    factories.coach(project)
    factories.checkpoint(project, date(2026, 5, 28), number=3)  # its eve is closed in Guadeloupe
    planner.at("2026-05-21T08:00")
    assert planner.at("2026-05-27T20:00") == []
    assert len(planner.at("2026-05-28T08:00")) == 1
