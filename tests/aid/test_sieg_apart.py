"""SIEG aid of enterprises tied only by one public body stays apart: Regulation (EU) 2023/2832, art. 2(2)."""

import pytest

from aic_tracker import clock
from aic_tracker.aid import queries, undertakings
from aic_tracker.aid.models import Regime
from aic_tracker.db import db
from aic_tracker.laureates.models import Organisation
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/aides/structure"


@pytest.fixture
def two(vikidia, write_aid):
    """Vikidia, and an association that received 100 000 € of general aid and 500 000 € of SIEG aid."""
    other = factories.organisation("Association Voisine")
    write_aid(other.id, 100_000_00)
    write_aid(other.id, 500_000_00, regime=Regime.SIEG)
    return vikidia, other


def carrier(laureate):
    return db.session.get_one(Organisation, laureate.organisation_id)


def link(laureate, other, **values):
    given = {"name": "Ville de Corenc", "reason": "", "decides": False, "today": clock.today(), **values}
    undertakings.link(laureate, carrier(laureate), other, actor=factories.coach(), **given)
    db.session.commit()


def sums(organisation):
    """General, then SIEG, in thousands of euros."""
    movements = queries.ledger_of(organisation).movements
    return tuple(
        sum(one.amount_cents for one in movements if one.regime.ceiling is regime) // 1_000_00
        for regime in (Regime.GENERAL, Regime.SIEG)
    )


def test_a_tie_by_a_public_body_alone_adds_general_aid_up_and_not_sieg_aid(two):
    laureate, other = two
    link(laureate, other, public_tie=True)
    assert sums(carrier(laureate)) == (100, 0)
    assert sums(other) == (100, 500)


def test_any_other_tie_adds_both_up(two):
    laureate, other = two
    link(laureate, other)
    assert sums(carrier(laureate)) == sums(other) == (100, 500)


def test_a_public_tie_that_becomes_another_adds_sieg_aid_up_then_and_the_ceiling_is_asked(two, write_aid):
    laureate, other = two
    link(laureate, other, public_tie=True)
    write_aid(laureate.organisation_id, 250_000_01, regime=Regime.SIEG)
    with pytest.raises(undertakings.NeedsDirection, match="plafond"):
        link(laureate, other)
    db.session.rollback()
    link(laureate, other, decides=True, reason="Fusion")
    assert sums(carrier(laureate)) == sums(other) == (100, 750)


def test_each_group_tied_by_a_body_keeps_its_own_sieg_sum(two, write_aid):
    laureate, other = two
    third, fourth = factories.organisation(), factories.organisation()
    write_aid(fourth.id, 30_000_00, regime=Regime.SIEG)
    link(laureate, other)
    link(laureate, third, public_tie=True)
    link(laureate, fourth, public_tie=True)
    given = {
        "name": "Ville de Corenc",
        "reason": "",
        "decides": False,
        "today": clock.today(),
        "actor": factories.coach(),
    }
    undertakings.link(laureate, third, fourth, **given)
    db.session.commit()
    assert sums(carrier(laureate)) == sums(other) == (100, 500)
    assert sums(third) == sums(fourth) == (100, 30)


def test_groups_of_one_long_name_are_kept_apart_all_the_same(two, write_aid):
    laureate, other = two
    name, later = "V" * 160, [factories.organisation() for _ in range(4)]
    link(laureate, other, name=name)
    for one in later:
        link(laureate, one, name=name, public_tie=True)
    given = {"name": name, "reason": "", "decides": False, "today": clock.today(), "actor": factories.coach()}
    for first, second in (later[:2], later[2:]):
        undertakings.link(laureate, first, second, **given)
        db.session.commit()
    assert sums(carrier(laureate)) == (100, 500)
    assert {sums(one) for one in later} == {(100, 0)}


def test_who_is_unlinked_stands_alone_for_both(two):
    laureate, other = two
    link(laureate, other)
    given = {"reason": "Scission", "decides": True, "actor": factories.direction()}
    undertakings.unlink(laureate, carrier(laureate), **given)
    db.session.commit()
    assert sums(carrier(laureate)) == (0, 0)
    assert sums(other) == (100, 500)


def test_the_page_asks_and_says_how_they_are_tied(signed_in, two):
    laureate, other = two
    browser = signed_in(factories.coach())
    typed = {"lien-other": other.id, "lien-name": "Ville de Corenc", "lien-public_tie": "1"}
    assert browser.submit(f"{URL}/lier", typed).status_code == 303
    page = text_of(browser.get(URL))
    assert "Association Voisine, liée par un même organisme public" in page
    assert sums(carrier(laureate)) == (100, 0)
