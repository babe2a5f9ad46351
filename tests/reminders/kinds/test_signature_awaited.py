"""Once a side has signed a diagnostic, the other one is told."""

import pytest

from aic_tracker.db import db
from aic_tracker.diagnostic import operations
from aic_tracker.diagnostic.queries import diagnostic_for
from tests import factories
from tests.reminders.kinds.news import Project, at, commit, paris


@pytest.fixture
def project(app):
    return Project()


def sign(diagnostic, actor, moment):
    with at(moment):
        operations.sign_diagnostic(diagnostic, version=diagnostic.version, actor=actor, now=paris(moment))
        commit()


@pytest.fixture
def diagnostic(project):
    made = factories.diagnostic(project.vikidia)
    db.session.expire_all()
    return diagnostic_for(project.vikidia.id, made.id)


def test_the_project_is_told_that_the_team_signed(project, diagnostic, planner, same_as_expected):
    sign(diagnostic, project.lead, "2026-03-02T10:20")
    [mail] = planner.at("2026-03-02T11:00")
    same_as_expected(mail, "signature-awaited")


def test_the_team_is_told_that_the_project_signed(project, diagnostic, planner):
    sign(diagnostic, project.referent, "2026-03-02T10:20")
    assert planner.recipients("2026-03-02T11:00") == {"alice@example.org"}


def test_both_signatures_within_the_hour_tell_nobody(project, diagnostic, planner):
    sign(diagnostic, project.lead, "2026-03-02T10:20")
    sign(diagnostic, project.referent, "2026-03-02T10:40")
    assert planner.at("2026-03-02T11:00") == []
