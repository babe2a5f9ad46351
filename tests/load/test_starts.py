"""`make load` in small: two starts on the suite's database."""

from tests.load.starts import READERS, Season, measure

STARTS = 2


def test_eight_readers_from_the_first_second_cost_no_worker_and_no_answer(new_database_url, tmp_path):
    season = Season(new_database_url("season_under_load"), tmp_path)
    season.prepare()
    count = measure(season, STARTS, seconds=1)
    assert count.is_clean, (count, count.deaths, count.cut, count.failed)
    assert len(count.answers) >= STARTS * READERS
