"""What becomes of an appui is told at the end of the hour to whom it concerns, never to who did it."""

import re

import pytest

from aic_tracker.expertise import operations
from aic_tracker.expertise.models import AssignmentStatus, Skill
from tests import factories
from tests.reminders.kinds.conftest import parsed, text_of
from tests.reminders.kinds.news import MARCH, Project, at, commit, paris


@pytest.fixture
def project(app):
    return Project()


def request(project, moment="2026-03-02T10:20", title="Licence des contributions"):
    with at(moment):
        made = operations.request(
            project.vikidia,
            project.period,
            skill=Skill.LEGAL,
            title=title,
            need="Choisir.",
            actor=project.referent,
            now=paris(moment),
            today=MARCH,
        )
        commit()
    return made


def approve(project, moment="2026-03-02T10:40"):
    made = factories.scoped_assignment(project.vikidia, project.expert, requester_id=project.referent.id)
    with at(moment):
        operations.approve(made, version=made.version, actor=project.lead, now=paris(moment))
        commit()
    return made


def test_a_request_reaches_who_scopes_it(project, planner, same_as_expected):
    request(project)
    assert planner.at("2026-03-02T10:59") == []
    [mail] = planner.at("2026-03-02T11:00")
    assert mail.recipient == "alice@example.org"
    same_as_expected(mail, "assignment-news")


def test_an_approval_reaches_the_project_and_the_expert(project, planner):
    approve(project)
    assert planner.recipients("2026-03-02T11:00") == {"bruno@example.org", "chloe@example.org"}


def test_what_it_costs_is_in_the_body_and_not_in_the_subject(project, planner):
    approve(project)
    for mail in planner.at("2026-03-02T11:00"):
        subject, body = str(parsed(mail)["Subject"]), text_of(mail).partition("\n\n")[2]
        assert subject.endswith("a approuvé l’appui « Licence des contributions » (5 j)")
        assert re.search(r"\(5\sj, [\d\s]+,\d\d\s€\)", body)


def test_what_happens_within_an_hour_is_one_mail(project, planner, same_as_expected):
    request(project, "2026-03-02T10:05")
    request(project, "2026-03-02T10:50", title="Statuts")
    [mail] = planner.at("2026-03-02T11:00")
    same_as_expected(mail, "assignment-news-several")
    assert planner.at("2026-03-02T12:00") == []


def test_a_refusal_reaches_who_asked(project, planner):
    made = request(project)
    planner.at("2026-03-02T11:00")
    with at("2026-03-03T09:10"):
        values = {"version": made.version, "decline_reason": "Trop tôt.", "actor": project.lead, "today": MARCH}
        operations.decline(made, **values)
        commit()
    [mail] = planner.at("2026-03-03T10:00")
    assert mail.recipient == "bruno@example.org"
    assert "Alice Martin a décliné l’appui" in text_of(mail).replace("\N{NO-BREAK SPACE}", " ")


def test_a_start_reaches_the_expert(project, planner):
    made = factories.scoped_assignment(project.vikidia, project.expert, status=AssignmentStatus.APPROVED)
    with at("2026-03-02T10:20"):
        operations.start(made, version=made.version, actor=project.lead, today=MARCH)
        commit()
    assert planner.recipients("2026-03-02T11:00") == {"bruno@example.org", "chloe@example.org"}


def test_what_is_done_in_the_evening_leaves_at_the_next_opening(project, planner):
    request(project, "2026-03-06T20:30")  # a Friday
    [mail] = planner.at("2026-03-06T21:00")
    assert mail.next_attempt_at == paris("2026-03-09T08:00")


def test_old_news_is_not_told(project, planner):
    request(project)
    assert planner.at("2026-03-12T08:00") == []
