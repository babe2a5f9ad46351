from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentDay, AssignmentStatus
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of

RUNNING = AssignmentStatus.IN_PROGRESS


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def expert(app):
    return factories.expert()


@pytest.fixture
def assignment(vikidia, expert):
    return factories.scoped_assignment(vikidia, expert, status=RUNNING, planned_quarters=5)


def url(assignment, rest="/jours"):
    return f"/laureats/vikidia/appuis/{assignment.id}{rest}"


def account(expert):
    return db.session.get(User, expert.user_id)


def test_an_expert_logs_own_days(signed_in, assignment, expert):
    browser = signed_in(account(expert))

    response = browser.submit(url(assignment), {"on": "2026-02-27", "quarters": "0,75", "note": "Lecture"})

    assert response.status_code == 303
    day = db.session.query(AssignmentDay).one()
    assert (day.on, day.quarters, day.author_id) == (date(2026, 2, 27), 3, expert.user_id)
    assert "0,75 j sur 1,25 j" in text_of(browser.get(url(assignment, "")))


def test_one_person_gives_four_quarters_a_day_over_all_assignments(signed_in, vikidia, assignment, expert):
    other = factories.scoped_assignment(vikidia, expert, status=RUNNING, title="Statuts")
    factories.assignment_day(other, expert.user_id, date(2026, 2, 26), 3)
    browser = signed_in(account(expert))

    refused = browser.submit(url(assignment), {"on": "2026-02-26", "quarters": "0,5"})

    assert refused.status_code == 422
    assert "Ce jour-là, d’autres appuis comptent déjà 0,75 j" in text_of(refused)
    assert browser.submit(url(assignment), {"on": "2026-02-26", "quarters": "0,25"}).status_code == 303


def test_time_beyond_the_planned_days_is_kept_and_said(signed_in, assignment, expert):
    factories.assignment_day(assignment, expert.user_id, date(2026, 2, 26))
    browser = signed_in(account(expert))

    assert browser.submit(url(assignment), {"on": "2026-02-27", "quarters": "1"}).status_code == 303

    assert "dépasse les jours prévus" in text_of(browser.get(url(assignment, "")))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"on": "2026-03-03"}, "Indiquez un jour passé, ou aujourd’hui"),
        ({"on": "2026-02-01"}, "L’appui a commencé le 02/02/2026"),
        ({"on": "30/02/2026"}, "n’existe pas"),
        ({"on": ""}, "Indiquez le jour."),
        ({"quarters": "1,25"}, "Indiquez un nombre entre 0,25 et 1"),
        ({"quarters": "NaN"}, "Indiquez un nombre"),
        ({"quarters": "0,3"}, "Comptez par quarts de journée"),
        ({"on": "2026-02-26", "quarters": "0,5"}, "Une journée compte quatre quarts au plus"),
    ],
)
def test_a_wrong_day_is_explained_and_kept(signed_in, assignment, expert, values, message):
    factories.assignment_day(assignment, expert.user_id, date(2026, 2, 26), 3)

    response = signed_in(account(expert)).submit(
        url(assignment), {"on": "2026-02-27", "quarters": "1", "note": "Gardée", **values}
    )

    assert response.status_code == 422
    assert message in text_of(response)
    assert 'value="Gardée"' in response.text
    assert db.session.query(AssignmentDay).count() == 1


def test_two_tabs_at_once_do_not_make_a_day_longer(app, signed_in, assignment, expert):
    user = account(expert)
    browsers = [signed_in(user), signed_in(user)]
    together = Barrier(2)

    def log(browser):
        with app.app_context():
            together.wait()
            return browser.submit(url, {"on": "2026-02-27", "quarters": "0,75"}).status_code

    url = f"/laureats/vikidia/appuis/{assignment.id}/jours"
    db.session.rollback()  # this test's own transaction must not hold the database
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(log, browsers)) == [303, 422]

    assert db.session.query(AssignmentDay).count() == 1


def test_a_day_noted_by_mistake_is_taken_back(signed_in, assignment, expert):
    day = factories.assignment_day(assignment, expert.user_id, date(2026, 2, 26))

    response = signed_in(account(expert)).submit(url(assignment, f"/jours/{day.id}/retirer"))

    assert response.status_code == 303
    assert db.session.query(AssignmentDay).count() == 0
    entry = db.session.query(JournalEntry).filter_by(verb="assignment.day_removed").one()
    assert entry.before == {"on": "2026-02-26", "quarters": 4, "note": ""}


def test_no_time_is_logged_before_the_work_starts(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.APPROVED)
    response = signed_in(account(expert)).submit(url(assignment), {"on": "2026-02-27", "quarters": "1"})
    assert response.status_code == 422
    assert "pendant que l’appui est en cours" in text_of(response)


def test_a_coach_logs_for_an_expert_without_account(signed_in, vikidia):
    someone = factories.save(factories.Expert(name="Sans compte", skills=["legal"]))
    assignment = factories.scoped_assignment(vikidia, someone, status=RUNNING)
    coach = signed_in(factories.coach())
    assert coach.submit(url(assignment), {"on": "2026-02-27", "quarters": "1"}).status_code == 303


def test_a_colleague_of_the_same_project_finds_nothing(signed_in, vikidia, assignment):
    colleague = factories.expert()
    factories.scoped_assignment(vikidia, colleague, status=RUNNING, title="Autre appui")
    browser = signed_in(account(colleague))

    assert "Licence des contributions" not in text_of(browser.get("/laureats/vikidia/appuis"))
    assert browser.get(url(assignment, "")).status_code == 404
    assert browser.submit(url(assignment), {"on": "2026-02-27", "quarters": "1"}).status_code == 404


def test_a_referent_reads_and_does_not_log(signed_in, vikidia, assignment):
    browser = signed_in(factories.referent(vikidia))
    assert browser.get(url(assignment, "")).status_code == 200
    assert browser.submit(url(assignment), {"on": "2026-02-27", "quarters": "1"}).status_code == 403


def test_an_expert_whose_work_is_over_sees_the_project_no_more(signed_in, vikidia, expert):
    assignment = factories.scoped_assignment(vikidia, expert, status=AssignmentStatus.COMPLETED)
    assert signed_in(account(expert)).get(url(assignment, "")).status_code == 404
