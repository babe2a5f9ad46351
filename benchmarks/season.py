"""What the pages of a season of N laureates cost: CPU of the server, statements and bytes, in turn and in one run.

`--laureates 15 150 1500` (15 and 150 unless told), `--database`, `--against COMMIT` beside it on a database of its own.
Each figure is also given as so many times the sign-in page of the same build, and as its growth since the fewest
laureates; then eight people read at once, through gunicorn. Fails when a page of this tree is above its limit, in
sign-in pages, at 150 laureates, or when a reader is not answered.
"""

import argparse
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.seasons.beside import Build, Tree, builds, trees
from benchmarks.seasons.readers import Load, read

FLOOR = "/connexion"
LIMITED_AT = 150
# How many sign-in pages each page may cost at 150 laureates. Homes and overviews ask some twenty statements for what
# waits for somebody, made again each time: 12 and 6 without them.
PAGES: dict[str, float | None] = {
    FLOOR: None,
    "/": 10,
    "/laureats": 10,
    "/pilotage": 15,
    "/envois": 10,
    "/pilotage/calendrier": 12,
    "/pilotage/saison/saison-1": 15,
    "/laureats/projet-1": 7,
    "/laureats/projet-1/feuille-de-route": 9,
    "/laureats/projet-1/calendrier": 4,
    "/laureats/projet-1/temps": 4,
}
ROUNDS, SECONDS = 9, 20.0


@dataclass
class Cost:
    """Of one page of one build at one number of laureates."""

    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: int = 0
    bytes: int = 0
    status: int = 0

    @property
    def seconds(self) -> float:
        # PostgreSQL's are counted by steps of 10 ms: only their sum says something.
        return statistics.median(self.cpu) + statistics.fmean(self.database)


Costs = dict[tuple[str, str], Cost]


def measure(running: list[Build], rounds: int, seconds: float) -> Costs:
    """Build after build and page after page, round after round: a busy moment slows them all.

    A page is asked no more once it has taken so many seconds of all; its first answer, which fills caches, is not
    counted unless it is the only one.
    """
    costs: Costs = {(build.name, path): Cost() for build in running for path in PAGES}
    spent = dict.fromkeys(costs, 0.0)
    for number in range(rounds + 1):
        for path in PAGES:
            for build in running:
                key = build.name, path
                if number and spent[key] > seconds:
                    continue
                began = time.monotonic()
                answer = build.ask(path)
                spent[key] += time.monotonic() - began
                _note(costs[key], answer, is_first=number == 1)
    return costs


def _note(cost: Cost, answer: dict[str, float], *, is_first: bool) -> None:
    if is_first:
        cost.cpu.clear()
        cost.database.clear()
    cost.cpu.append(answer["cpu"])
    cost.database.append(answer["database"])
    cost.statements, cost.bytes, cost.status = (int(answer[name]) for name in ("statements", "bytes", "status"))


def told(laureates: int, running: list[Build], costs: Costs, fewest: Costs) -> bool:
    """Say it all; whether every page answered, within its limit."""
    is_met = True
    for build in running:
        seeded = f"migrated in {build.told['migrated']:.1f} s, seeded in {build.told['seeded']:.1f} s"
        say(f"\n{build.name}, {laureates} laureates ({seeded})")
        say(f"  {'page':<40}{'CPU ms':>9}{'× floor':>9}{'× fewest':>9}{'SQL':>5}{'kB':>8}{'rounds':>8}")
        for path, most in PAGES.items():
            cost = costs[build.name, path]
            times = cost.seconds / costs[build.name, FLOOR].seconds
            is_limited = most is not None and laureates == LIMITED_AT and build is running[0]
            is_over = cost.status != 200 or (is_limited and times > (most or 0))
            is_met &= not is_over
            others = [costs[other.name, path].seconds / cost.seconds for other in running if other is not build]
            grown = cost.seconds / fewest[build.name, path].seconds if (build.name, path) in fewest else 1.0
            say(
                f"  {path:<40}{cost.seconds * 1000:9.2f}{times:9.1f}{grown:9.2f}{cost.statements:5}"
                f"{cost.bytes / 1000:8.1f}{len(cost.cpu):8}"
                + "".join(f"  other × {times:.2f}" for times in others)
                + (f"  at most × {most}" if is_limited else "")
                + (f"  status {cost.status}" if cost.status != 200 else "")
                + ("  OVER" if is_over else "")
            )
    return is_met


def read_at_once(running: list[Build], seconds: float) -> bool:
    """Eight readers of all pages, each build in turn; whether this tree answered every one."""
    loads: dict[str, Load] = {}
    for build in running:
        loads[build.name] = read(build, tuple(PAGES)[1:], seconds)
        times = loads[running[0].name].rate / max(loads[build.name].rate, 1e-9)
        beside = "" if build is running[0] else f"; {running[0].name} × {times:.2f}"
        say(f"  eight readers, {build.name}: {loads[build.name]}{beside}")
    return not loads[running[0].name].errors


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def season(database: str, among: list[Tree], asked: argparse.Namespace) -> bool:
    say(f"\n── {database} ──")
    is_met, fewest = True, {}
    for laureates in sorted(asked.laureates):
        # Another build is slow where this one grew quick: it stops sooner.
        compared = [tree for tree in among if tree is among[0] or laureates <= asked.against_up_to]
        with builds(compared, database, laureates) as running:
            costs = measure(running, asked.rounds, asked.seconds)
            is_met &= told(laureates, running, costs, fewest)
            if laureates == LIMITED_AT and asked.read_for:
                is_met &= read_at_once(running, asked.read_for)
        fewest = costs | fewest
    return is_met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--laureates", type=int, nargs="+", default=[15, LIMITED_AT])
    parser.add_argument("--against", metavar="COMMIT", help="measure that commit too, in a worktree beside")
    parser.add_argument("--against-up-to", type=int, default=LIMITED_AT, metavar="N", help="laureates, for that commit")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, help="for each page, beyond which it is asked no more"
    )
    parser.add_argument("--read-for", type=float, default=20.0, metavar="SECONDS", help="eight readers at once, or 0")
    asked = parser.parse_args()
    with trees(asked.against) as among:
        are_met = [season(database, among, asked) for database in asked.database or ("sqlite", "postgresql")]
    return 0 if all(are_met) else 1


if __name__ == "__main__":
    sys.exit(main())
