"""A referent declares the whole month from the app, for every laureate at once: two clicks."""

from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.laureates.models import MemberRole, Membership
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

FEBRUARY, MARCH = "/mon-temps/2026-02", "/mon-temps/2026-03"


@pytest.fixture
def two(app):
    return [make.laureate("Infoclimat"), make.laureate("Vikidia")]


@pytest.fixture
def referent(two):
    person = make.referent(two[0])
    make.member(two[1], person)
    return person


@pytest.fixture
def client(referent, signed_in, at):
    at("2026-03-03T10:00")
    return signed_in(referent)


def typed(laureates, *days):
    return {f"projet-{one.id}-quarters": text for one, text in zip(laureates, days, strict=True)}


def noted(laureate):
    rows = db.session.query(TimeEntry).filter_by(laureate_id=laureate.id).order_by(TimeEntry.on)
    return [(entry.on, entry.quarters) for entry in rows]


def test_one_address_leads_to_the_month_that_is_waited_for(client, at):
    assert client.get("/mon-temps").location == FEBRUARY
    at("2026-03-25T10:00")
    assert client.get("/mon-temps").location == MARCH
    assert "Déclarer mon mois" in text_of(client.get("/"))
    assert "Déclarer mon mois" in text_of(client.get("/laureats/vikidia/temps"))


def test_the_form_holds_what_is_noted_and_else_what_the_mail_would_propose(client, two, referent):
    make.time_entry(two[0], referent, date(2026, 2, 10), 3)
    for day in (12, 13):
        make.time_entry(two[1], referent, date(2026, 1, day), 3)
    page = client.get(FEBRUARY)
    assert 'value="0,75"' in page.text  # noted
    assert 'value="1,5"' in page.text  # as last month
    assert "Déjà noté : 0,75" in text_of(page)


def test_what_is_missing_is_noted_on_the_free_working_days_for_each(client, two, referent):
    make.time_entry(two[0], referent, date(2026, 2, 2), 3)
    assert client.submit(FEBRUARY, typed(two, "1,25", "0,5")).status_code == 303
    assert noted(two[0]) == [(date(2026, 2, 2), 3), (date(2026, 2, 2), 1), (date(2026, 2, 3), 1)]
    assert noted(two[1]) == [(date(2026, 2, 3), 2)]
    assert "Votre temps de février 2026 est noté." in text_of(client.get(FEBRUARY))


def test_sent_twice_it_is_noted_once(client, two):
    for _ in range(2):
        client.submit(FEBRUARY, typed(two, "1", "0"))
    assert noted(two[0]) == [(date(2026, 2, 2), 4)]
    assert db.session.query(MonthDeclaration).one().laureate_id == two[1].id


def test_an_empty_box_changes_nothing(client, two):
    client.submit(FEBRUARY, typed(two, "", "1"))
    assert noted(two[0]) == []
    assert db.session.query(MonthDeclaration).count() == 0


def test_less_than_what_is_noted_is_refused_beside_the_laureate_and_nothing_is_noted(client, two, referent):
    make.time_entry(two[1], referent, date(2026, 2, 10), 4)
    answer = client.submit(FEBRUARY, typed(two, "1", "0,5"))
    assert answer.status_code == 422
    beside = answer.text.split(f'id="projet-{two[1].id}-quarters-messages"')[1].split("</div>")[0]
    assert "Vous avez déjà noté 1" in beside
    assert 'value="0,5"' in answer.text
    assert noted(two[0]) == []


def test_more_than_the_days_left_is_refused_and_kept(client, two):
    answer = client.submit(FEBRUARY, typed(two, "18", "18"))
    assert answer.status_code == 422
    assert "Il reste" in text_of(answer)
    assert noted(two[0]) == noted(two[1]) == []
    assert client.submit(FEBRUARY, typed(two, "25", "")).status_code == 422


def test_a_closed_month_is_told_and_another_one_is_not_there(client, at):
    at("2026-03-25T10:00")
    answer = client.get(FEBRUARY)
    assert answer.status_code == 410
    assert "est clos" in text_of(answer)
    assert client.get(MARCH).status_code == 200
    for month in ("2026-01", "2026-04", "2026-13", "hier"):
        assert client.get(f"/mon-temps/{month}").status_code == 404


def test_who_is_referent_of_nothing_is_told(app, signed_in, at):
    at("2026-03-03T10:00")
    coach = make.coach(make.laureate())
    assert "Aucun temps n’est attendu de vous" in text_of(signed_in(coach).get(FEBRUARY))


def test_the_page_costs_as_many_statements_with_six_laureates(client, referent):
    client.get(FEBRUARY)
    with counted() as few:
        client.get(FEBRUARY)
    for n in range(4):
        make.member(make.laureate(f"Projet {n}"), referent)
    with counted() as many:
        client.get(FEBRUARY)
    assert len(many) == len(few)


def test_who_observes_a_project_since_notes_nothing_there_any_more(client, two, referent):
    [place] = db.session.query(Membership).filter_by(laureate_id=two[0].id, user_id=referent.id)
    place.until_on = date(2026, 2, 16)
    make.member(two[0], referent, MemberRole.OBSERVER, from_on=date(2026, 2, 16))
    db.session.commit()
    assert "Infoclimat" not in text_of(client.get(FEBRUARY))
    client.submit(FEBRUARY, typed(two, "1", "1"))
    assert (len(noted(two[0])), len(noted(two[1]))) == (0, 1)


def test_nothing_is_said_noted_when_nothing_was(client, two):
    assert "Toutes les cases étaient vides" in text_of(
        client.submit(FEBRUARY, typed(two, "", ""), follow_redirects=True)
    )
    client.submit(FEBRUARY, typed(two, "1", ""))
    again = client.submit(FEBRUARY, typed(two, "1", ""), follow_redirects=True)
    assert "rien n’a changé" in text_of(again)


def test_a_project_that_one_only_observes_now_is_still_read_there(client, two, referent):
    make.time_entry(two[1], referent, date(2026, 2, 10), 3)
    place = db.session.query(Membership).filter_by(laureate_id=two[1].id, user_id=referent.id).one()
    place.role = MemberRole.OBSERVER
    db.session.commit()
    page = client.get(FEBRUARY)
    assert f'name="projet-{two[1].id}-quarters"' not in page.text
    assert "Pour mémoire" in text_of(page)
    assert "Vikidia : 0,75" in text_of(page)
