"""Who carries a project decides whose ceiling it counts in: the direction alone changes it."""

import pytest

from aic_tracker import clock
from aic_tracker.aid import undertakings
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/aides/structure/changer"


@pytest.fixture
def other(app):
    return factories.organisation("Association Voisine")


def carrier(laureate):
    db.session.expire_all()
    return db.session.get_one(Laureate, laureate.id).organisation_id


def test_the_direction_changes_it_and_the_journal_keeps_the_sums_met_there(signed_in, vikidia, other, write_aid):
    write_aid(other.id, 120_000_00)
    answer = signed_in(factories.direction()).submit(URL, {"organisation": other.id, "reason": "Fusion"})
    assert answer.status_code == 303
    assert carrier(vikidia) == other.id
    assert "voisine" in db.session.get_one(Laureate, vikidia.id).search_text
    entry = db.session.query(JournalEntry).filter_by(verb="laureate.carrier_changed").one()
    assert entry.before == {"organisation": "Association Vikidia"}
    assert entry.after == {"organisation": "Association Voisine", "reason": "Fusion"}
    assert "120" in entry.summary
    assert "réévaluation" in entry.summary


def test_a_coach_reads_and_does_not_change_it(signed_in, vikidia, other):
    browser = signed_in(factories.coach())
    assert browser.submit(URL, {"organisation": other.id, "reason": "Place"}).status_code == 403
    assert carrier(vikidia) == vikidia.organisation_id
    assert URL not in browser.get("/laureats/vikidia/aides/structure").text


def test_without_the_direction_the_operation_refuses(vikidia, other):
    given = {"reason": "Place", "decides": False, "actor": factories.coach(), "today": clock.today()}
    db.session.refresh(vikidia, ["organisation"])
    with pytest.raises(undertakings.NeedsDirection):
        undertakings.change_carrier(vikidia, other, **given)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reason": ""}, "Indiquez le motif de la décision."),
        ({"organisation": ""}, "Choisissez la structure porteuse."),
    ],
)
def test_what_is_missing_is_said(signed_in, vikidia, other, values, message):
    answer = signed_in(factories.direction()).submit(URL, {"organisation": other.id, "reason": "Fusion", **values})
    assert answer.status_code == 422
    assert message in text_of(answer)


def test_a_stranger_finds_nothing(signed_in, vikidia):
    assert signed_in(factories.referent()).get(URL).status_code == 404
