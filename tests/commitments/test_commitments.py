from datetime import date

import pytest

from aic_tracker.commitments import links
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.commitments.rules import LinkCheck
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

S = CommitmentState
URL = "/laureats/vikidia/engagements"
EVIDENCE = {"evidence_url": "https://data.example.org/jeu", "note": "", "version": "0"}


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


def stored():
    db.session.expire_all()
    return db.session.query(Commitment).one()


def test_the_six_commitments_are_there_before_anybody_touched_them(signed_in, vikidia):
    page = text_of(signed_in(factories.referent(vikidia)).get(URL))
    for kind in CommitmentKind:
        assert kind.label in page
    assert page.count("Preuve attendue") == 6
    assert "0 sur 6" in page
    assert db.session.query(Commitment).count() == 0


def test_a_referent_shows_an_evidence_and_the_team_checks_it(signed_in, vikidia):
    response = signed_in(factories.referent(vikidia)).submit(f"{URL}/donnees-ouvertes/preuve", EVIDENCE)
    assert response.location == f"{URL}#donnees-ouvertes"
    row = stored()
    assert (row.kind, row.state) == (CommitmentKind.OPEN_DATA, S.SUBMITTED)

    coach = factories.coach(vikidia, name="Camille Coach")
    values = {"state": "proven", "note": "Licence ouverte 2.0", "version": row.version}
    browser = signed_in(coach)
    browser.submit(f"{URL}/donnees-ouvertes/constat", values)

    row = stored()
    assert (row.state, row.checked_on, row.checker_id) == (S.PROVEN, date(2026, 3, 2), coach.id)
    page = text_of(browser.get(URL))
    assert "1 sur 6" in page
    assert "Camille Coach" in page
    verbs = [verb for (verb,) in db.session.query(JournalEntry.verb).order_by(JournalEntry.id)]
    assert verbs == ["commitment.submitted", "commitment.checked"]


def test_another_evidence_is_to_check_again(signed_in, vikidia):
    coach = factories.coach(vikidia)
    row = factories.commitment(
        vikidia, state=S.PROVEN, checked_on=date(2026, 2, 2), checker_id=coach.id, link_status=200
    )
    values = {"evidence_url": "https://ailleurs.example.org/", "note": "", "version": row.version}

    signed_in(factories.referent(vikidia)).submit(f"{URL}/donnees-ouvertes/preuve", values)

    row = stored()
    assert (row.state, row.checked_on, row.checker_id, row.link_status) == (S.SUBMITTED, None, None, None)


@pytest.mark.parametrize(
    ("gesture", "values", "message"),
    [
        ("preuve", {"evidence_url": "", "note": ""}, "Indiquez l’adresse d’une page"),
        ("preuve", {"evidence_url": "javascript:alert(1)", "note": "À garder"}, "https://"),
        ("preuve", {"evidence_url": "https://moi:secret@example.org/", "note": "À garder"}, "mot de passe"),
        ("preuve", {"evidence_url": "https://example.org/" + "a" * 500, "note": "À garder"}, "500 caractères"),
        ("constat", {"state": "", "note": "À garder"}, "Choisissez le constat."),
        ("constat", {"state": "submitted", "note": "À garder"}, "Choisissez une option"),
        ("constat", {"state": "proven", "note": ""}, "dites où la preuve se trouve"),
        ("constat", {"state": "not_applicable", "note": ""}, "Dites pourquoi"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(signed_in, vikidia, gesture, values, message):
    response = signed_in(factories.coach()).submit(f"{URL}/transparence/{gesture}", values | {"version": "0"})
    assert response.status_code == 422
    assert message in text_of(response)
    assert values["note"] in response.text
    assert db.session.query(Commitment).count() == 0


def test_two_first_evidences_do_not_overwrite_each_other(signed_in, vikidia):
    signed_in(factories.referent(vikidia)).submit(f"{URL}/donnees-ouvertes/preuve", EVIDENCE)
    other = EVIDENCE | {"evidence_url": "https://ailleurs.example.org/"}
    response = signed_in(factories.coach()).submit(f"{URL}/donnees-ouvertes/preuve", other)
    assert response.status_code == 409
    assert "https://data.example.org/jeu" in text_of(response)
    assert "https://ailleurs.example.org/" in response.text


def test_a_link_is_visited_on_demand_and_its_answer_kept(signed_in, vikidia, monkeypatch):
    row = factories.commitment(vikidia)
    visited = []
    monkeypatch.setattr(links, "visit", lambda url: visited.append(url) or LinkCheck(200))
    browser = signed_in(factories.coach())

    assert "Jamais visité" in text_of(browser.get(URL))
    assert not visited
    assert browser.submit(f"{URL}/donnees-ouvertes/lien").status_code == 303

    assert visited == [row.evidence_url]
    assert (stored().link_status, stored().link_problem) == (200, "")
    assert "Répond" in text_of(browser.get(URL))


def test_a_private_address_is_refused_and_the_reason_shown(signed_in, vikidia):
    factories.commitment(vikidia, evidence_url="http://127.0.0.1/admin")
    browser = signed_in(factories.coach())
    browser.submit(f"{URL}/donnees-ouvertes/lien")
    assert stored().link_status is None
    assert "réseau privé" in text_of(browser.get(URL))


def test_an_evidence_changed_during_the_visit_keeps_no_answer(signed_in, vikidia, monkeypatch):
    row = factories.commitment(vikidia)

    def visit(url):
        db.session.get(Commitment, row.id).evidence_url = "https://ailleurs.example.org/"
        db.session.commit()
        return LinkCheck(200)

    monkeypatch.setattr(links, "visit", visit)
    response = signed_in(factories.coach()).submit(f"{URL}/donnees-ouvertes/lien")
    assert response.status_code == 409
    assert stored().link_status is None


def test_no_lock_is_held_during_the_visit(signed_in, vikidia, monkeypatch):
    factories.commitment(vikidia)
    under_way = []

    def visit(url):
        under_way.append(db.session().in_transaction())
        return LinkCheck(200)

    monkeypatch.setattr(links, "visit", visit)
    signed_in(factories.coach()).submit(f"{URL}/donnees-ouvertes/lien")
    assert under_way == [False]


def test_there_is_nothing_to_visit_without_evidence(signed_in, vikidia):
    browser = signed_in(factories.coach())
    assert browser.submit(f"{URL}/donnees-ouvertes/lien").status_code == 404
    assert browser.get(f"{URL}/autre-chose/preuve").status_code == 404


def test_who_may_do_what(signed_in, vikidia):
    factories.commitment(vikidia)
    referent, direction = signed_in(factories.referent(vikidia)), signed_in(factories.direction())
    for gesture in ("constat", "lien"):
        assert referent.submit(f"{URL}/donnees-ouvertes/{gesture}").status_code == 403
    for gesture in ("preuve", "constat", "lien"):
        assert direction.submit(f"{URL}/donnees-ouvertes/{gesture}").status_code == 403
    assert direction.get(URL).status_code == 200
    stranger = signed_in(factories.referent())
    assert stranger.get(URL).status_code == 404
    for gesture in ("preuve", "constat", "lien"):
        assert stranger.submit(f"{URL}/donnees-ouvertes/{gesture}").status_code == 404


def test_the_page_takes_few_statements(signed_in, vikidia):
    browser = signed_in(factories.coach())
    for kind in CommitmentKind:
        factories.commitment(vikidia, kind, checker_id=factories.coach().id, checked_on=date(2026, 2, 2))
    db.session.expunge_all()
    with counted() as statements:
        assert browser.get(URL).status_code == 200
    assert len(statements) < 8
