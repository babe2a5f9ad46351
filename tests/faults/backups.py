"""Backups taken while several processes write as fast as they can, each put back somewhere else and compared.

A write is acknowledged once its commit returned, and noted in memory that all the processes share. What a backup must
hold is what was acknowledged before it began; and whatever it holds, it holds whole: no gap, no half of a transaction.
"""

import mmap
import os
import shutil
import signal
import struct
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from aic_tracker import clock, config
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.documents import storage
from aic_tracker.documents.models import Document, Holder
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import OutgoingMail
from tests.backup.place import Place, place_on
from tests.faults import workers
from tests.faults.world import Timer, World
from tests.support import postgres

WRITERS = 3
EVERY = 20  # one write in so many comes with an attached file
KEYS = {
    "SQLite": "SELECT count(*) FROM sqlite_master, pragma_foreign_key_list(sqlite_master.name) WHERE type = 'table'",
    "PostgreSQL": "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace",
}


class Shared:
    """Whether to write, and how many writes of each process are acknowledged."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8 * (WRITERS + 1))

    def get(self, place: int) -> int:
        return int(struct.unpack_from("<q", self._memory, 8 * place)[0])

    def set(self, place: int, value: int) -> None:
        struct.pack_into("<q", self._memory, 8 * place, value)

    def acknowledged(self) -> list[int]:
        return [self.get(writer) for writer in range(1, WRITERS + 1)]

    @contextmanager
    def writing(self) -> Any:
        self.set(0, 1)
        try:
            yield
        finally:
            self.set(0, 0)


def under_load(world: World, *, times: int) -> dict[str, Any]:
    timer, shared, settings = Timer(), Shared(), config.current()
    world.add_points(1, 1)
    live = place_on(settings, world.url, world.folder / "instance")
    with live.inside():
        laureate_id = db.session.query(Laureate.id).scalar()
    writing = [workers.fork(_writer(live, shared, number, laureate_id)) for number in range(1, WRITERS + 1)]
    durations, held, rate = [], [], []
    try:
        for number in range(times):
            path = world.folder / f"{number}.sauvegarde"
            with shared.writing():
                _until(lambda: min(shared.acknowledged()) > 0)
                time.sleep(0.2)
                before, began = shared.acknowledged(), time.monotonic()
                live.backup(path)
                durations.append(time.monotonic() - began)
                rate.append((sum(shared.acknowledged()) - sum(before)) / durations[-1])
            held.append(_compare(world, settings, path, number, before, live))
            path.unlink()
            for writer in writing:
                assert os.waitpid(writer, os.WNOHANG) == (0, 0), "a writer ended by itself"
    finally:
        for writer in writing:
            os.kill(writer, signal.SIGKILL)
            workers.wait(writer)
    return {
        "backups": times,
        "acknowledged writes lost": 0,
        "writes in the last one": held[-1],
        "writes a second meanwhile": round(median(rate)),
        "seconds a backup, median": round(median(durations), 2),
        "seconds a backup, most": round(max(durations), 2),
        "seconds": timer.seconds,
    }


def _until(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + 60
    while not done():
        assert time.monotonic() < limit, "nobody writes"
        time.sleep(0.01)


def _writer(live: Place, shared: Shared, writer: int, laureate_id: int) -> Callable[[], None]:
    def work() -> None:
        number = 0
        with live.inside():
            while True:
                while not shared.get(0):
                    time.sleep(0.005)
                number += 1
                _write(writer, number, laureate_id)
                shared.set(writer, number)

    return work


def _write(writer: int, number: int, laureate_id: int) -> None:
    """One transaction: somebody, a message for them, and now and then a file that they attached."""
    name, now = f"w{writer}.{number}", clock.now()
    user = User(email=f"{name}@example.org", name=name, role=Role.REFERENT, created_at=now)
    db.session.add(user)
    db.session.flush()
    db.session.add(
        OutgoingMail(
            dedup_key=name,
            kind="time-month",
            user_id=user.id,
            recipient=user.email,
            subject=name,
            message_id=f"<{name}@aic.test>",
            content=os.urandom(2000),
            created_at=now,
            next_attempt_at=now,
            useful_until=now + timedelta(days=3),
        )
    )
    if number % EVERY == 0:
        content = os.urandom(20_000)
        document = Document(
            laureate_id=laureate_id,
            holder=Holder.LAUREATE,
            holder_id=laureate_id,
            filename=name,
            media_type="application/pdf",
            size=len(content),
            sha256=sha256(content).hexdigest(),
            stored_name=storage.keep(content),
            author_id=user.id,
            added_at=now,
        )
        db.session.add(document)
    db.session.commit()
    db.session.expunge_all()


def _compare(world: World, settings: config.Settings, path: Path, number: int, before: list[int], live: Place) -> int:
    """Restore in a place of its own; how many writes are there."""
    name = f"fresh_{number}"
    url = (
        postgres.create_database(world.cluster.url, name)
        if world.cluster
        else f"sqlite:///{world.folder / name}.sqlite"
    )
    fresh = place_on(settings, url, world.folder / name)
    try:
        result = fresh.restore(path)
        assert result.exit_code == 0, result.output
        assert "manquaient" not in result.stdout, result.stdout
        written = _numbers(fresh, "SELECT name FROM user_account WHERE name LIKE 'w%'")
        assert written == _numbers(fresh, "SELECT subject FROM outgoing_mail WHERE subject LIKE 'w%'")
        files = _numbers(fresh, "SELECT filename FROM document")
        for writer, acknowledged in enumerate(before, 1):
            numbers = written[writer]
            assert len(numbers) >= acknowledged, f"{acknowledged - len(numbers)} acknowledged writes are not there"
            assert numbers == list(range(1, len(numbers) + 1)), "there is a gap"
            assert files[writer] == [n for n in numbers if n % EVERY == 0]
        for digest, stored in fresh.read("SELECT sha256, stored_name FROM document"):
            content = (Path(fresh.settings.documents.folder) / stored[:2] / stored).read_bytes()
            assert sha256(content).hexdigest() == digest
        assert fresh.read(KEYS[world.name]) == live.read(KEYS[world.name])
        return sum(map(len, written.values()))
    finally:
        config.use(live.settings)
        shutil.rmtree(world.folder / name, ignore_errors=True)
        if world.cluster:
            postgres.drop_database(world.cluster.url, name)
        else:
            (world.folder / f"{name}.sqlite").unlink(missing_ok=True)


def _numbers(place: Place, statement: str) -> dict[int, list[int]]:
    found = defaultdict(list)
    for (name,) in place.read(statement):
        writer, number = name[1:].split(".")
        found[int(writer)].append(int(number))
    return defaultdict(list, {writer: sorted(numbers) for writer, numbers in found.items()})
