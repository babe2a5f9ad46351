from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.mail.failures import Faults
from aic_tracker.renewals import operations
from aic_tracker.renewals.models import Outcome, RenewalDecision
from tests import factories


def decided(vikidia, outcome, effective_on):
    factories.save(
        RenewalDecision(
            period_id=vikidia.period.id,
            outcome=outcome,
            reason="Motif",
            decided_on=date(2026, 6, 15),
            decided_at=clock.now(),
            effective_on=effective_on,
            decider_id=vikidia.direction.id,
        )
    )


@pytest.mark.parametrize(("today", "closed"), [(date(2026, 8, 31), 0), (date(2026, 9, 1), 1), (date(2026, 12, 1), 1)])
def test_support_ends_on_its_term_once_decided(vikidia, today, closed):
    decided(vikidia, Outcome.END, date(2026, 9, 1))

    assert operations.close_ended_periods(today, Faults()) == closed
    db.session.flush()

    assert (vikidia.row.status is LaureateStatus.ENDED) is bool(closed)
    assert operations.close_ended_periods(today, Faults()) == 0
    assert db.session.query(JournalEntry).filter_by(verb="laureate.ended", actor_id=None).count() == closed


def test_an_early_stop_ends_support_on_its_day(vikidia):
    decided(vikidia, Outcome.STOP_EARLY, date(2026, 7, 1))
    vikidia.period.ended_on = date(2026, 7, 1)
    db.session.commit()

    assert operations.close_ended_periods(date(2026, 6, 30), Faults()) == 0
    assert operations.close_ended_periods(date(2026, 7, 1), Faults()) == 1


def test_without_decision_support_stays_open_and_calls_for_one(vikidia):
    assert operations.close_ended_periods(date(2027, 1, 1), Faults()) == 0
    assert vikidia.row.status is LaureateStatus.ACTIVE


def test_a_renewed_laureate_goes_on(vikidia):
    decided(vikidia, Outcome.RENEW, date(2026, 9, 1))
    factories.period(vikidia.row, date(2026, 9, 1), number=2)
    assert operations.close_ended_periods(date(2026, 10, 1), Faults()) == 0
