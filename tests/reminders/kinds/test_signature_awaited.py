"""Once a diagnostic may be signed, or a side has signed it, those whose signature is awaited are told."""

import pytest

from aic_tracker.db import db
from aic_tracker.diagnostic import operations
from aic_tracker.diagnostic.queries import diagnostic_for
from tests import factories
from tests.reminders.kinds.conftest import text_of
from tests.reminders.kinds.news import MARCH, Project, at, commit, paris


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


def words(mail):
    return text_of(mail).replace("\N{NO-BREAK SPACE}", " ")


def fill(diagnostic, actor, moment, *, only=None, findings=""):
    """Give a level to every dimension, or to the first of them."""
    ratings = sorted(diagnostic.ratings, key=lambda one: one.dimension.rank)[:only]
    answers = {one.dimension_id: operations.Answer(level=2, findings=findings) for one in ratings}
    with at(moment):
        operations.fill_diagnostic(
            diagnostic, answers=answers, summary="", version=diagnostic.version, actor=actor, today=MARCH
        )
        commit()


@pytest.fixture
def blank(project):
    for code in ("governance", "legal"):
        factories.dimension(project.vikidia.season, code)
    made = factories.diagnostic(project.vikidia, level=None)
    db.session.expire_all()
    return diagnostic_for(project.vikidia.id, made.id)


def test_whoever_may_sign_is_told_once_every_level_is_given_but_not_of_their_own_gesture(project, blank, planner):
    fill(blank, project.lead, "2026-03-02T10:20", only=1)
    assert planner.at("2026-03-02T11:00") == []
    fill(blank, project.lead, "2026-03-02T11:20")
    [mail] = planner.at("2026-03-02T12:00")
    assert mail.recipient == "bruno@example.org"
    assert "attend votre signature" in words(mail)
    assert "a rempli le diagnostic initial" in words(mail)
    fill(blank, project.lead, "2026-03-02T12:20", findings="Une précision.")
    assert planner.at("2026-03-02T13:00") == []


def test_the_team_is_told_that_the_project_gave_the_last_level(project, blank, planner):
    fill(blank, project.referent, "2026-03-02T10:20")
    assert planner.recipients("2026-03-02T11:00") == {"alice@example.org"}


def test_who_fills_then_signs_within_the_hour_tells_it_once(project, blank, planner):
    fill(blank, project.lead, "2026-03-02T10:20")
    sign(blank, project.lead, "2026-03-02T10:40")
    [mail] = planner.at("2026-03-02T11:00")
    assert "a signé" in words(mail)
    assert "a rempli" not in words(mail)
