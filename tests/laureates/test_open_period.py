from datetime import date

import pytest

from aic_tracker.errors import DomainError
from aic_tracker.laureates import operations
from tests import factories as make


def test_a_period_lasts_as_the_programme_says(app):
    laureate = make.laureate(starts_on=None)
    period = operations.open_period(laureate, date(2028, 2, 29), actor=make.coach())
    assert (period.number, period.term_on) == (1, date(2029, 2, 28))


def test_the_next_one_starts_on_the_former_term(app):
    laureate = make.laureate(starts_on=date(2025, 9, 1))
    period = operations.open_period(laureate, date(2026, 9, 1), actor=make.direction(), months=6)
    assert (period.number, period.term_on) == (2, date(2027, 3, 1))


def test_two_periods_never_overlap(app):
    laureate = make.laureate(starts_on=date(2025, 9, 1))
    with pytest.raises(DomainError, match=r"L’accompagnement 1 va du 1er.septembre 2025 au 31.août 2026") as refusal:
        operations.open_period(laureate, date(2026, 8, 31), actor=make.direction())
    assert refusal.value.field == "starts_on"


def test_after_an_early_stop_the_next_one_may_start_sooner(app):
    laureate = make.laureate(starts_on=None)
    make.period(laureate, date(2025, 9, 1), ended_on=date(2026, 1, 15))
    assert operations.open_period(laureate, date(2026, 1, 15), actor=make.direction()).number == 2
