"""How long a season of N laureates takes to move from SQLite to PostgreSQL, and back, with all that is compared.

`--laureates 15 1500` (both unless told). Each move is the command of the guide, in a process of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "seasons")]

from flask_migrate import upgrade  # noqa: E402
from rows import seed  # noqa: E402
from settings import environment  # noqa: E402
from volume import Volume  # noqa: E402

from aic_tracker import clock, config, create_app  # noqa: E402
from aic_tracker.db import db  # noqa: E402
from tests.support import postgres  # noqa: E402


def fill(url: str, folder: str, laureates: int) -> None:
    app = create_app(config.load(environment(url, folder)))
    with app.app_context():
        upgrade()
        seed(Volume(laureates, clock.today()))
        db.engine.dispose()
    for command in (["rebuild"], ["search", "rebuild"]):
        run(url, folder, *command)


def run(url: str, folder: str, *command: str) -> str:
    told = {**os.environ, **environment(url, folder)}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        env=told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laureates", type=int, nargs="+", default=[15, 1500])
    wanted = parser.parse_args()
    cluster = postgres.start() or sys.exit("PostgreSQL is not installed")
    for count in wanted.laureates:
        with tempfile.TemporaryDirectory() as folder:
            file, server = f"sqlite:///{folder}/season.sqlite", postgres.create_database(cluster, f"season_{count}")
            fill(file, folder, count)
            for source, target in ((file, server), (server, file)):
                began = time.perf_counter()
                said = run(source, folder, "move-database", target, "--yes")
                print(f"{count} laureates, {time.perf_counter() - began:.1f} s: {said.splitlines()[0]}")  # noqa: T201


if __name__ == "__main__":
    main()
