"""What the direction decided is told to the project and to its coaches."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.formats import money
from aic_tracker.journal.operations import record
from aic_tracker.laureates.queries import active_memberships
from aic_tracker.reminders import operations
from tests.reminders.kinds.conftest import parsed, text_of
from tests.reminders.kinds.news import Project, at, commit


@pytest.fixture
def project(app):
    return Project()


def decide(project, moment="2026-03-02T10:20", verb="renewal.renew", summary="a renouvelé l’accompagnement 1"):
    with at(moment):
        period = project.period
        record(project.direction, verb, period, summary, laureate_id=project.vikidia.id)
        commit()


def test_a_renewal_is_told_to_the_project_and_to_the_coaches(project, planner, same_as_expected):
    decide(project)
    mails = planner.at("2026-03-02T11:00")
    assert {mail.recipient for mail in mails} == {"alice@example.org", "bruno@example.org"}
    same_as_expected(next(mail for mail in mails if mail.recipient == "bruno@example.org"), "decision-news")


def test_what_is_granted_is_in_the_body_and_not_in_the_subject(project, planner):
    granted = f"a accordé la tranche 1 de {money(1_500_000)} : Prêt de 2 000 € aux écoles"
    decide(project, verb="tranche.granted", summary=granted)
    for mail in planner.at("2026-03-02T11:00"):
        # What people wrote themselves stays as they wrote it.
        assert str(parsed(mail)["Subject"]).endswith("a accordé la tranche 1 : Prêt de 2 000 € aux écoles")
        assert money(1_500_000) in text_of(mail)


def test_a_withdrawal_is_told_too(project, planner):
    decide(project, verb="renewal.withdrawn", summary="a retiré la décision")
    assert planner.recipients("2026-03-02T11:00") == {"alice@example.org", "bruno@example.org"}


def test_who_left_before_it_leaves_is_not_told(project, planner):
    decide(project)
    place = next(one for one in _places(project) if one.user_id == project.referent.id)
    place.until_on = date(2026, 3, 2)
    commit()
    assert planner.recipients("2026-03-02T11:00") == {"alice@example.org"}


def _places(project):
    return active_memberships(project.vikidia.id)


def test_who_did_not_want_it_is_not_told(project, planner):
    operations.unsubscribe(project.referent.id, "decision-news", clock.now())
    commit()
    decide(project)
    assert planner.recipients("2026-03-02T11:00") == {"alice@example.org"}
