from datetime import date

import pytest

from aic_tracker.checkpoints.models import CheckpointKind, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.funding.models import CommitteeDecision, CommitteeOutcome
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/laureats/vikidia/comites"
GIVEN = {"outcome": "fund", "decided_on": "2026-03-02", "reason": "Un commun déjà utile."}


def test_the_file_gathers_objectives_diagnostic_time_and_aid(signed_in, vikidia, grant, received):
    received(100_000_00)
    priority = factories.priority(factories.roadmap(vikidia))
    factories.objective(priority, "Signer une convention")
    referent = factories.referent(vikidia)
    factories.time_entry(vikidia, referent, date(2026, 2, 10))
    page = text_of(signed_in(referent).get(URL))
    assert "Signer une convention" in page
    assert "Diagnostic initial" in page
    assert "1 j" in page
    assert "60 000,00 €" in page
    assert "100 000,00 € accordés, 140 000,00 € réservés" in page


def test_the_direction_notes_what_a_committee_decided(signed_in, vikidia, direction):
    meeting = factories.checkpoint(
        vikidia, date(2026, 2, 20), kind=CheckpointKind.FUNDING, status=CheckpointStatus.HELD
    )
    browser = signed_in(direction)
    for _ in range(2):
        given = {**GIVEN, "checkpoint": meeting.id, "form_key": "une-clef"}
        assert browser.submit(URL, given).status_code == 303
    decision = db.session.query(CommitteeDecision).one()
    assert (decision.outcome, decision.checkpoint_id, decision.decider_id) == (
        CommitteeOutcome.FUND,
        meeting.id,
        direction.id,
    )
    assert "Un commun déjà utile." in text_of(browser.get(URL))
    assert browser.submit(URL, GIVEN).status_code == 303
    assert db.session.query(CommitteeDecision).filter_by(checkpoint_id=None).count() == 1, "of another meeting"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outcome": ""}, "Choisissez la décision du comité."),
        ({"reason": ""}, "Indiquez le motif de la décision."),
        ({"decided_on": "2026-03-03"}, "Indiquez une date entre le 01/09/2025 et aujourd’hui."),
        ({"decided_on": "2025-08-31"}, "Indiquez une date entre le 01/09/2025 et aujourd’hui."),
    ],
)
def test_a_wrong_value_is_explained_and_kept(signed_in, vikidia, direction, changes, message):
    response = signed_in(direction).submit(URL, {**GIVEN, **changes})
    assert response.status_code == 422
    assert message in text_of(response)
    assert db.session.query(CommitteeDecision).count() == 0


def test_a_laureate_without_a_period_has_no_file(signed_in, direction):
    factories.laureate("Sans date", starts_on=None)
    browser = signed_in(direction)
    assert "Aucun accompagnement" in text_of(browser.get("/laureats/sans-date/comites"))
    assert browser.submit("/laureats/sans-date/comites", GIVEN).status_code == 422


def test_a_coach_reads_and_does_not_decide(signed_in, vikidia):
    browser = signed_in(factories.coach(vikidia))
    assert browser.get(URL).status_code == 200
    assert browser.submit(URL, GIVEN).status_code == 403


def test_a_stranger_finds_nothing(signed_in, vikidia):
    assert signed_in(factories.referent()).get(URL).status_code == 404


def test_one_objective_or_thirty_take_as_many_statements(signed_in, vikidia, grant, direction):
    priority = factories.priority(factories.roadmap(vikidia))
    browser = signed_in(direction)
    sizes = []
    for count in (1, 29):
        for n in range(count):
            factories.objective(priority, f"Objectif {count} {n}")
        with counted() as statements:
            browser.get(URL)
        sizes.append(len(statements))
    assert sizes[0] == sizes[1] < 30
