import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.diagnostic import operations, queries
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Dimension
from aic_tracker.errors import DomainError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Axis
from tests import factories as make
from tests.support.client import text_of


def test_an_initial_diagnostic_opens_on_the_grid_with_nothing_rated(signed_in):
    vikidia = make.laureate("Vikidia")
    answer = signed_in(make.coach()).submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": "initial"})
    assert answer.status_code == 303
    opened = db.session.query(Diagnostic).one()
    stored = queries.diagnostic_for(vikidia.id, opened.id)
    assert (stored.kind, stored.revision, stored.opened_on) == (DiagnosticKind.INITIAL, 1, clock.today())
    assert len(stored.ratings) == 14
    assert {rating.level for rating in stored.ratings} == {None}
    assert db.session.query(JournalEntry).one().summary == "a ouvert le diagnostic initial"


def test_the_grid_has_four_or_five_dimensions_an_axis_and_four_levels_each(app):
    grid = operations.load_grid(make.season().id)
    for axis in Axis:
        assert len([line for line in grid if line.axis is axis]) in (4, 5)
    assert all(len(line.levels) == 4 and all(line.levels) for line in grid)
    assert all(len(line.question) <= 300 and len(line.label) <= 80 for line in grid)


def test_the_grid_of_a_season_is_loaded_once_and_then_its_own(app):
    season = make.season()
    operations.load_grid(season.id)[0].label = "Gouvernance ouverte"
    db.session.commit()
    assert operations.load_grid(season.id)[0].label == "Gouvernance ouverte"
    assert db.session.query(Dimension).count() == 14


def test_a_referent_opens_it_too(signed_in):
    vikidia = make.laureate("Vikidia")
    answer = signed_in(make.referent(vikidia)).submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": "initial"})
    assert answer.status_code == 303


def test_a_diagnostic_is_opened_once(signed_in):
    make.diagnostic(make.laureate("Vikidia"))
    answer = signed_in(make.coach()).submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": "initial"})
    assert answer.status_code == 422
    assert "Ce diagnostic est déjà ouvert." in text_of(answer)


def test_a_later_diagnostic_waits_for_the_signatures_of_the_first(app):
    vikidia = make.laureate("Vikidia")
    make.diagnostic(vikidia)
    with pytest.raises(DomainError, match="Signez d’abord"):
        operations.open_diagnostic(
            vikidia, make.first_period(vikidia), DiagnosticKind.MID_TERM, actor=make.coach(), today=clock.today()
        )


def test_a_mid_term_diagnostic_shows_the_change_since_the_first(signed_in):
    vikidia = make.laureate("Vikidia")
    make.diagnostic(vikidia, signed=True, level=2)
    make.diagnostic(vikidia, kind=DiagnosticKind.MID_TERM, level=3)
    page = signed_in(make.coach()).get("/laureats/vikidia/diagnostic")
    assert page.status_code == 200
    assert "Diagnostic à mi-parcours" in text_of(page)
    assert "Depuis l’initial" in text_of(page)
    assert "+1" in text_of(page)


def test_a_renewed_laureate_compares_with_its_first_diagnostic(signed_in, at):
    vikidia = make.laureate("Vikidia")
    make.diagnostic(vikidia, signed=True)
    make.period(vikidia, make.first_period(vikidia).term_on, number=2)
    at("2026-10-01T10:00")
    answer = signed_in(make.coach()).submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": "mid_term"})
    assert answer.status_code == 303


@pytest.mark.parametrize("kind", ["", "other"])
def test_an_unknown_kind_is_refused(signed_in, kind):
    make.laureate("Vikidia")
    answer = signed_in(make.coach()).submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": kind})
    assert answer.status_code == 422
    assert db.session.query(Diagnostic).count() == 0


def test_before_it_is_opened_the_page_says_so_to_all_and_offers_it_to_those_who_may(signed_in):
    make.laureate("Vikidia")
    page = signed_in(make.coach()).get("/laureats/vikidia/diagnostic")
    assert "Ouvrir le diagnostic initial" in text_of(page)
    page = signed_in(make.direction()).get("/laureats/vikidia/diagnostic")
    assert page.status_code == 200
    assert "Ouvrir le diagnostic initial" not in text_of(page)


def test_a_stranger_gets_404_and_a_reader_403(signed_in):
    make.laureate("Vikidia")
    stranger = signed_in(make.referent(make.laureate("Autre")))
    assert stranger.get("/laureats/vikidia/diagnostic").status_code == 404
    assert stranger.submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": "initial"}).status_code == 404
    reader = signed_in(make.direction())
    assert reader.submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": "initial"}).status_code == 403
