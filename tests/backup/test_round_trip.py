"""A tracker is backed up while it works, and put back somewhere else or over itself."""

import json
import stat
import tarfile
from base64 import b64encode
from datetime import timedelta
from hashlib import md5
from pathlib import Path

import pytest

from aic_tracker import clock, database_faults
from aic_tracker.audit import queries
from aic_tracker.db import db
from aic_tracker.mail import queue
from aic_tracker.sources.models import Dossier, DossierFile, DossierState
from tests.backup.conftest import KEY, fill

QUIETED = {"queue_state", "outgoing_mail", "user_session", "audit_entry", "audit_chain"}


def test_all_comes_back_in_an_empty_place(place, new_place, tmp_path):
    before, files = place.rows(), place.attachments()
    path = place.backup(tmp_path / "a.sauvegarde")
    fresh = new_place()
    result = fresh.restore(path)
    assert result.exit_code == 0, result.output
    after = fresh.rows()
    assert {name: rows for name, rows in after.items() if name not in QUIETED} == {
        name: rows for name, rows in before.items() if name not in QUIETED
    }
    for name in QUIETED - {"audit_entry", "audit_chain"}:
        assert len(after[name]) == len(before[name])
    assert fresh.attachments() == files
    assert len(files) == 1
    assert len(result.stdout.splitlines()) == 3
    assert "Il n’y avait pas de base" in result.stdout or "L’ancienne base est gardée" in result.stdout
    fresh.tidy()


def test_the_queue_is_held_the_links_doubted_and_the_sessions_closed(place, new_place, tmp_path):
    path = place.backup(tmp_path / "a.sauvegarde")
    fresh = new_place()
    fresh.restore(path)
    assert fresh.read("SELECT hold_reason, ticks FROM queue_state") == [(queue.RESTORED, 7)]
    assert sorted(fresh.read("SELECT kind, status FROM outgoing_mail")) == [
        ("sign-in", "doubtful"),
        ("time-month", "pending"),
    ]
    assert fresh.read("SELECT count(*) FROM user_session WHERE revoked_at IS NULL") == [(0,)]


def test_over_itself_the_former_is_kept_beside_and_its_files_stay(place, tmp_path):
    path = place.backup(tmp_path / "a.sauvegarde")
    place.write("UPDATE user_account SET name = 'Après la sauvegarde'")
    later = place.attach(b"added since")
    place.restore(path)
    assert place.read("SELECT name FROM user_account WHERE id = 1") != [("Après la sauvegarde",)]
    assert later in place.attachments()
    if place.is_sqlite:
        (former,) = place.path.parent.glob(f"{place.path.name}.avant-*")
        former.replace(place.path)
    else:
        ((former,),) = place.read("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'avant%'")
        place.write(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {former} RENAME TO public")
    assert place.read("SELECT name FROM user_account WHERE id = 1") == [("Après la sauvegarde",)]
    place.tidy()


def test_a_file_removed_since_comes_back_and_one_that_was_damaged_is_replaced(place, tmp_path):
    ((name, content),) = place.attachments().items()
    path = place.backup(tmp_path / "a.sauvegarde")
    folder = Path(place.settings.documents.folder)
    (folder / name[:2] / name).write_bytes(b"damaged")
    assert "0 remis, 1 remplacés" in place.restore(path).stdout
    assert place.attachments() == {name: content}
    (folder / name[:2] / name).unlink()
    assert "1 remis, 0 remplacés" in place.restore(path, "--force").stdout
    assert place.attachments() == {name: content}


@pytest.mark.parametrize("kept", [b"as announced", b"damaged"])
def test_a_file_of_a_dossier_is_kept_and_compared_with_what_the_platform_announced(place, new_place, tmp_path, kept):
    name = place.attach(kept)
    announced = b64encode(md5(b"as announced", usedforsecurity=False).digest()).decode()
    with place.inside():
        dossier = Dossier(number=7, remote_id="D7", procedure=1, state=DossierState.ACCEPTE, seen_at=clock.now())
        dossier.files.append(
            DossierFile(question_id="p", filename="p.pdf", media_type="", size=12, checksum=announced, stored_name=name)
        )
        db.session.add(dossier)
        db.session.commit()
    said = place.run("backup", str(tmp_path / "a")).stderr
    assert (name in said) is (kept == b"damaged")
    other = new_place()
    other.restore(tmp_path / "a")
    assert other.attachments()[name] == kept


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_file_that_is_not_there_or_not_as_received_is_said(place, new_place, tmp_path, is_gone):
    ((name, _content),) = place.attachments().items()
    stored = Path(place.settings.documents.folder) / name[:2] / name
    if is_gone:
        stored.unlink()
    else:
        stored.write_bytes(b"damaged")
    result = place.run("backup", str(tmp_path / "a"))
    assert result.exit_code == 0
    assert name in result.stderr
    assert "1 manquaient à la sauvegarde" in new_place().restore(tmp_path / "a").stdout


def test_an_encrypted_backup_shows_nothing_and_comes_back_with_its_key(new_place, tmp_path):
    place, fresh = new_place(is_migrated=True, key=True), new_place(key=True)
    fill(place)
    path = place.backup(tmp_path / "a.sauvegarde")
    content = path.read_bytes()
    for word in (b"SQLite", b"PGDMP", b"manifest", b"camille", KEY.encode()):
        assert word not in content
    assert fresh.restore(path).exit_code == 0
    assert fresh.read("SELECT email FROM user_account WHERE id = 1") == [("camille@example.org",)]


def test_the_file_is_for_its_owner_alone_and_tells_what_it_holds(place, tmp_path):
    path = place.backup(tmp_path / "a.sauvegarde")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []
    with tarfile.open(path) as tar:
        names = tar.getnames()
        content = tar.extractfile("manifest.json")
        assert content is not None
        manifest = json.loads(content.read())
    assert names[-1] == "manifest.json"
    assert set(names) == {"manifest.json", *manifest["members"]}
    assert manifest["format"] == 1
    assert manifest["database"] == ("sqlite" if place.is_sqlite else "postgresql")
    assert manifest["schema"] == database_faults.head_version()
    assert manifest["tables"]["user_account"] == 3
    assert manifest["made_at"] == "2026-03-02T09:00:00+00:00"


def test_a_backup_of_an_older_program_is_brought_up_to_date(new_place, tmp_path):
    older = new_place()
    assert older.run("db", "upgrade", "0010").exit_code == 0
    older.write(
        "INSERT INTO user_account (id, email, name, role, is_active, created_at) "
        "VALUES (1, 'camille@example.org', 'Camille', 'coach', true, '2026-03-01 08:00:00')"
    )
    path, fresh, newest = older.backup(tmp_path / "a.sauvegarde"), new_place(), database_faults.head_version()
    result = fresh.restore(path)
    assert f"base en version 0010, migrée en version {newest}" in result.stdout
    assert fresh.read("SELECT version_num FROM alembic_version") == [(newest,)]
    assert fresh.read("SELECT email FROM user_account WHERE id = 1") == [("camille@example.org",)]


def test_it_asks_before_it_replaces_anything(place, tmp_path):
    path = place.backup(tmp_path / "a.sauvegarde")
    place.write("UPDATE user_account SET name = 'Après'")
    for typed in ("", "non\n"):
        result = place.run("restore", str(path), input=typed)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Rien n’a été fait" in result.stderr
    assert place.read("SELECT name FROM user_account WHERE id = 1") == [("Après",)]
    assert place.run("restore", str(path), input="restaurer\n").exit_code == 0
    assert place.read("SELECT name FROM user_account WHERE id = 1") != [("Après",)]


def test_a_scheduler_that_ticked_a_moment_ago_must_be_stopped_first(place, tmp_path):
    path = place.backup(tmp_path / "a.sauvegarde")
    ticked = (clock.now() - timedelta(seconds=50)).isoformat(sep=" ").removesuffix("+00:00")
    place.write(f"UPDATE queue_state SET last_tick_at = '{ticked}{'' if place.is_sqlite else '+00'}'")
    result = place.restore(path)
    assert result.exit_code == 2
    assert "il y a 50 s" in result.stderr
    assert place.restore(path, "--force").exit_code == 0


def test_a_restored_place_can_be_backed_up_again(place, new_place, tmp_path):
    place.restore(place.backup(tmp_path / "a"))
    again = place.backup(tmp_path / "b")
    fresh = new_place()
    assert fresh.restore(again).exit_code == 0
    assert fresh.read("SELECT * FROM user_account ORDER BY id") == place.read("SELECT * FROM user_account ORDER BY id")


def test_both_are_told_in_the_audit_trail_which_still_verifies(place, tmp_path):
    place.restore(place.backup(tmp_path / "a"))
    place.backup(tmp_path / "b")
    assert place.read("SELECT event FROM audit_entry ORDER BY seq") == [("restored",), ("backup_made",)]
    with place.inside():
        assert queries.verify().fault is None
