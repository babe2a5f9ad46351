"""A sheet of 50,000 times taken in, then taken back: what each step costs, and its memory.

Fails when reading and applying take 60 s of processor or more together, or when the process grows by 200 MB or more.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "seasons")]

from flask_migrate import upgrade  # noqa: E402
from rows import seed  # noqa: E402
from settings import environment  # noqa: E402
from volume import Volume  # noqa: E402

from aic_tracker import clock, config, create_app  # noqa: E402
from aic_tracker.accounts.models import User  # noqa: E402
from aic_tracker.db import db  # noqa: E402
from aic_tracker.imports import applying, operations, queries  # noqa: E402
from aic_tracker.imports.kinds import KINDS  # noqa: E402
from aic_tracker.imports.models import Outcome, SheetImport, State  # noqa: E402
from aic_tracker.laureates.models import Laureate  # noqa: E402
from aic_tracker.scheduler import sheets  # noqa: E402
from aic_tracker.timesheet.models import TimeEntry  # noqa: E402
from tests.imports.sheets import xlsx_of  # noqa: E402
from tests.support import postgres  # noqa: E402

Given = TypeVar("Given")
MOST_SECONDS, MOST_BYTES = 60, 200_000_000
LAUREATES, DAYS = 600, 59
HEAD = ("Projet", "Adresse", "Jour", "Temps", "Activité", "Note")
PLACES = {"project": 0, "person": 1, "on": 2, "quarters": 3, "activity": 4}


def lines(season: Volume, count: int) -> Iterator[tuple[object, ...]]:
    """A quarter day of each referent, on each of the last days."""
    names = {one.id: one.name for one in db.session.query(Laureate)}
    emails = {one.id: one.email for one in db.session.query(User)}
    whole = (
        (names[n], emails[season.referent(n) + k], season.today - timedelta(days=day), 0.25, f"Import {day}", "")
        for day in range(1, DAYS)
        for n in season.numbers
        for k in (0, 1)
    )
    yield from (line for line, _ in zip(whole, range(count), strict=False))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def timed(what: str, does: Callable[[], Given]) -> tuple[float, Given]:
    began = time.process_time()
    given = does()
    took = time.process_time() - began
    say(f"  {what}: {took:.1f} s, {held() / 1e6:.0f} MB")
    return took, given


def held() -> int:
    """Bytes, at most since the process began."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aic-sheet-") as folder:
        cluster = postgres.cluster() if told.database == "postgresql" else ""
        url = postgres.create_database(cluster, "sheet") if cluster else f"sqlite:///{folder}/sheet.sqlite"
        try:
            return take_in(url, folder, told.rows)
        finally:
            if cluster:
                db.engine.dispose()
                postgres.drop_database(cluster, "sheet")


def take_in(url: str, folder: str, count: int) -> int:
    with create_app(config.load(environment(url, folder))).app_context():
        upgrade()
        season = Volume(LAUREATES, clock.today())
        seed(season)
        db.session.query(TimeEntry).delete()
        db.session.commit()
        content = _made_apart(list(lines(season, count)))
        db.session.rollback()
        say(f"{count} rows, {len(content) / 1e6:.1f} MB, on {db.engine.dialect.name}")
        rest, whole = held(), 0.0
        desk = User.__table__.c.id == season.coaches
        actor = db.session.query(User).filter(desk).one()
        kind = KINDS["temps"]
        took, received = timed(
            "received",
            lambda: operations.receive(kind, filename="temps.xlsx", content=content, actor=actor, now=clock.now()),
        )
        db.session.commit()
        number, whole = received.id, whole + took
        whole += timed("matched", lambda: _step(number, lambda one: _match(one, actor)))[0]
        while _state(number) is State.READING:
            whole += timed(
                "read", lambda: _step(number, lambda one: operations.read_on(one, actor=actor, now=clock.now()))
            )[0]
        counts = queries.counts_of(db.session.get_one(SheetImport, number))
        say(f"  {counts}")
        if counts[Outcome.NEW] != count:
            return 1
        whole += timed("applied", lambda: _step(number, lambda one: _apply(one, actor)))[0]
        whole += timed("written", sheets.write_on)[0]
        if db.session.query(TimeEntry).count() != count:
            return 1
        grown = held() - rest
        say(f"{whole:.1f} s in all, {grown / 1e6:.0f} MB more")
        timed("to be taken back", lambda: _step(number, lambda one: applying.undo(one, actor=actor, now=clock.now())))
        timed("taken back", sheets.write_on)
        if db.session.query(TimeEntry).count():
            return 1
        return 0 if whole < MOST_SECONDS and grown < MOST_BYTES else 1


def _made_apart(rows: list[tuple[object, ...]]) -> bytes:
    """By another process, whose memory is not that of taking it in."""
    with multiprocessing.get_context("fork").Pool(1) as other:
        return other.apply(xlsx_of, (HEAD, *rows))


def _match(received: SheetImport, actor: User) -> None:
    operations.match(received, places=PLACES, shared={}, actor=actor, now=clock.now())


def _apply(received: SheetImport, actor: User) -> None:
    applying.apply(received, version=received.version, actor=actor, now=clock.now())


def _state(number: int) -> State:
    return db.session.get_one(SheetImport, number).state


def _step(number: int, does: Callable[[SheetImport], None]) -> None:
    """In a transaction and a session of its own, as a request is."""
    db.session.remove()
    does(db.session.get_one(SheetImport, number))
    db.session.commit()


if __name__ == "__main__":
    sys.exit(main())
