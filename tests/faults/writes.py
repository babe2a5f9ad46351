"""What people are told of their writes, against what the database holds afterwards.

The web is killed, the database locked, the disk full. Acknowledged (303): it is there, once. Refused (a page in French,
with what was typed): it is not there. No answer at all: nobody knows, and it is there once or not at all.
"""

import html
import os
import random
import signal
import socket
import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from aic_tracker import clock
from tests.faults.database_faults import _lock
from tests.faults.web import Answer, Person, Web
from tests.faults.world import Timer, World

PEOPLE = 4
FILLING = "Remplissage"
SUITE = "Elle est longue comme celles que l’on regrette d’avoir perdues." * 15


class Tally:
    """Each text with its answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.answers: dict[str, Answer] = {}

    def write(self, person: Person, number: int) -> Answer:
        text = f"Remarque numéro {number}, écrite pour être retrouvée ensuite. {SUITE}"
        answer = person.write(text)
        with self._lock:
            self.answers[text] = answer
        return answer

    def compare(self, world: World) -> dict[str, int]:
        """Raises when the database and what was said differ."""
        texts = world.rows("SELECT text FROM comment")
        there = Counter(str(text) for (text,) in texts if not text.startswith(FILLING))
        counts: Counter[str] = Counter()
        for text, answer in self.answers.items():
            if answer.status == 303:
                assert there[text] == 1, f"acknowledged, and {there[text]} times there: {text}"
                counts["acknowledged"] += 1
            elif answer.status == 0:
                assert there[text] <= 1, f"{there[text]} times there: {text}"
                counts["without an answer"] += 1
                counts["without an answer, there"] += there[text]
            else:
                assert there[text] == 0, f"refused ({answer.status}), and there: {text}"
                assert answer.status in (500, 503), (answer.status, answer.body[:500])
                assert "indisponible" in answer.body or "Erreur inattendue" in answer.body, answer.body[:2000]
                counts["refused"] += 1
                counts["refused, text given back"] += html.escape(text, quote=True) in answer.body
        assert set(there) <= set(self.answers), "somebody else wrote"
        _sound(world)
        names = ("acknowledged", "refused", "refused, text given back", "without an answer", "without an answer, there")
        return {name: counts[name] for name in names}


def killed(world: World, *, writes: int, kills: int, seed: int = 1) -> dict[str, Any]:
    """kill -9 of the whole web, or of its one worker, while four people write without a pause."""
    timer, drawn, tally = Timer(), random.Random(seed), Tally()
    web = _started(world)
    person = Person(world, web)
    stopping, number = threading.Event(), iter(range(10**9))
    guard = threading.Lock()

    def go_on() -> None:
        while not stopping.is_set():
            with guard:
                mine = next(number)
            if tally.write(person, mine).status == 0:
                time.sleep(0.05)

    done = 0
    with ThreadPoolExecutor(PEOPLE) as people:
        going = [people.submit(go_on) for _ in range(PEOPLE)]
        try:
            while done < kills or _acknowledged(tally) < writes:
                time.sleep(0.05 + drawn.random() * 0.4)
                if done % 4 == 0:
                    web.kill()
                    web.start()
                else:
                    with suppress(ProcessLookupError, IndexError):
                        os.kill(web.pids()[0], signal.SIGKILL)
                    _wait_for(lambda: web.get("/healthz").status == 200)
                done += 1
        finally:
            stopping.set()
            for one in going:
                one.result(timeout=120)
    web.kill()
    return {"kills": done, **tally.compare(world), "seconds": timer.seconds}


def locked(world: World, *, times: int, seconds: float, patience: float) -> dict[str, Any]:
    """Somebody holds the database longer than a write waits for it, each time that people write."""
    timer, tally = Timer(), Tally()
    web = _started(world, patience=patience)
    person = Person(world, web)
    with ThreadPoolExecutor(PEOPLE) as people:
        for number in range(times):
            holder = threading.Thread(target=_hold, args=(world, seconds))
            holder.start()
            time.sleep(0.2)
            list(people.map(lambda n: tally.write(person, n), range(number * PEOPLE, (number + 1) * PEOPLE)))
            holder.join()
            assert tally.write(person, 10**6 + number).status == 303, "the database is free again"
    web.kill()
    counts = tally.compare(world)
    assert counts["refused, text given back"] == counts["refused"]
    return {"times": times, "locked seconds": seconds, "patience": patience, **counts, "seconds": timer.seconds}


def _hold(world: World, seconds: float) -> None:
    if world.cluster is None:
        _lock(world, seconds)
        return
    with psycopg.connect(_address(world)) as held:
        held.execute("LOCK TABLE comment IN ACCESS EXCLUSIVE MODE")
        time.sleep(seconds)


def full_disk(world: World, *, times: int, seed: int = 1) -> dict[str, Any]:
    """The system refuses to let the database's files grow, from some moment of a series of writes on."""
    timer, tally, drawn = Timer(), Tally(), random.Random(seed)
    web = _started(world)
    person = Person(world, web)
    number = 0
    if world.cluster is not None:
        _fill(world, tally, person)
    for _ in range(times):
        if world.cluster is not None:
            # Its limits are those of the server's processes: those that serve the web, which it opens again.
            limit = _size(world, "comment") + 8192 * drawn.randrange(3)
            world.cluster.stop()
            world.cluster.start(biggest_file=limit)
            answers = [tally.write(person, number + n).status for n in range(60)]
            number += len(answers)
            world.cluster.stop()
            world.cluster.start()
        else:
            with web.starved(_wal_size(world) + drawn.randrange(512 * 1024)):
                answers = [tally.write(person, number + n).status for n in range(20)]
            number += len(answers)
        _wait_for(lambda: web.get("/healthz").status == 200)
        assert tally.write(person, 10**6 + number).status == 303, "room was made"
    web.kill()
    counts = tally.compare(world)
    assert counts["refused"], "the disk was never full"
    return {"times": times, **counts, "seconds": timer.seconds}


def _fill(world: World, tally: Tally, person: Person) -> None:
    """PostgreSQL's journal is made of files of 1 MB: the table must be the one that cannot grow."""
    assert tally.write(person, 10**9).status == 303
    with psycopg.connect(_address(world)) as connection:
        columns = connection.execute(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = 'comment' AND column_name NOT IN ('id', 'text')"
        ).fetchone()
        assert columns is not None
        statement = (
            f"INSERT INTO comment (text, {columns[0]}) "
            f"SELECT '{FILLING}' || repeat('x', 1800), {columns[0]} FROM comment, generate_series(1, 800)"
        )
        connection.execute(statement.encode())


def _wal_size(world: World) -> int:
    wal = (make_url(world.url).database or "") + "-wal"
    return os.path.getsize(wal) if os.path.exists(wal) else 0


def _size(world: World, table: str) -> int:
    return int(world.rows(f"SELECT pg_relation_size('{table}')")[0][0])


def _started(world: World, **values: Any) -> Web:
    # Sessions are dated by this clock, and read by the web's own.
    assert clock.now().year >= 2026
    world.add_points(1, 1)
    web = Web(world, **values)
    web.port = _free_port()
    web.start()
    return web


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _acknowledged(tally: Tally) -> int:
    return sum(answer.status == 303 for answer in list(tally.answers.values()))


def _wait_for(done: Any) -> None:
    limit = time.monotonic() + 60
    while not done():
        assert time.monotonic() < limit, "the web did not come back"
        time.sleep(0.02)


def _address(world: World) -> str:
    return make_url(world.url).set(drivername="postgresql").render_as_string()


def _sound(world: World) -> None:
    if world.cluster is None:
        with closing(sqlite3.connect(make_url(world.url).database or "", timeout=60)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return
    with psycopg.connect(_address(world), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        connection.execute(
            "SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
            "WHERE a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace"
        )
