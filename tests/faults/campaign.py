"""`python -m tests.faults.campaign --database sqlite|postgresql [--scale full|small] [SCENARIO…]`: a table of figures.

Each scenario ends the process with code 1 when one thing is not as promised.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults import backups, database_faults, kills, smtp_faults, workers, world, writes


@dataclass(frozen=True)
class Scenario:
    run: Callable[..., dict[str, Any]]
    small: dict[str, Any]
    full: dict[str, Any]
    series: int = 1  # at full scale, each in a new world


SCENARIOS = {
    "kills": Scenario(
        kills.at_random,
        {"reminders": 175, "kills": 40, "minutes": 1},
        {"reminders": 10_000, "kills": 3_000, "minutes": 40},
    ),
    "crash-points": Scenario(kills.at_crash_points, {"times": 2, "minutes": 1}, {"times": 200, "minutes": 20}),
    "eight-schedulers": Scenario(kills.many_schedulers, {"reminders": 80}, {"reminders": 10_000}),
    "smtp": Scenario(
        smtp_faults.at_each_verb,
        {"times": 1, "drips": 0, "together": True},
        {"times": 100, "drips": 24, "together": False},
    ),
    "outage": Scenario(
        smtp_faults.outage, {"reminders": 50, "hours": 6, "step": 60}, {"reminders": 500, "hours": 6, "step": 2}
    ),
    "web": Scenario(smtp_faults.web_meanwhile, {"requests": 40}, {"requests": 1_000}),
    "locked": Scenario(
        database_faults.locked,
        {"times": 2, "seconds": 1.5, "patience": 1},
        {"times": 20, "seconds": 60, "patience": 30},
    ),
    "restarted": Scenario(database_faults.restarted, {"times": 3}, {"times": 20}),
    "full-disk": Scenario(database_faults.full_disk, {"times": 4}, {"times": 20}),
    "writes-killed": Scenario(writes.killed, {"writes": 60, "kills": 4}, {"writes": 1_000, "kills": 100}),
    "writes-locked": Scenario(
        writes.locked,
        {"times": 2, "seconds": 2.5, "patience": 1},
        {"times": 20, "seconds": 4, "patience": 2},
    ),
    "writes-full-disk": Scenario(writes.full_disk, {"times": 2}, {"times": 20}),
    "backups": Scenario(backups.under_load, {"times": 3}, {"times": 10}, series=5),
    "restored": Scenario(database_faults.restored, {"times": 2}, {"times": 20}),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.faults.campaign")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--scale", choices=("small", "full"), default="small")
    parser.add_argument("scenarios", nargs="*", choices=[*SCENARIOS, []], default=[])
    parser.add_argument("--minutes", type=float, help="at most, for each scenario that goes on as long as it is let")
    options = parser.parse_args()
    # The faults that the schedulers log are those that were asked for.
    logging.getLogger("aic_tracker.scheduler.runner").setLevel(logging.CRITICAL)
    workers.only_points()
    for name in options.scenarios or SCENARIOS:
        scenario = SCENARIOS[name]
        values = dict(scenario.full if options.scale == "full" else scenario.small)
        if options.minutes and "minutes" in values:
            values["minutes"] = options.minutes
        for _ in range(scenario.series if options.scale == "full" else 1):
            with world.made(options.database) as made:
                figures = scenario.run(made, **values)
            line = {"scenario": name, "database": made.name, **figures}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
