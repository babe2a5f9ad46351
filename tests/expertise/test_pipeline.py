from datetime import date

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.expertise import queries
from aic_tracker.expertise.models import AssignmentStatus
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

S = AssignmentStatus


def fill(laureate, expert, count):
    for n in range(count):
        one = factories.scoped_assignment(laureate, expert, status=S.IN_PROGRESS, title=f"Appui {n}")
        factories.assignment_day(one, expert.user_id, date(2026, 2, 3))


def test_the_pipeline_shows_each_status_and_the_totals(signed_in):
    vikidia = factories.laureate("Vikidia")
    expert = factories.expert()
    factories.assignment(vikidia)
    fill(vikidia, expert, 2)

    page = text_of(signed_in(factories.referent(vikidia)).get("/laureats/vikidia/appuis"))

    assert "Demandé (1)" in page
    assert "En cours (2)" in page
    assert "Évalué (0)" in page
    assert "2 j Temps donné sur 10 j prévus" in page or "Temps donné 2 j sur 10 j prévus" in page
    assert "1 200,00 €" in page
    assert "6 000,00 €" in page


def test_a_laureate_without_assignment_is_told_what_to_do(signed_in):
    vikidia = factories.laureate("Vikidia")
    page = text_of(signed_in(factories.referent(vikidia)).get("/laureats/vikidia/appuis"))
    assert "Aucun appui pour l’instant" in page


def test_another_period_is_shown_when_asked(signed_in, at):
    vikidia = factories.laureate("Vikidia")
    factories.period(vikidia, date(2026, 9, 1), number=2)
    factories.assignment(vikidia, title="De la première année")
    at("2026-10-01T10:00")
    browser = signed_in(factories.coach())

    assert "De la première année" not in text_of(browser.get("/laureats/vikidia/appuis"))
    assert "De la première année" in text_of(browser.get("/laureats/vikidia/appuis?accompagnement=1"))
    assert browser.get("/laureats/vikidia/appuis?accompagnement=7").status_code == 404


def test_the_number_of_statements_does_not_grow(signed_in):
    vikidia = factories.laureate("Vikidia")
    expert = factories.expert()
    browser = signed_in(factories.coach())
    fill(vikidia, expert, 1)
    db.session.expunge_all()
    with counted() as one:
        browser.get("/laureats/vikidia/appuis")
    fill(vikidia, expert, 29)
    db.session.expunge_all()
    with counted() as thirty:
        assert browser.get("/laureats/vikidia/appuis").status_code == 200
    assert len(one) == len(thirty) < 15


def test_a_stranger_finds_nothing(signed_in):
    factories.laureate("Vikidia")
    assert signed_in(factories.referent()).get("/laureats/vikidia/appuis").status_code == 404
    assert signed_in(factories.admin()).get("/laureats/vikidia/appuis").status_code == 404


def test_an_expert_keeps_a_record_of_past_assignments(app):
    vikidia = factories.laureate("Vikidia")
    expert = factories.expert()
    factories.scoped_assignment(vikidia, expert, status=S.EVALUATED, title="Passé", evaluation=5)
    factories.scoped_assignment(vikidia, expert, status=S.IN_PROGRESS, title="En cours")
    factories.scoped_assignment(vikidia, factories.expert(), status=S.IN_PROGRESS, title="D’un autre")

    lines = queries.assignments_of_expert(db.session.get(User, expert.user_id))

    assert [line.assignment.title for line in lines] == ["En cours", "Passé"]
    assert lines[0].assignment.laureate.name == "Vikidia"
