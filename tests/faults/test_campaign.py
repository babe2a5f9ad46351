"""The campaign of `make faults`, smaller: every fault, on the tested database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.campaign import SCENARIOS

ROOT = Path(__file__).parents[2]
# PostgreSQL alone is restarted, and what lasts a minute is left to the campaign.
LEFT_OUT = {"sqlite": {"restarted", "locked-long"}, "postgresql": {"locked-long"}}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_lost_nor_sent_twice(scenario: str, request: pytest.FixtureRequest) -> None:
    database = request.config.getoption("--database")
    if scenario in LEFT_OUT[database]:
        return
    # In a process of its own: it forks, and kills what it forked.
    campaign = subprocess.run(
        [sys.executable, "-m", "tests.faults.campaign", "--database", database, scenario],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert campaign.returncode == 0, campaign.stdout + campaign.stderr
    assert json.loads(campaign.stdout)["scenario"] == scenario
