from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.funding.models import PledgeForm, PledgeState, SponsorPledge
from aic_tracker.laureates.models import LaureateStatus
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/soutiens"
GIVEN = {
    "sponsor": "Ministère de l’Éducation nationale",
    "form": "distribution",
    "description": "Relayer Vikidia dans les écoles",
    "amount_cents": "",
    "due_on": "2026-06-30",
}


@pytest.fixture
def pledge(vikidia):
    return factories.save(
        SponsorPledge(
            laureate_id=vikidia.id,
            sponsor="Ville",
            form=PledgeForm.FUNDING,
            description="Une dotation",
            due_on=date(2026, 2, 28),
        )
    )


def edit(pledge):
    return f"{URL}/{pledge.id}/modifier"


def kept(**changes):
    return {**GIVEN, "state": "kept", "note": "Dans 40 écoles", "version": 1, **changes}


def test_the_same_promise_for_another_year_is_another_one(signed_in, vikidia):
    browser = signed_in(factories.coach(vikidia))
    for due_on in ("2026-06-30", "2027-06-30"):
        assert browser.submit(f"{URL}/nouveau", GIVEN | {"due_on": due_on}).status_code == 303
    assert {pledge.due_on.year for pledge in db.session.query(SponsorPledge)} == {2026, 2027}


def test_a_coach_notes_what_a_sponsor_promises(signed_in, vikidia):
    browser = signed_in(factories.coach(vikidia))
    for _ in range(2):
        assert browser.submit(f"{URL}/nouveau", GIVEN | {"form_key": "une-clef"}).status_code == 303
    pledge = db.session.query(SponsorPledge).one()
    assert (pledge.form, pledge.state, pledge.due_on) == (PledgeForm.DISTRIBUTION, PledgeState.OPEN, date(2026, 6, 30))
    assert "Relayer Vikidia dans les écoles" in text_of(browser.get(URL))


def test_a_pledge_is_followed_after_the_end_of_the_support(signed_in, vikidia, pledge):
    vikidia.status = LaureateStatus.ENDED
    db.session.commit()
    browser = signed_in(factories.coach())
    assert "1 soutien a dépassé son échéance" in text_of(browser.get(URL))
    assert browser.submit(edit(pledge), kept()).status_code == 303
    db.session.expire_all()
    assert (pledge.state, pledge.checked_on, pledge.note) == (PledgeState.KEPT, date(2026, 3, 2), "Dans 40 écoles")
    assert "a dépassé" not in text_of(browser.get(URL))


def test_a_stale_page_is_answered_409_and_loses_nothing(signed_in, vikidia, pledge):
    browser = signed_in(factories.coach())
    browser.submit(edit(pledge), kept())
    response = browser.submit(edit(pledge), kept(note="Saisi en même temps"))
    assert response.status_code == 409
    assert "Saisi en même temps" in response.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sponsor": ""}, "Indiquez qui s’engage."),
        ({"form": ""}, "Choisissez la forme du soutien."),
        ({"description": ""}, "Décrivez ce qui est promis."),
        ({"amount_cents": "0"}, "Indiquez un nombre"),
        ({"due_on": "hier"}, "Indiquez"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(signed_in, vikidia, changes, message):
    response = signed_in(factories.coach()).submit(f"{URL}/nouveau", {**GIVEN, **changes})
    assert response.status_code == 422
    assert message in text_of(response)
    assert db.session.query(SponsorPledge).count() == 0


def test_a_referent_reads_and_does_not_write(signed_in, vikidia, pledge):
    browser = signed_in(factories.referent(vikidia))
    assert browser.get(URL).status_code == 200
    assert browser.get(f"{URL}/nouveau").status_code == 403
    assert browser.submit(edit(pledge), kept()).status_code == 403


def test_a_stranger_finds_nothing(signed_in, vikidia, pledge):
    assert signed_in(factories.referent()).get(URL).status_code == 404


def test_a_pledge_of_another_laureate_is_not_found(signed_in, pledge):
    factories.laureate("Pyronear")
    assert signed_in(factories.coach()).get(edit(pledge).replace("vikidia", "pyronear")).status_code == 404
