"""What both sides write for the decision, what the project received, and what stays after the support."""

from datetime import date
from io import BytesIO
from time import perf_counter

import pypdf
import pytest

from aic_tracker import clock
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.commitments.models import CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.funding.models import PledgeForm, PledgeState, SponsorPledge
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.journal.models import JournalEntry
from aic_tracker.mail.failures import Faults
from aic_tracker.renewals import file_queries, operations
from aic_tracker.renewals.models import RenewalFile
from aic_tracker.renewals.rules import version_of
from aic_tracker.roadmap.models import Priority
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/laureats/vikidia/bilan"
ASSESS, OPINION, TOLD = URL + "/auto-evaluation", URL + "/avis", URL + "/personnes-prevenues"
OPEN = "2026-06-15T10:00"
STOP = {
    "period": 1,
    "outcome": "stop_early",
    "reason": "Association dissoute.",
    "effective_on": "2026-04-01",
    "confirmed": "oui",
}


def typed(text, started_from=""):
    return {"text": text, "version": version_of(started_from)}


def give(vikidia, **values):
    """An aid of the programme to the laureate."""
    return factories.save(
        Aid(
            organisation_id=vikidia.row.organisation_id,
            laureate_id=vikidia.row.id,
            author_id=vikidia.coach.id,
            created_at=clock.now(),
            **{
                "granted_on": date(2026, 2, 2),
                "amount_cents": 80_000_00,
                "regime": Regime.GENERAL,
                "source": AidSource.GRANT,
                "authority": "Programme",
                "purpose": "Amorçage",
                **values,
            },
        )
    )


def pledge(vikidia, **values):
    return factories.save(
        SponsorPledge(
            laureate_id=vikidia.row.id,
            **{"sponsor": "Ministère", "form": PledgeForm.DISTRIBUTION, "description": "Relayer le projet", **values},
        )
    )


@pytest.mark.parametrize(
    ("url", "who", "column"), [(ASSESS, "referent", "self_assessment"), (OPINION, "coach", "opinion")]
)
def test_each_side_writes_its_own_words_for_all_to_read(signed_in, vikidia, at, url, who, column):
    at(OPEN)

    assert signed_in(getattr(vikidia, who)).submit(url, typed("Un **bel** élan.")).status_code == 303

    assert getattr(db.session.query(RenewalFile).one(), column) == "Un **bel** élan."
    page = signed_in(vikidia.direction).get(URL)
    assert "<strong>bel</strong>" in page.text
    assert getattr(vikidia, who).name in text_of(page)
    (entry,) = db.session.query(JournalEntry).filter_by(object_type="renewal_file")
    assert entry.after == {"text": "Un **bel** élan."}


@pytest.mark.parametrize(("url", "allowed"), [(ASSESS, {"referent"}), (OPINION, {"coach"})])
def test_one_side_does_not_write_for_the_other(signed_in, vikidia, at, url, allowed):
    at(OPEN)
    for who in {"referent", "coach", "direction"} - allowed:
        assert signed_in(getattr(vikidia, who)).get(url).status_code == 403
    assert signed_in(factories.referent()).get(url).status_code == 404


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2026-05-31T10:00", "Le dossier s’ouvre le 1er juin 2026"), (OPEN, "Écrivez votre auto-évaluation.")],
)
def test_what_cannot_be_written_is_explained(signed_in, vikidia, at, moment, words):
    at(moment)
    answer = signed_in(vikidia.referent).submit(ASSESS, typed("" if moment == OPEN else "Trop tôt"))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert ("Trop tôt" in answer.text) is (moment != OPEN)
    assert words in text_of(signed_in(vikidia.referent).get(ASSESS)) or moment == OPEN


def test_the_file_does_not_change_once_decided(signed_in, vikidia, at):
    at(OPEN)
    decision = {"period": 1, "outcome": "renew", "reason": "Le projet avance.", "confirmed": "oui"}
    signed_in(vikidia.direction).submit(URL + "/decision", decision)
    answer = signed_in(vikidia.coach).submit(OPINION + "?accompagnement=1", typed("Trop tard"))
    assert answer.status_code == 422
    assert "La décision est prise" in text_of(answer)


def test_two_referents_who_write_at_once_compare_their_texts(signed_in, vikidia, at):
    at(OPEN)
    signed_in(vikidia.referent).submit(ASSESS, typed("Premier texte"))
    signed_in(vikidia.coach).submit(OPINION, typed("Favorable"))  # the other side disturbs nobody
    answer = signed_in(factories.referent(vikidia.row)).submit(ASSESS, typed("Autre texte"))
    assert answer.status_code == 409
    assert "Premier texte" in answer.text
    assert "Autre texte" in answer.text
    assert signed_in(vikidia.referent).submit(ASSESS, typed("Second texte", "Premier texte")).status_code == 303


def test_who_was_told_of_a_stop_is_kept(signed_in, vikidia):
    direction = signed_in(vikidia.direction)
    assert direction.get(TOLD).status_code == 404
    assert direction.submit(URL + "/decision", STOP).status_code == 303
    assert "Noter qui a été prévenu" in text_of(direction.get(URL))

    assert signed_in(vikidia.coach).submit(TOLD, typed("La présidente, par téléphone")).status_code == 303

    assert "La présidente, par téléphone" in text_of(signed_in(vikidia.referent).get(URL))
    assert signed_in(vikidia.referent).get(TOLD).status_code == 403


def test_the_file_says_what_the_project_received(signed_in, vikidia):
    give(vikidia)
    give(vikidia, amount_cents=3_000_00, source=AidSource.ASSIGNMENT)
    give(vikidia, cancelled_on=date(2026, 2, 20))
    give(vikidia, granted_on=date(2025, 8, 31))
    give(vikidia, source=AidSource.DECLARED, authority="Région")
    factories.introduction(vikidia.row, factories.contact(), status=IntroductionStatus.PARTNERSHIP, months_gained=12)
    factories.introduction(vikidia.row, factories.contact(), months_gained=6)
    factories.commitment(vikidia.row, state=CommitmentState.PROVEN)
    factories.commitment(vikidia.row, CommitmentKind.TRANSPARENCY, state=CommitmentState.NOT_APPLICABLE)
    pledge(vikidia)

    found = file_queries.received(vikidia.row, vikidia.period)

    assert (found.aid_cents, found.granted_cents) == (83_000_00, 80_000_00)
    assert (len(found.partnerships), found.months_gained) == (1, 18)
    assert (len(found.proven), len(found.applicable)) == (1, 5)
    page = text_of(signed_in(vikidia.direction).get(URL))
    for words in ("83 000,00 € reçus", "18 mois gagnés", "1 sur 5 engagements prouvés", "Relayer le projet"):
        assert words in page


def test_a_year_of_data_takes_few_statements(signed_in, vikidia, at):
    priority = db.session.query(Priority).first()
    factories.diagnostic(vikidia.row, kind=DiagnosticKind.FINAL, level=4)
    for n in range(12):
        give(vikidia, amount_cents=1000 + n)
        factories.introduction(vikidia.row, factories.contact())
        factories.objective(priority, f"Objectif {n}")
        assignment = factories.scoped_assignment(vikidia.row, factories.expert(), status=AssignmentStatus.IN_PROGRESS)
        factories.assignment_day(assignment, vikidia.coach.id, date(2026, 2, 3))
        factories.time_entry(vikidia.row, vikidia.referent, date(2026, 2, 3 + n))
        pledge(vikidia)
    factories.save(
        RenewalFile(
            period_id=vikidia.period.id,
            self_assessment="Bien",
            self_assessor_id=vikidia.referent.id,
            self_assessed_at=clock.now(),
        )
    )
    at(OPEN)
    browser = signed_in(vikidia.referent)
    # A file that leaves is kept in the audit trail: five statements more.
    for url, limit in ((URL, 25), (URL + ".pdf", 30)):
        db.session.remove()
        with counted() as statements:
            assert browser.get(url).status_code == 200
        assert len(statements) < limit, url


def test_what_was_promised_is_followed_after_the_support(signed_in, vikidia, at):
    factories.introduction(vikidia.row, factories.contact(), status=IntroductionStatus.PARTNERSHIP)
    pledge(vikidia)
    pledge(vikidia, state=PledgeState.KEPT)
    assert signed_in(vikidia.direction).get("/laureats/vikidia/apres").status_code == 404
    signed_in(vikidia.direction).submit(URL + "/decision", STOP)
    signed_in(vikidia.coach).submit(TOLD, typed("La présidente"))
    at("2026-04-01T10:00")
    operations.close_ended_periods(clock.today(), Faults())
    db.session.commit()

    page = text_of(signed_in(vikidia.coach).get("/laureats/vikidia/apres"))

    for words in (
        "Association dissoute.",
        "La présidente",
        "1 soutien promis reste à suivre",
        "Ministère de l’Éducation",
    ):
        assert words in page
    assert "Après l’accompagnement" in text_of(signed_in(vikidia.coach).get(URL))
    assert signed_in(factories.referent()).get("/laureats/vikidia/apres").status_code == 404


def test_the_file_is_a_document_made_in_less_than_a_second(signed_in, vikidia, at):
    priority = db.session.query(Priority).first()
    for n in range(12):
        give(vikidia, amount_cents=1000 + n)
        factories.introduction(vikidia.row, factories.contact())
        factories.objective(priority, f"Objectif {n} <#strong[x]>")
    at(OPEN)
    signed_in(vikidia.referent).submit(ASSESS, typed("Un **bel** élan.\n\n- un\n- deux"))
    browser = signed_in(vikidia.direction)
    browser.get(URL + ".pdf")  # fonts are read once for all

    before = perf_counter()
    answer = browser.get(URL + ".pdf")
    spent = perf_counter() - before

    assert answer.headers["Content-Disposition"] == "attachment; filename=vikidia-bilan-1-2026-06-15.pdf"
    pages = pypdf.PdfReader(BytesIO(answer.data)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split()).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Un bel élan.",
        "Recruter une personne",
        "Objectif 3 <#strong[x]>",
        "Aucune décision n’est encore prise.",
    ):
        assert words in text
    assert spent < 1
    assert signed_in(factories.referent()).get(URL + ".pdf").status_code == 404


def test_the_document_tells_the_decision(signed_in, vikidia):
    direction = signed_in(vikidia.direction)
    direction.submit(URL + "/decision", STOP)
    signed_in(vikidia.coach).submit(TOLD, typed("La présidente"))
    pages = pypdf.PdfReader(BytesIO(direction.get(URL + ".pdf").data)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Association dissoute." in text
    assert "La présidente" in text
