"""The demonstration's ledgers: one near its ceiling, one whose next tranche would pass it, on any day."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.aid import queries as aids
from aic_tracker.aid import register_lines, rules
from aic_tracker.aid.models import Regime
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.funding import queries
from aic_tracker.funding.models import SponsorPledge, TrancheStatus
from aic_tracker.laureates.models import Laureate

DAYS = (date(2026, 3, 2), date(2026, 11, 21), date(2028, 2, 29))


def found(slug):
    statement = sa.select(Laureate).where(Laureate.slug == slug).options(joinedload(Laureate.organisation))
    laureate = db.session.scalars(statement).one()
    return laureate, aids.ledger_of(laureate.organisation)


@pytest.fixture(params=DAYS, ids=str)
def today(request, app):
    season.load(request.param)
    db.session.flush()
    yield request.param
    db.session.rollback()


def test_the_ledgers_show_each_situation(today):
    _primtux, ledger = found("primtux")
    balance = rules.balance(ledger.movements, Regime.GENERAL, today, aids.terms())
    assert balance.used_cents == 246_000_00
    assert balance.is_near

    foods, ledger = found("open-food-facts")
    second = next(
        tranche
        for grant in queries.grants_of(foods)
        for tranche in grant.tranches
        if tranche.status is TrancheStatus.PENDING
    )
    answer = rules.assess(
        ledger.movements,
        regime=Regime.GENERAL,
        amount_cents=second.amount_cents,
        on=today,
        terms=aids.terms(),
    )
    assert all(condition.met_on for condition in second.conditions)
    assert not answer.is_possible
    assert answer.first_possible_on is not None

    assert any(line.days_left is not None for line in register_lines.lines(today))
    assert all(line.days_left is None or line.days_left >= 0 for line in register_lines.lines(today))
    assert all(aid.granted_on < today for aid in ledger.aids)
    assert queries.late(db.session.scalars(sa.select(SponsorPledge)).all(), today)
