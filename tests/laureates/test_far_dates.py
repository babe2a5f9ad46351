"""A mistyped year is asked about, and a place that has not begun is taken back."""

from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import MemberRole, Membership
from aic_tracker.laureates.rules import far_date_refusal
from tests import factories as make
from tests.support.client import text_of

MEMBERS = "/laureats/vikidia/membres"
LEAD, ADD = MEMBERS + "/charge-d-acceleration", MEMBERS + "/ajouter"
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 6, 2), None),
        (date(2026, 6, 3), "Le mercredi 3 juin 2026, c’est dans 3 mois. Êtes-vous sûr ?"),
        (date(2036, 3, 5), "Le mercredi 5 mars 2036, c’est dans 10 ans. Êtes-vous sûr ?"),
        (date(2016, 3, 2), "Le mercredi 2 mars 2016, c’est il y a 10 ans. Êtes-vous sûr ?"),
    ],
)
def test_a_date_is_asked_about_in_words_beyond_some_months(day, words):
    refusal = (far_date_refusal(day, TODAY, months=3, is_meant=False) or "").replace("\xa0", " ") or None
    assert (refusal or "").startswith(words or "")
    assert (refusal is None) == (words is None)
    assert far_date_refusal(day, TODAY, months=3, is_meant=True) is None


def places(laureate):
    db.session.expire_all()
    found = db.session.query(Membership).filter_by(laureate_id=laureate.id).order_by(Membership.id)
    return [(m.user_id, m.role, m.until_on) for m in found]


def test_a_lead_coach_from_2036_is_asked_about_then_meant(project, signed_in):
    new = make.coach(name="Nadia Blanc")
    typed = {"person": new.id, "from_on": "2036-03-05"}
    browser = signed_in(project.lead)
    answer = browser.submit(LEAD, typed)
    assert answer.status_code == 422
    assert "Le mercredi 5 mars 2036, c’est dans 10 ans. Êtes-vous sûr ?" in text_of(answer)
    assert "C’est bien la date voulue" in text_of(answer)
    assert new.id not in [place[0] for place in places(project.laureate)]
    assert browser.submit(LEAD, {**typed, "far_date_meant": "1"}).status_code == 303


def test_a_place_not_begun_is_taken_back_and_what_it_closed_goes_on(project, signed_in):
    new = make.coach(name="Nadia Blanc")
    browser = signed_in(project.lead)
    assert browser.submit(LEAD, {"person": new.id, "from_on": "2026-04-01"}).status_code == 303
    coming = db.session.query(Membership).filter_by(user_id=new.id).one()
    assert f"{MEMBERS}/{coming.id}/retirer" in browser.get(MEMBERS).text
    page = text_of(browser.get(f"{MEMBERS}/{coming.id}/retirer"))
    assert "Léa Martin garde la sienne" in page

    assert browser.submit(f"{MEMBERS}/{coming.id}/retirer", {}).status_code == 303

    assert (project.lead.id, MemberRole.LEAD_COACH, None) in places(project.laureate)
    assert new.id not in [place[0] for place in places(project.laureate)]
    entry = db.session.query(JournalEntry).filter_by(verb="member.withdrawn").one()
    assert entry.before == {"role": "lead_coach", "from_on": "2026-04-01"}
    assert "Léa Martin la garde" in entry.summary


def test_a_referent_from_next_year_is_taken_back_then_added_today(project, signed_in):
    person = make.referent(name="Ada Morel")
    typed = {"role": "referent", "person": person.id, "name": "", "email": ""}
    browser = signed_in(project.lead)
    assert browser.submit(ADD, {**typed, "from_on": "2027-01-04"}).status_code == 422
    assert browser.submit(ADD, {**typed, "from_on": "2027-01-04", "far_date_meant": "1"}).status_code == 303
    assert browser.submit(ADD, {**typed, "from_on": "2026-03-02"}).status_code == 422
    coming = db.session.query(Membership).filter_by(user_id=person.id).one()
    assert browser.submit(f"{MEMBERS}/{coming.id}/retirer", {}).status_code == 303
    assert browser.submit(ADD, {**typed, "from_on": "2026-03-02"}).status_code == 303


def test_a_place_that_has_begun_is_closed_with_a_date_instead(project, signed_in):
    begun = db.session.query(Membership).filter_by(user_id=project.referent.id).one()
    answer = signed_in(project.lead).submit(f"{MEMBERS}/{begun.id}/retirer", {})
    assert answer.status_code == 422
    assert "Cette place a commencé le 1er septembre 2025" in text_of(answer)


def test_readers_do_not_take_back_and_strangers_find_nothing(project, signed_in):
    new = make.referent()
    place = make.member(project.laureate, new, MemberRole.REFERENT, from_on=date(2026, 5, 4))
    url = f"{MEMBERS}/{place.id}/retirer"
    assert signed_in(project.referent).submit(url, {}).status_code == 403
    assert signed_in(project.stranger).submit(url, {}).status_code == 404


def test_handing_the_project_over_tells_the_journal_of_the_place_that_closes(project, signed_in):
    new = make.coach(name="Nadia Blanc")
    assert signed_in(project.lead).submit(LEAD, {"person": new.id, "from_on": "2026-03-10"}).status_code == 303
    entry = db.session.query(JournalEntry).filter_by(verb="member.closed").one()
    assert entry.after == {"until_on": "2026-03-10"}
    assert "Léa Martin" in entry.summary
