"""PostgreSQL's programs, older and newer than the server: they work together, or it is said first."""

import io
import os
import shutil
from pathlib import Path

import pytest

from aic_tracker.backup import clients
from aic_tracker.backup.clients import VERSIONS, client, copy_script, reader_of
from aic_tracker.backup.errors import BackupError
from tests.backup.test_refused import again, manifest_with, refused

# Folders of real clients, « : » between them; those of the system are tried without being named.
NAMED = [Path(folder) for folder in os.environ.get("POSTGRESQL_CLIENTS", "").split(":") if folder]
REAL = [*sorted(VERSIONS.glob("*/bin")), *NAMED]
NAMES = ("pg_dump", "pg_restore", "psql")


@pytest.fixture
def only(monkeypatch, tmp_path):
    """Leaves one folder of clients to be found."""

    def leave(folder):
        monkeypatch.setattr(clients, "VERSIONS", tmp_path / "nowhere")
        monkeypatch.setenv("PATH", str(folder))

    return leave


def stand_in(folder: Path, name: str, version: int, then: str = "exit 1") -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    said = f"echo '{name} (PostgreSQL) {version}.1'"
    path.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then {said}; exit; fi\n{then}\n', encoding="utf-8")
    path.chmod(0o700)


@pytest.mark.parametrize("folder", REAL, ids=str)
def test_each_client_found_here_backs_up_and_restores(place, new_place, tmp_path, only, folder):
    """With an archive of the server's own client, and with one of its own."""
    if place.is_sqlite or not all((folder / name).is_file() for name in NAMES):
        pytest.skip("no PostgreSQL client to try")
    usual = place.backup(tmp_path / "usual")
    only(folder)
    own = place.backup(tmp_path / "own")
    for path in (usual, own):
        elsewhere = new_place()
        result = elsewhere.restore(path)
        assert result.exit_code == 0, result.output
        assert elsewhere.read("SELECT count(*) FROM user_account") == place.read("SELECT count(*) FROM user_account")


def test_the_settings_of_a_newer_client_are_left_out(place, new_place, tmp_path, only):
    if place.is_sqlite:
        pytest.skip("of PostgreSQL")
    path = place.backup(tmp_path / "a")
    found = {name: shutil.which(name) for name in NAMES}
    newer = tmp_path / "newer"
    later = "echo 'SET a_timeout_of_later = 0;'"
    stand_in(newer, "pg_restore", 99, f'{later}; exec {found["pg_restore"]} "$@"')
    stand_in(newer, "psql", 99, f'exec {found["psql"]} "$@"')
    only(newer)
    elsewhere = new_place()
    result = elsewhere.restore(path)
    assert result.exit_code == 0, result.output


def test_only_the_head_of_the_script_is_read():
    script = b"--\n\nSET lock_timeout = 0;\nSET later = 0;\nCREATE TABLE t ();\nCOPY t FROM stdin;\nSET later = 0;\n"
    target = io.BytesIO()
    copy_script(io.BytesIO(script), target, ["lock_timeout"])
    assert target.getvalue() == script.replace(b"SET later = 0;\n", b"", 1)


def test_an_archive_of_a_newer_client_is_said_with_the_package_that_reads_it(tmp_path, only):
    """pg_dump 17 and 18 write the archives 1.16, which pg_restore 15 does not read."""
    stand_in(tmp_path / "old", "pg_restore", 15)
    only(tmp_path / "old")
    archive = tmp_path / "dump"
    archive.write_bytes(b"PGDMP\x01\x10\x00")
    with pytest.raises(BackupError) as refusal:
        client("pg_restore", server=15, archive=archive)
    assert refusal.value.message == (
        "pg_restore 15 est plus ancien que celui qui a écrit cette sauvegarde : installez postgresql-client-17."
    )
    archive.write_bytes(b"PGDMP\x01\x0e\x00")
    assert client("pg_restore", server=15, archive=archive).version == 15
    assert [reader_of(version) for version in (14, 15, 16, 17, 18)] == [0, 0, 16, 17, 17]


def test_the_servers_own_client_comes_first_and_a_newer_one_installed_is_found(tmp_path, monkeypatch):
    versions, other = tmp_path / "versions", tmp_path / "other"
    for version in (15, 17):
        (versions / str(version)).mkdir(parents=True)
        stand_in(versions / str(version) / "bin", "psql", version)
    stand_in(other, "psql", 16)
    monkeypatch.setattr(clients, "VERSIONS", versions)
    monkeypatch.setenv("PATH", f"{other}:/usr/bin:/bin")
    assert [client("psql", server=server).version for server in (14, 15, 16, 17)] == [16, 15, 16, 17]
    with pytest.raises(BackupError, match=r"plus ancien que le serveur \(18\)"):
        client("psql", server=18)


def test_a_backup_says_which_client_will_be_asked_to_restore_it(place, tmp_path, only):
    if place.is_sqlite:
        pytest.skip("of PostgreSQL")
    stand_in(tmp_path / "newer", "pg_dump", 99, f'exec {shutil.which("pg_dump")} "$@"')
    only(tmp_path / "newer")
    result = place.run("backup", str(tmp_path / "a"))
    assert result.exit_code == 0
    assert "Écrite par pg_dump 99 pour un serveur" in result.stderr
    assert "demandera postgresql-client-17 ou plus récent" in result.stderr


def test_a_backup_of_a_newer_server_is_refused_before_anything_is_done(place, tmp_path):
    if place.is_sqlite:
        pytest.skip("of PostgreSQL")
    path = place.backup(tmp_path / "a")
    change = manifest_with(versions={"server": 99, "pg_dump": 99})
    refused(place, again(path, tmp_path / "b", change), "vient d’un serveur PostgreSQL 99")


def test_a_missing_or_older_tool_of_postgresql_is_said(place, tmp_path, monkeypatch):
    if place.is_sqlite:
        return
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setattr(clients, "VERSIONS", tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(tools))
    result = place.run("backup", str(tmp_path / "a"))
    assert result.exit_code == 2
    assert "pg_dump est introuvable : installez postgresql-client-" in result.stderr
    (tools / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    (tools / "pg_dump").chmod(0o700)
    result = place.run("backup", str(tmp_path / "a"))
    assert result.exit_code == 2
    assert "pg_dump 9 est plus ancien que le serveur" in result.stderr
    assert not (tmp_path / "a").exists()
