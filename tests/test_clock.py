from datetime import UTC, datetime

import pytest

from aic_tracker import clock


def test_the_clock_stands_where_it_is_held_and_runs_again_afterwards() -> None:
    instant = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
    before = clock.now()
    with clock.at(instant):
        assert clock.now() == instant
    assert clock.now() == before


def test_today_is_the_day_in_paris() -> None:
    with clock.at(datetime(2026, 7, 14, 22, 30, tzinfo=UTC)):
        assert clock.today().isoformat() == "2026-07-15"


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001 - what is refused
        pass
