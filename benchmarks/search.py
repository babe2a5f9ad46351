"""What a question costs in a season of N laureates with a year of texts: the search itself, not the page around it.

`--laureates 150 1500` (both unless told), `--database`. Each figure is in milliseconds, and in so many times a bare
SELECT of one row of the same database in the same run. Fails when a rare word or any of three common ones is above its
limit.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "seasons")]

import texts  # noqa: E402
from flask_migrate import upgrade  # noqa: E402
from rows import seed  # noqa: E402
from settings import environment  # noqa: E402
from volume import Volume  # noqa: E402

from aic_tracker import clock, config, create_app  # noqa: E402
from aic_tracker.accounts.models import User  # noqa: E402
from aic_tracker.db import db  # noqa: E402
from aic_tracker.laureates.models import Laureate  # noqa: E402
from aic_tracker.search import queries  # noqa: E402
from aic_tracker.search.questions import terms_of  # noqa: E402
from tests.support import postgres  # noqa: E402

COMMON, RARE = texts.VOCABULARY[2], texts.VOCABULARY[-500]
# By what is asked, the question and how many milliseconds 95 of 100 may take.
QUESTIONS: dict[str, tuple[str, float | None]] = {
    "a rare word": (RARE, 5),
    "a common word": (COMMON, 80),
    "two words": (f"{texts.VOCABULARY[40]} {texts.VOCABULARY[300]}", 80),
    "any word, never two together": (" ".join(texts.KINDS.values()), 80),
    "a name with one accent amiss": (texts.NAME.replace("è", "é", 1), 80),
    "what nothing holds": ("zyxwvut", 5),
}
ROUNDS = 40


def ask(question: str, reader: User) -> queries.Found:
    """All that the page is drawn from, but the texts shown."""
    today, terms = clock.today(), terms_of(question)
    return queries.closest(terms, queries.readable_by(reader, today))


def measure(readers: dict[str, User], rounds: int) -> dict[tuple[str, str], list[float]]:
    """In turn, so that a busy moment slows them all; the first round, which fills caches, is not counted."""
    asked: dict[tuple[str, str], Callable[[], object]] = {
        ("", "a bare SELECT"): lambda: db.session.execute(sa.select(Laureate.slug).where(Laureate.id == 1)).one()
    }
    for who, reader in readers.items():
        for what, (question, _) in QUESTIONS.items():
            asked[who, what] = lambda question=question, reader=reader: ask(question, reader)
    taken: dict[tuple[str, str], list[float]] = {key: [] for key in asked}
    for number in range(rounds + 1):
        for key, work in asked.items():
            began = time.perf_counter()
            work()
            if number:
                taken[key].append(time.perf_counter() - began)
    return taken


def told(taken: dict[tuple[str, str], list[float]], readers: dict[str, User]) -> bool:
    is_met = True
    floor = statistics.median(taken["", "a bare SELECT"])
    say(f"  {'':<42}{'least ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'× SELECT':>10}{'answers':>9}")
    for (who, what), times in taken.items():
        p50, p95 = statistics.median(times) * 1000, statistics.quantiles(times, n=20)[-1] * 1000
        found = ask(QUESTIONS[what][0], readers[who]) if who else None
        answers = f"{len(found.answers)}{'+' * found.is_more}" if found else "1"
        most = QUESTIONS[what][1] if who else None
        is_over = most is not None and p95 > most
        is_met &= not is_over
        limit = f"  at most {most:g}" if most is not None else ""
        asked = f"{who}: {what}" if who else what
        say(
            f"  {asked:<42}{min(times) * 1000:9.2f}{p50:9.2f}{p95:9.2f}{p50 / floor / 1000:10.1f}"
            f"{answers:>9}{limit}" + ("  OVER" if is_over else "")
        )
    return is_met


@contextmanager
def season(database: str, laureates: int) -> Iterator[Volume]:
    cluster = postgres.start() or sys.exit("PostgreSQL is not installed: run `make test`")
    name = f"search_{laureates}"
    with tempfile.TemporaryDirectory(prefix="aic-search-") as folder:
        here = f"sqlite:///{folder}/{name}.sqlite"
        url = here if database == "sqlite" else postgres.create_database(cluster, name)
        app = create_app(config.load(environment(url, folder)))
        with app.app_context():
            upgrade()
            volume = Volume(laureates, clock.today())
            seed(volume)
            texts.write(volume)
            yield volume
            db.session.rollback()
            db.engine.dispose()
        if database == "postgresql":
            postgres.drop_database(cluster, name)


def run(database: str, laureates: int, rounds: int) -> bool:
    began = time.perf_counter()
    with season(database, laureates) as volume:
        say(f"\n{database}, {laureates} laureates (seeded in {time.perf_counter() - began:.0f} s)")
        readers = {"coach": db.session.get_one(User, 1), "referent": db.session.get_one(User, volume.referent(1))}
        return told(measure(readers, rounds), readers)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--laureates", type=int, nargs="+", default=[150, 1500])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    among = [(one, number) for one in asked.database or ("sqlite", "postgresql") for number in asked.laureates]
    are_met = [run(database, laureates, asked.rounds) for database, laureates in among]
    return 0 if all(are_met) else 1


if __name__ == "__main__":
    sys.exit(main())
