"""The later diagnostics start from the one before, and the change is told in words."""

import pytest

from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Rating
from aic_tracker.diagnostic.rules import change_in_words
from tests import factories as make
from tests.support.client import text_of

EVOLUTION = "/laureats/vikidia/diagnostic/evolution"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (1, 3, "progresse de « Émergent » à « Établi »"),
        (3, 2, "recule de « Établi » à « En construction »"),
        (4, 4, "stable, à « Exemplaire »"),
        (None, 2, "pas encore comparable"),
        (2, None, "pas encore comparable"),
    ],
)
def test_a_change_is_said_in_words(before: int | None, after: int | None, words: str) -> None:
    assert " ".join(change_in_words(before, after).split()) == words


def test_a_mid_term_diagnostic_starts_from_what_was_signed(signed_in):
    make.diagnostic(make.laureate("Vikidia"), signed=True, level=2)
    signed = db.session.query(Rating).one()
    signed.findings = "Un bureau élu."
    db.session.commit()
    assert (
        signed_in(make.coach()).submit("/laureats/vikidia/diagnostic/ouvrir", {"kind": "mid_term"}).status_code == 303
    )
    opened = db.session.query(Diagnostic).filter_by(kind=DiagnosticKind.MID_TERM).one()
    copied = db.session.query(Rating).filter_by(diagnostic_id=opened.id).one()
    assert (copied.level, copied.target, copied.findings) == (2, 3, "Un bureau élu.")
    assert opened.coach_signed_at is None


def test_the_evolution_shows_both_levels_and_the_change(signed_in):
    vikidia = make.laureate("Vikidia")
    make.diagnostic(vikidia, signed=True, level=1)
    make.diagnostic(vikidia, kind=DiagnosticKind.FINAL, level=3)
    page = signed_in(make.referent(vikidia)).get(EVOLUTION)
    assert page.status_code == 200
    shown = text_of(page)
    assert "Diagnostic initial" in shown
    assert "Diagnostic final" in shown
    assert "progresse de « Émergent » à « Établi »" in shown


def test_with_one_diagnostic_the_page_says_what_is_to_come(signed_in):
    make.diagnostic(make.laureate("Vikidia"), signed=True)
    page = signed_in(make.coach()).get(EVOLUTION)
    assert "Un seul diagnostic pour l’instant" in text_of(page)


def test_a_stranger_sees_no_evolution(signed_in):
    make.laureate("Vikidia")
    assert signed_in(make.referent(make.laureate("Autre"))).get(EVOLUTION).status_code == 404
