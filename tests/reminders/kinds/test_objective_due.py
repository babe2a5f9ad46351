"""Fourteen days before an objective's date, and on the day, to the person who owns it."""

from datetime import date
from decimal import Decimal

import pytest

from aic_tracker.db import db
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.reminders.kinds.conftest import text_of


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def owner(vikidia):
    factories.coach(vikidia, name="Alice Martin", email="alice@example.org")
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def objective(vikidia, owner, published=True, **values):
    priority = factories.priority(factories.roadmap(vikidia, published=published))
    values.setdefault("due_on", date(2026, 3, 20))
    return factories.objective(priority, "Recruter 1 500 contributeurs", owner_id=owner and owner.id, **values)


def test_the_mail_says_which_objective_and_where_it_stands(vikidia, owner, planner, same_as_expected):
    objective(
        vikidia,
        owner,
        indicator="Contributeurs actifs",
        unit="personnes",
        baseline=Decimal(0),
        target=Decimal(1500),
        current=Decimal("412.5"),
    )
    [mail] = planner.at("2026-03-06T08:00")
    same_as_expected(mail, "objective-due")


def test_it_leaves_fourteen_days_before_and_on_the_day(vikidia, owner, planner):
    objective(vikidia, owner)
    assert planner.at("2026-03-06T07:59") == []
    assert planner.recipients("2026-03-06T08:00") == {"bruno@example.org"}
    assert planner.at("2026-03-20T07:59") == []
    assert planner.recipients("2026-03-20T08:00") == {"bruno@example.org"}
    assert planner.at("2026-03-23T08:00") == []


@pytest.mark.parametrize("status", [s for s in ObjectiveStatus if not s.is_open])
def test_an_objective_that_is_settled_is_left_alone(vikidia, owner, planner, status):
    objective(vikidia, owner, status=status)
    assert planner.at("2026-03-06T08:00") == []


def test_a_roadmap_in_preparation_reminds_nobody(vikidia, owner, planner):
    objective(vikidia, owner, published=False)
    assert planner.at("2026-03-06T08:00") == []


def test_without_an_owner_the_lead_coach_is_told_and_why(vikidia, owner, planner):
    objective(vikidia, None)
    [mail] = planner.at("2026-03-06T08:00")
    assert mail.recipient == "alice@example.org"
    assert "Un objectif de Vikidia arrive à son échéance" in text_of(mail)
    assert "vous êtes chargé·e d’accélération de Vikidia, et personne d’autre n’est à prévenir" in text_of(mail)


def test_an_objective_carried_over_is_reminded_of_once(vikidia, owner, planner):
    first = objective(vikidia, owner)
    factories.save(
        type(first)(
            priority_id=first.priority_id,
            rank=99,
            title=first.title,
            due_on=first.due_on,
            owner_id=owner.id,
            updated_at=first.updated_at,
            carried_from_id=first.id,
        )
    )
    assert len(planner.at("2026-03-06T08:00")) == 1
    db.session.rollback()
