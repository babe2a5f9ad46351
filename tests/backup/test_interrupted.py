"""A restoration that fails at any moment leaves what was there, in use and whole; so does one that is killed."""

import os
import signal
import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy.exc import OperationalError

from aic_tracker.audit import operations as audit
from aic_tracker.backup import archive, making, postgresql, restoring, sqlite
from aic_tracker.documents import storage

# What each step calls: a failure before it, or after it.
STEPS = [
    (archive, "extract"),
    (archive, "_write"),
    (restoring.Restoration, "_compare"),
    (command, "upgrade"),
    (restoring, "quiet"),
    (restoring.Restoration, "_place_attachments"),
    (storage, "keep"),
]
SQLITE = [
    (sqlite.SqliteDatabase, "load"),
    (sqlite.SqliteDatabase, "_close_former"),
    (sqlite, "_keep"),
    (sqlite, "_faults"),
]
POSTGRESQL = [(postgresql.PostgresqlDatabase, "load"), (postgresql.PostgresqlDatabase, "_run")]


def steps(request):
    return STEPS + (SQLITE if request.config.getoption("--database") == "sqlite" else POSTGRESQL)


def failing(original, error, is_after):
    def call(*args, **kwargs):
        if is_after:
            original(*args, **kwargs)
        raise error

    return call


@pytest.fixture
def path(place, tmp_path):
    """A backup, and since then a name changed and the attachment lost."""
    path = place.backup(tmp_path / "a.sauvegarde")
    place.write("UPDATE user_account SET name = 'Après la sauvegarde' WHERE id = 1")
    return path


def lose_attachments(place):
    for name in place.attachments():
        (Path(place.settings.documents.folder) / name[:2] / name).unlink()


@pytest.mark.parametrize("is_after", [False, True])
def test_a_failure_at_any_step_leaves_what_was_there(place, path, monkeypatch, request, is_after):
    before = place.rows()
    for number, (owner, name) in enumerate(steps(request)):
        lose_attachments(place)
        # By turns the way of a full disk, and that of Ctrl-C, which is not an Exception.
        error = KeyboardInterrupt() if number % 2 else OSError(28, "No space left on device")
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, failing(getattr(owner, name), error, is_after))
            result = place.restore(path)
        assert result.exit_code, f"{name} did not fail"
        assert place.rows() == before, f"{name} changed the database"
        place.tidy()
    assert place.restore(path).exit_code == 0
    assert len(place.attachments()) == 1


def test_a_full_disk_is_said_in_one_line(place, path, monkeypatch):
    lose_attachments(place)
    monkeypatch.setattr(storage, "keep", failing(None, OSError(28, "No space left on device"), False))
    result = place.restore(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No space left on device" in result.stderr
    assert result.stderr.count("\n") == 1


def killed_at(owner, name, work, is_after):
    """Run in a process of its own, which dies there as in a power cut."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    original = getattr(owner, name)

    def die(*args, **kwargs):
        if is_after:
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, die)
    try:
        work()
    finally:
        os._exit(3)
    return None


@pytest.mark.parametrize("is_after", [False, True])
def test_a_kill_at_any_step_leaves_what_was_there(place, path, request, is_after):
    before = place.rows()
    for owner, name in steps(request):
        lose_attachments(place)
        assert killed_at(owner, name, lambda: place.restore(path), is_after) == -signal.SIGKILL, name
        assert place.rows() == before, f"{name} changed the database"
    assert place.restore(path).exit_code == 0
    assert place.read("SELECT name FROM user_account WHERE id = 1") != [("Après la sauvegarde",)]


def test_a_kill_around_the_swap_leaves_one_or_the_other_whole(place, path):
    owner = sqlite.SqliteDatabase if place.is_sqlite else postgresql.PostgresqlDatabase
    before = place.rows()
    killed_at(owner, "swap", lambda: place.restore(path), False)
    assert place.rows() == before
    killed_at(owner, "swap", lambda: place.restore(path), True)
    assert place.read("SELECT name FROM user_account WHERE id = 1") != [("Après la sauvegarde",)]


def test_a_damaged_former_database_is_kept_as_it_is(place, path):
    if not place.is_sqlite:
        return
    damaged = b"SQLite format 3\x00" + b"\xff" * 5000
    place.path.write_bytes(damaged)
    assert place.restore(path).exit_code == 0
    (former,) = place.path.parent.glob(f"{place.path.name}.avant-*")
    assert former.read_bytes() == damaged
    assert len(place.read("SELECT id FROM user_account")) == 3


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("name", ["_write", "_publish", "database_of"])
def test_a_backup_that_fails_leaves_nothing(place, tmp_path, monkeypatch, name, error):
    monkeypatch.setattr(making, name, failing(getattr(making, name), error, False))
    assert place.run("backup", str(tmp_path / "a")).exit_code
    assert [entry.name for entry in tmp_path.iterdir() if "a" in entry.name.split(".")] == []


def test_the_errors_of_the_drivers_are_said(place, path, monkeypatch):
    error = sqlite3.OperationalError("disk I/O error") if place.is_sqlite else psycopg.OperationalError("gone")
    monkeypatch.setattr(restoring, "quiet", failing(None, error, False))
    result = place.restore(path)
    assert result.exit_code == 2 or isinstance(result.exception, psycopg.Error)


def test_a_backup_that_the_trail_cannot_tell_is_made_all_the_same(place, tmp_path, monkeypatch):
    gone = OperationalError("INSERT", {}, Exception("database is locked"))
    monkeypatch.setattr(audit, "record", failing(None, gone, False))
    result = place.run("backup", str(tmp_path / "a"))
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("Sauvegarde absente du journal d’audit. La base est occupée")
    assert (tmp_path / "a").is_file()
