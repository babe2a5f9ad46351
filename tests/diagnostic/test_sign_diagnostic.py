from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import MemberRole
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted


def url(row: Diagnostic) -> str:
    return f"/laureats/vikidia/diagnostic/{row.id}/signer"


def test_the_second_signature_freezes_it(signed_in):
    vikidia = make.laureate("Vikidia")
    row = make.diagnostic(vikidia)
    coach, referent = make.coach(name="Camille"), make.referent(vikidia, name="Robin")
    signed_in(coach).submit(url(row), {"version": "1"})
    page = text_of(signed_in(referent).get("/laureats/vikidia/diagnostic"))
    assert "Signé par Camille" in page
    assert "Signer le diagnostic" in page
    answer = signed_in(referent).submit(url(row), {"version": "2"}, follow_redirects=True)
    assert "Signé des deux côtés" in text_of(answer)
    assert "Signé par Robin" in text_of(answer)
    db.session.rollback()
    stored = db.session.get(Diagnostic, row.id, populate_existing=True)
    assert stored.is_frozen
    assert (stored.coach_signer_id, stored.referent_signer_id) == (coach.id, referent.id)
    assert [entry.summary for entry in db.session.query(JournalEntry).order_by(JournalEntry.id)] == [
        "a signé le diagnostic initial (équipe d’accompagnement)",
        "a signé le diagnostic initial (référent·e projet)",
    ]


def test_it_is_refused_while_a_dimension_has_no_level(signed_in):
    vikidia = make.laureate("Vikidia")
    row = make.diagnostic(vikidia, level=None)
    answer = signed_in(make.coach()).submit(url(row), {"version": "1"})
    assert answer.status_code == 422
    assert "donnez un niveau à 1 dimension" in text_of(answer)
    assert "Signer le diagnostic" not in text_of(answer)


def test_one_side_signs_once(signed_in):
    vikidia = make.laureate("Vikidia")
    row = make.diagnostic(vikidia)
    signed_in(make.coach()).submit(url(row), {"version": "1"})
    answer = signed_in(make.coach()).submit(url(row), {"version": "2"})
    assert answer.status_code == 422
    assert "déjà signé de votre côté" in text_of(answer)


def test_what_changed_since_it_was_read_is_not_signed(signed_in):
    vikidia = make.laureate("Vikidia")
    row = make.diagnostic(vikidia)
    signed_in(make.coach()).submit(url(row), {"version": "1"})
    answer = signed_in(make.referent(vikidia)).submit(url(row), {"version": "1"})
    assert answer.status_code == 409
    assert "relisez-le avant de le signer" in text_of(answer)


def test_a_version_that_is_no_number_is_refused(signed_in):
    row = make.diagnostic(make.laureate("Vikidia"))
    assert signed_in(make.coach()).submit(url(row), {"version": "x"}).status_code == 422


def test_a_new_version_copies_the_frozen_one(signed_in):
    vikidia = make.laureate("Vikidia")
    row = make.diagnostic(vikidia, signed=True, level=3)
    coach = signed_in(make.coach())
    answer = coach.submit(f"/laureats/vikidia/diagnostic/{row.id}/nouvelle-version", follow_redirects=True)
    assert "Version 2 ouverte" in text_of(answer)
    copy = db.session.query(Diagnostic).filter_by(revision=2).one()
    assert not copy.is_frozen
    again = coach.submit(f"/laureats/vikidia/diagnostic/{row.id}/nouvelle-version")
    assert again.status_code == 422
    assert "plus récente" in text_of(again)
    early = coach.submit(f"/laureats/vikidia/diagnostic/{copy.id}/nouvelle-version")
    assert early.status_code == 422
    assert "Une version plus récente" in text_of(coach.get(f"/laureats/vikidia/diagnostic/{row.id}"))


def test_a_stranger_gets_404_and_a_reader_403(signed_in):
    vikidia = make.laureate("Vikidia")
    row = make.diagnostic(vikidia)
    assert signed_in(make.referent(make.laureate("Autre"))).submit(url(row), {"version": "1"}).status_code == 404
    observer = make.user(Role.REFERENT)
    make.member(vikidia, observer, MemberRole.OBSERVER)
    for reader in (make.direction(), observer):
        assert signed_in(reader).submit(url(row), {"version": "1"}).status_code == 403
        page = signed_in(reader).get("/laureats/vikidia/diagnostic")
        assert page.status_code == 200
        assert "Signer le diagnostic" not in text_of(page).replace("Aide : Signer le diagnostic", "")


def test_the_page_costs_as_many_statements_with_one_dimension_as_with_fourteen(signed_in):
    counts = []
    for name, lines in (("Vikidia", 1), ("Infoclimat", 14)):
        row = make.laureate(name)
        for index in range(lines):
            make.dimension(row.season, f"d{index}")
        make.diagnostic(row)
        reader = signed_in(make.coach())
        with counted() as statements:
            assert reader.get(f"/laureats/{row.slug}/diagnostic").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] < 15
