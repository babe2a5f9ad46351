"""The report that was decided on is kept as it was: what happens afterwards stands apart."""

from datetime import date
from io import BytesIO

import pypdf
import pytest

from aic_tracker.commitments.models import CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.funding.models import PledgeForm, SponsorPledge
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.renewals import keeping, kept_queries
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/bilan"
END = {"period": 1, "outcome": "end", "reason": "Le projet vole de ses ailes.", "confirmed": "oui"}


@pytest.fixture
def decided(signed_in, vikidia, at):
    """In June 2026 the direction ends the support at its term, on a roadmap at 75 %: one reached, one in progress."""
    expert = factories.expert(name="Cécile Fabre")
    assignment = factories.scoped_assignment(vikidia.row, expert, status=AssignmentStatus.IN_PROGRESS)
    factories.assignment_day(assignment, expert.user_id, date(2026, 2, 3))
    factories.time_entry(vikidia.row, vikidia.referent, date(2026, 2, 3))
    factories.diagnostic(vikidia.row, kind=DiagnosticKind.MID_TERM, signed=True, level=4)
    factories.commitment(
        vikidia.row,
        CommitmentKind.OPEN_DATA,
        state=CommitmentState.PROVEN,
        checker_id=vikidia.coach.id,
        checked_on=date(2026, 2, 2),
    )
    factories.introduction(vikidia.row, factories.contact(), status=IntroductionStatus.PARTNERSHIP, months_gained=6)
    factories.save(
        SponsorPledge(laureate_id=vikidia.row.id, sponsor="Ministère", form=PledgeForm.FUNDING, description="Relayer")
    )
    at("2026-06-15T10:00")
    assert signed_in(vikidia.direction).submit(URL + "/decision", END).status_code == 303
    return vikidia


def test_what_is_kept_reads_as_what_was_seen(decided):
    decision = db.session.query(RenewalDecision).one()
    assert kept_queries.decided_on(decision) == kept_queries.live(decided.row, decided.period, date(2026, 6, 15))
    assert "Cécile Fabre" not in str(decision.report)


def test_progress_made_after_the_decision_stands_apart(signed_in, decided, at):
    left = db.session.query(Objective).filter_by(title="Trouver un financement").one()
    before = text_of(signed_in(decided.referent).get(URL))
    assert "75 %" in before
    assert "1 sur 2 objectifs atteints" in before
    assert "Depuis la décision" not in before

    at("2026-07-15T10:00")
    progressed = {"status": "achieved", "reason": "", "version": left.version}
    browser = signed_in(decided.referent)
    assert browser.submit(f"/laureats/vikidia/objectifs/{left.id}/avancement", progressed).status_code == 303

    page = text_of(browser.get(URL))
    assert "15 juin 2026 à 10 h, quand la décision a été prise" in page
    assert "1 sur 2 objectifs atteints" in page
    assert "Depuis la décision" in page
    assert "Trouver un financement En cours, 50 % Atteint, 100 %" in page
    assert "Avancement 75 % 100 %" in page
    pdf = browser.get(URL + ".pdf")
    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf.data)).pages)
    assert "75" in printed
    assert "1 sur 2" in printed


def test_a_decision_older_than_kept_reports_says_so(signed_in, decided):
    db.session.query(RenewalDecision).update({"report": None})
    db.session.commit()
    page = text_of(signed_in(decided.coach).get(URL))
    assert "Le bilan n’a pas été gardé le jour de cette décision" in page
    assert "1 sur 2 objectifs atteints" in page


def test_who_is_erased_leaves_the_kept_report_too(signed_in, decided, at):
    decision = db.session.query(RenewalDecision).one()
    name = decided.referent.name
    assert [line.name for line in kept_queries.decided_on(decision).time] == [name]
    decided.referent.name = "Personne effacée"
    db.session.commit()
    assert [line.name for line in kept_queries.decided_on(decision).time] == ["Personne effacée"]


def test_a_reached_objective_stays_reached_in_what_is_kept(decided):
    decision = db.session.query(RenewalDecision).one()
    kept = keeping.kept(kept_queries.decided_on(decision))
    assert kept == decision.report
    assert [row["is_reached"] for row in kept["objectives"]] == [True, False]
    assert ObjectiveStatus.ACHIEVED.label in {row["status"] for row in kept["objectives"]}
