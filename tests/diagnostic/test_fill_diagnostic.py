import re

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.diagnostic import operations, queries
from aic_tracker.diagnostic.models import Diagnostic, Need
from aic_tracker.errors import StaleError
from aic_tracker.journal.models import JournalEntry
from tests import factories as make
from tests.support.client import text_of


@pytest.fixture
def vikidia(app):
    row = make.laureate("Vikidia")
    make.dimension(row.season, "governance", label="Gouvernance")
    make.dimension(row.season, "team", label="Équipe")
    return row


def filled(version: int = 1, **values: str) -> dict[str, str]:
    answers = {"version": str(version), "summary": ""}
    for code in ("governance", "team"):
        answers |= {f"{code}_level": "2", f"{code}_target": "3", f"{code}_need": "low", f"{code}_findings": ""}
    return answers | values


def url(row: Diagnostic) -> str:
    return f"/laureats/vikidia/diagnostic/{row.id}/remplir"


def stored(vikidia, row: Diagnostic) -> Diagnostic:
    db.session.rollback()
    return queries.diagnostic_for(vikidia.id, row.id)


def test_levels_targets_needs_and_findings_are_saved(signed_in, vikidia):
    row = make.diagnostic(vikidia, level=None)
    answer = signed_in(make.coach()).submit(
        url(row),
        filled(governance_level="1", governance_need="high", governance_findings="Tout repose sur deux personnes."),
    )
    assert answer.status_code == 303
    rating = next(r for r in stored(vikidia, row).ratings if r.dimension.code == "governance")
    assert (rating.level, rating.target, rating.need) == (1, 3, Need.HIGH)
    assert rating.findings == "Tout repose sur deux personnes."
    entry = db.session.query(JournalEntry).one()
    assert entry.summary == "a rempli le diagnostic initial"
    assert entry.before["governance.level"] is None
    assert entry.after["governance.level"] == 1


def test_a_part_is_enough_and_the_rest_waits(signed_in, vikidia):
    row = make.diagnostic(vikidia, level=None)
    answer = signed_in(make.referent(vikidia)).submit(url(row), filled(team_level="", team_target=""))
    assert answer.status_code == 303
    page = signed_in(make.coach()).get("/laureats/vikidia/diagnostic")
    assert "Avant de signer, il reste à évaluer : Équipe." in text_of(page)


def test_an_edit_after_one_signature_withdraws_it_and_says_so(signed_in, vikidia):
    row = make.diagnostic(vikidia)
    coach = make.coach()
    signed_in(coach).submit(f"/laureats/vikidia/diagnostic/{row.id}/signer", {"version": "1"})
    page = signed_in(coach).get(url(row))
    assert "elle sera retirée" in text_of(page)
    answer = signed_in(make.referent(vikidia)).submit(url(row), filled(2, team_level="4"), follow_redirects=True)
    assert "Signature retirée" in text_of(answer)
    assert stored(vikidia, row).coach_signed_at is None


def test_saving_without_a_change_keeps_the_signature(signed_in, vikidia):
    row = make.diagnostic(vikidia)
    coach = signed_in(make.coach())
    coach.submit(f"/laureats/vikidia/diagnostic/{row.id}/signer", {"version": "1"})
    coach.submit(url(row), filled(2))
    assert stored(vikidia, row).coach_signed_at is not None


def test_a_frozen_diagnostic_is_not_edited(signed_in, vikidia):
    row = make.diagnostic(vikidia, signed=True)
    coach = signed_in(make.coach())
    assert coach.get(url(row)).status_code == 303
    answer = coach.submit(url(row), filled(team_level="4"))
    assert answer.status_code == 422
    assert "ouvrez une nouvelle version" in text_of(answer)


def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in, vikidia):
    row = make.diagnostic(vikidia, level=None)
    answer = signed_in(make.coach()).submit(
        url(row), filled(team_level="9", governance_findings="Deux personnes décident.", team_need="")
    )
    assert answer.status_code == 422
    assert "Choisissez une option de la liste." in text_of(answer)
    assert "Choisissez « Aucun », « Faible » ou « Fort »." in text_of(answer)
    assert "Deux personnes décident." in text_of(answer)
    assert stored(vikidia, row).ratings[0].level is None


def test_a_stale_edit_shows_both_texts_and_saves_on_demand(signed_in, vikidia):
    row = make.diagnostic(vikidia)
    coach, referent = signed_in(make.coach()), signed_in(make.referent(vikidia))
    coach.submit(url(row), filled(team_findings="Une salariée arrive en mai."))
    answer = referent.submit(url(row), filled(team_findings="Nous recrutons.", governance_level="3"))
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Une salariée arrive en mai." in text
    assert "Nous recrutons." in text
    assert "Gouvernance : niveau aujourd’hui" in text
    assert stored(vikidia, row).ratings[1].findings == "Une salariée arrive en mai."

    fields = dict(re.findall(r'<input type="hidden" name="(\w+)"[^>]*value="([^"]*)"', answer.text))
    assert fields["version"] == "2"
    answer = referent.submit(url(row), filled(2, team_findings="Nous recrutons.", governance_level="3"))
    assert answer.status_code == 303
    assert {r.findings for r in stored(vikidia, row).ratings} == {"", "Nous recrutons."}


def test_what_agrees_travels_along_with_a_conflict(signed_in, vikidia):
    row = make.diagnostic(vikidia)
    signed_in(make.coach()).submit(url(row), filled(team_findings="Autre texte."))
    answer = signed_in(make.coach()).submit(url(row), filled(team_findings="Mon texte."))
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)"[^>]*value="([^"]*)"', answer.text))
    assert fields["governance_level"] == "2"
    assert fields["team_need"] == "low"
    assert "team_findings" not in fields


def test_the_same_edit_twice_is_no_conflict(signed_in, vikidia):
    row = make.diagnostic(vikidia)
    for _ in range(2):
        answer = signed_in(make.coach()).submit(url(row), filled(team_level="4"))
        assert answer.status_code == 303


def test_a_save_at_the_same_instant_is_stale(app, vikidia):
    row = queries.diagnostic_for(vikidia.id, make.diagnostic(vikidia).id)
    db.session.execute(sa.update(Diagnostic).values(version=2), execution_options={"synchronize_session": False})
    with pytest.raises(StaleError):
        operations.fill_diagnostic(row, answers={}, summary="Autre", version=1, actor=make.coach(), today=clock.today())


def test_a_forged_post_saves_nothing_and_keeps_what_was_typed(signed_in, vikidia):
    row = make.diagnostic(vikidia)
    answer = signed_in(make.coach()).post(url(row), data=filled(team_findings="À garder."))
    assert answer.status_code == 422
    assert "À garder." in text_of(answer)
    assert {r.findings for r in stored(vikidia, row).ratings} == {""}


def test_a_stranger_gets_404_and_a_reader_403(signed_in, vikidia):
    row = make.diagnostic(vikidia)
    assert signed_in(make.referent(make.laureate("Autre"))).get(url(row)).status_code == 404
    assert signed_in(make.direction()).get(url(row)).status_code == 403
    assert signed_in(make.direction()).submit(url(row), filled()).status_code == 403


def test_the_diagnostic_of_another_laureate_is_not_found(signed_in, vikidia):
    other = make.diagnostic(make.laureate("Autre"))
    assert signed_in(make.coach()).get(url(other)).status_code == 404
