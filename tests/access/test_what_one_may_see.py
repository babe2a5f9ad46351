"""Who reaches a laureate, and with what rights: the table of the roles, seen through the guard's own query."""

from datetime import date, timedelta

import pytest
from flask import Flask

from aic_tracker import clock
from aic_tracker.access.permissions import Permission, permissions_of, permissions_on
from aic_tracker.access.queries import laureate_for, visible_laureates
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import Laureate, MemberRole
from tests import factories
from tests.support.statements import counted

P = Permission


def rights(actor: User, laureate: Laureate, on: date | None = None) -> frozenset[Permission] | None:
    found = laureate_for(actor, laureate.slug, on or clock.today())
    return permissions_on(actor.role, found[1]) if found else None


def seen_by(actor: User, on: date | None = None) -> set[str]:
    return {row.name for row in db.session.scalars(visible_laureates(actor, on or clock.today()))}


@pytest.mark.parametrize("role", [Role.COACH, Role.DIRECTION])
def test_the_state_team_sees_every_laureate(app: Flask, role: Role) -> None:
    factories.laureate("Vikidia")
    factories.laureate("uMap")
    assert seen_by(factories.user(role)) == {"Vikidia", "uMap"}


def test_a_coach_writes_on_every_laureate_without_being_a_member(app: Flask) -> None:
    held = rights(factories.user(Role.COACH), factories.laureate())
    assert held is not None
    assert {P.EDIT_ROADMAP, P.MANAGE_CHECKPOINTS, P.MANAGE_ASSIGNMENTS} <= held
    assert P.DECIDE_RENEWAL not in held


def test_the_direction_reads_everything_and_decides_renewals_only(app: Flask) -> None:
    held = rights(factories.direction(), factories.laureate())
    assert held is not None
    assert {P.READ_LAUREATE, P.READ_TIME, P.READ_JOURNAL, P.DECIDE_RENEWAL} <= held
    assert not {P.EDIT_ROADMAP, P.UPDATE_PROGRESS, P.LOG_TIME, P.MANAGE_CHECKPOINTS} & held


def test_a_referent_sees_their_own_laureate_only(app: Flask) -> None:
    vikidia, umap = factories.laureate("Vikidia"), factories.laureate("uMap")
    referent = factories.referent(vikidia)
    assert seen_by(referent) == {"Vikidia"}
    assert rights(referent, umap) is None
    assert {P.UPDATE_PROGRESS, P.LOG_TIME, P.SIGN_DIAGNOSTIC, P.REQUEST_ASSIGNMENT} <= (
        rights(referent, vikidia) or set()
    )


def test_a_referent_who_only_observes_changes_nothing(app: Flask) -> None:
    laureate = factories.laureate()
    observer = factories.user(Role.REFERENT)
    factories.member(laureate, observer, MemberRole.OBSERVER)
    held = rights(observer, laureate)
    assert held is not None
    assert P.READ_LAUREATE in held
    assert not {P.UPDATE_PROGRESS, P.LOG_TIME, P.EDIT_DIAGNOSTIC} & held


def test_a_membership_opens_on_its_first_day_and_closes_on_its_last(app: Flask) -> None:
    laureate = factories.laureate()
    referent = factories.user(Role.REFERENT)
    first, until = date(2026, 1, 10), date(2026, 2, 10)
    factories.member(laureate, referent, from_on=first, until_on=until)
    seen = [bool(seen_by(referent, day)) for day in (first - timedelta(1), first, until - timedelta(1), until)]
    assert seen == [False, True, True, False]


@pytest.mark.parametrize("status", list(AssignmentStatus))
def test_an_expert_sees_a_laureate_while_an_assignment_runs(app: Flask, status: AssignmentStatus) -> None:
    laureate, expert = factories.laureate("Vikidia"), factories.expert()
    factories.laureate("uMap")
    factories.assignment(laureate, expert_id=expert.id, status=status)
    running = status in (AssignmentStatus.APPROVED, AssignmentStatus.IN_PROGRESS)
    assert seen_by(db.session.get(User, expert.user_id)) == ({"Vikidia"} if running else set())


def test_an_expert_reads_the_roadmap_but_neither_the_time_nor_the_journal(app: Flask) -> None:
    laureate, expert = factories.laureate(), factories.expert()
    factories.assignment(laureate, expert_id=expert.id, status=AssignmentStatus.IN_PROGRESS)
    held = rights(db.session.get(User, expert.user_id), laureate)
    assert held is not None
    assert {P.READ_LAUREATE, P.READ_ASSIGNMENTS, P.LOG_ASSIGNMENT_DAYS} <= held
    assert not {P.READ_TIME, P.READ_JOURNAL, P.READ_RENEWAL, P.EDIT_ROADMAP} & held


def test_an_administrator_keeps_accounts_and_sees_no_laureate(app: Flask) -> None:
    factories.laureate()
    admin = factories.admin()
    assert seen_by(admin) == set()
    assert permissions_of(Role.ADMIN) == {
        P.OWN_ACCOUNT,
        P.OWN_WORK,
        P.READ_SOURCES,
        P.MANAGE_SOURCES,
        P.READ_PUBLICATION,
        P.PUBLISH_DATA,
        P.READ_MAILS,
        P.SETTLE_MAILS,
        P.MANAGE_USERS,
        P.MANAGE_SETTINGS,
        P.READ_AUDIT,
    }


def test_loading_a_laureate_costs_one_statement_whatever_the_number_of_periods(app: Flask) -> None:
    laureate = factories.laureate()
    factories.period(laureate, date(2026, 9, 1), number=2)
    coach = factories.coach()
    db.session.rollback()
    actor = db.session.get(User, coach.id)
    with counted() as statements:
        laureate_for(actor, laureate.slug, clock.today())
    assert len(statements) == 1
