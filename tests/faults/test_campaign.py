"""The campaign of `make faults`, smaller: every fault, on the tested database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.campaign import SCENARIOS

ROOT = Path(__file__).parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # PostgreSQL alone is a server, and is restarted.
    left_out = {"restarted"} if metafunc.config.getoption("--database") == "sqlite" else set()
    metafunc.parametrize("scenario", [name for name in SCENARIOS if name not in left_out])


@pytest.mark.usefixtures("databases")
def test_nothing_is_lost_nor_sent_twice(scenario: str, request: pytest.FixtureRequest) -> None:
    database = request.config.getoption("--database")
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
