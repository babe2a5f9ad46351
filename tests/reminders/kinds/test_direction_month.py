"""On the first working day of the month, the portfolio for the direction."""

from datetime import date

import pytest

from tests import factories


@pytest.fixture
def director(app):
    return factories.direction(name="Denis Roux", email="denis@example.org")


def test_the_mail_tells_the_portfolio(director, planner, same_as_expected):
    vikidia = factories.laureate("Vikidia")
    factories.referent(vikidia, name="Bruno Petit")
    factories.checkpoint(vikidia, date(2026, 6, 18))
    priority = factories.priority(factories.roadmap(vikidia))
    for day in (20, 21):
        factories.objective(priority, due_on=date(2026, 4, day))
    [mail] = planner.at("2026-06-08T08:00")
    same_as_expected(mail, "direction-month")


def test_it_leaves_on_the_first_working_day(director, planner):
    factories.laureate()
    assert planner.at("2026-05-03T20:00") == []
    assert planner.at("2026-05-04T07:59") == []
    assert planner.recipients("2026-05-04T08:00") == {"denis@example.org"}
    assert planner.at("2026-05-05T08:00") == []


def test_without_laureates_there_is_nothing_to_say(director, planner):
    assert planner.at("2026-05-04T08:00") == []
