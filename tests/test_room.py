"""What is erased leaves no text in a SQLite file, and its room is given back to the disk while others read."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import room
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.scheduler import jobs
from tests.support.mails import queue_one

SAID = b"Un compte rendu que plus personne ne doit lire."


@pytest.fixture
def path(app: Flask) -> Path:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL gives the room of deleted rows back by itself")
    return Path(str(db.engine.url.database))


def fill(count: int = 300) -> None:
    for n in range(count):
        queue_one(f"mail {n}", status=MailStatus.SENT, content=SAID * 400)


def empty() -> None:
    db.session.execute(sa.update(OutgoingMail).values(content=b""))
    db.session.commit()


def impatient(number: Callable[..., int]) -> Callable[..., int]:
    """Asks the same, and makes the connection give up at once where it would wait."""

    def ask(driver: sqlite3.Connection, pragma: str) -> int:
        driver.execute("PRAGMA busy_timeout=0")
        return number(driver, pragma)

    return ask


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_the_room_of_erased_texts_is_given_back_and_they_are_nowhere(path: Path) -> None:
    fill()
    jobs.give_room_back()
    full = path.stat().st_size
    assert SAID in bytes_of(path)
    empty()
    assert room.give_back() > 1_000_000
    assert path.stat().st_size < full - 1_000_000
    assert SAID not in bytes_of(path)


def test_what_is_erased_is_overwritten_before_its_room_is_given_back(path: Path) -> None:
    fill(20)
    empty()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert SAID not in path.read_bytes()


def test_whoever_reads_meanwhile_reads_on_what_stood_and_nothing_fails(path: Path) -> None:
    fill(50)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        before = reader.execute("SELECT sum(length(content)) FROM outgoing_mail").fetchone()
        empty()
        room.give_back()
        assert reader.execute("SELECT sum(length(content)) FROM outgoing_mail").fetchone() == before
        reader.execute("COMMIT")
        assert reader.execute("SELECT sum(length(content)) FROM outgoing_mail").fetchone() == (0,)
    assert room.give_back() >= 0


def test_a_file_that_somebody_is_writing_to_waits_for_tomorrow(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(50)
    empty()
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(room, "_number", impatient(room._number))
        assert room.give_back() == 0
        monkeypatch.undo()
        writer.execute("ROLLBACK")
    assert room.give_back() > 0


def test_a_file_made_before_is_written_anew_once(
    app: Flask, migrated_database_url: Callable[[str], str], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Path(migrated_database_url("old").removeprefix("sqlite:///"))
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA auto_vacuum=NONE")
        connection.execute("VACUUM")
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (0,)
        connection.execute("CREATE TABLE ballast (text BLOB)")
        connection.execute("INSERT INTO ballast VALUES (zeroblob(3000000))")
        connection.execute("DROP TABLE ballast")
    engine = sa.create_engine(f"sqlite:///{old}")
    monkeypatch.setattr(room, "db", type("Database", (), {"engine": engine}))
    assert room.give_back() > 2_900_000
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (room.INCREMENTAL,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert room.give_back() == 0
    engine.dispose()


def test_a_new_file_gives_room_back_from_its_first_day(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE one (id INTEGER)")
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one() == room.INCREMENTAL
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1
    engine.dispose()


def test_where_the_database_does_it_by_itself_nothing_is_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    dialect = type("Dialect", (), {"name": "postgresql"})
    monkeypatch.setattr(room, "db", type("Database", (), {"engine": type("Engine", (), {"dialect": dialect})}))
    assert room.give_back() == 0
