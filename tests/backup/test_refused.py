"""What is not a sound backup changes nothing, and is said in one line."""

import io
import json
import os
import sqlite3
import tarfile
from contextlib import closing
from hashlib import sha256

import psycopg
import pytest
from sqlalchemy.engine import make_url

from aic_tracker.backup import envelope
from tests.backup.conftest import fill


def refused(place, path, words, *options):
    before, files = place.rows(), place.attachments()
    result = place.restore(path, *options)
    assert result.exit_code == 2, result.output
    assert not result.stdout
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert (place.rows(), place.attachments()) == (before, files)
    place.tidy()


def again(source, target, change):
    """The same tar, each member given to `change`, which returns those to write instead."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for info in old:
            for name, content in change(info.name, old.extractfile(info).read()):
                made = tarfile.TarInfo(name)
                made.size = len(content)
                new.addfile(made, io.BytesIO(content))
    return target


def manifest_with(**values):
    def change(name, content):
        if name == "manifest.json":
            content = json.dumps(json.loads(content) | values).encode()
        return [(name, content)]

    return change


@pytest.fixture
def path(place, tmp_path):
    return place.backup(tmp_path / "a.sauvegarde")


def test_a_byte_changed_anywhere(place, path, tmp_path):
    content = path.read_bytes()
    for position in (600, len(content) // 3, len(content) // 2):
        changed = bytearray(content)
        changed[position] ^= 0x41
        (tmp_path / "b").write_bytes(changed)
        refused(place, tmp_path / "b", "")


@pytest.mark.parametrize("kept", [0, 1, 511, 600, 0.3, 0.9])
def test_a_truncated_one(place, path, kept):
    size = int(path.stat().st_size * kept) if isinstance(kept, float) else kept
    os.truncate(path, size)
    refused(place, path, "auvegarde")


def test_what_is_no_backup(place, tmp_path):
    (tmp_path / "b").write_bytes(b"Bonjour" * 1000)
    refused(place, tmp_path / "b", "n’est pas une sauvegarde")
    refused(place, tmp_path / "absent", "n’existe pas")


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "documents/../../evil",
        "documents/ab/evil",
        "documents/.evil",
        "documents/évil",
        "database.sqlite/evil",
        "other",
        "",
    ],
)
def test_a_name_that_leads_elsewhere(place, path, tmp_path, name):
    again(path, tmp_path / "b", lambda known, content: [(name or "x/", b"evil"), (known, content)])
    refused(place, tmp_path / "b", "ce qu’elle ne devrait pas")
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_a_folder(place, path, tmp_path, kind):
    with tarfile.open(tmp_path / "b", "w") as tar:
        info = tarfile.TarInfo("documents/abcdef")
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)
    refused(place, tmp_path / "b", "ce qu’elle ne devrait pas")


def test_a_member_changed_added_doubled_or_taken_away(place, path, tmp_path):
    name = next(iter(place.attachments()))
    changes = [
        lambda known, content: [(known, content + b"!" if known.startswith("documents") else content)],
        lambda known, content: [(known, content), *([("documents/more", b"")] if known.startswith("data") else [])],
        lambda known, content: [(known, content)] * (2 if known == f"documents/{name}" else 1),
        lambda known, content: [] if known == f"documents/{name}" else [(known, content)],
        lambda known, content: [] if known.startswith("database") else [(known, content)],
        lambda known, content: [] if known == "manifest.json" else [(known, content)],
        lambda known, content: [(known, b"[]" if known == "manifest.json" else content)],
        lambda known, content: [(known, b"{" if known == "manifest.json" else content)],
    ]
    for change in changes:
        refused(place, again(path, tmp_path / "b", change), "auvegarde")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"format": 2}, "plus récente"),
        ({"schema": "9999"}, "version plus récente du programme (9999)"),
        ({"schema": 12}, "illisible"),
        ({"made_at": "hier"}, "illisible"),
        ({"tables": {"user_account": 400}}, "ce que son inventaire annonce"),
        ({"more": 1}, "illisible"),
        ({"database": "oracle"}, "ne contient pas de base"),
    ],
)
def test_an_inventory_that_does_not_hold(place, path, tmp_path, values, words):
    refused(place, again(path, tmp_path / "b", manifest_with(**values)), words)


def test_a_backup_of_the_other_kind_of_database(place, path, tmp_path):
    other, ours = ("postgresql", "sqlite") if place.is_sqlite else ("sqlite", "postgresql")
    names = {"sqlite": "database.sqlite", "postgresql": "database.dump"}

    def change(name, content):
        if name == "manifest.json":
            raw = json.loads(content)
            raw["members"][names[other]] = raw["members"].pop(names[ours])
            return [(name, json.dumps(raw | {"database": other}).encode())]
        return [(names[other] if name == names[ours] else name, content)]

    refused(place, again(path, tmp_path / "b", change), "Cette sauvegarde est celle d’une base")


def test_a_dump_that_is_not_one(place, path, tmp_path):
    broken = b"SQLite format 3\x00" + b"\xff" * 5000

    def change(name, content):
        if name == "manifest.json":
            raw = json.loads(content)
            for known, member in raw["members"].items():
                if known.startswith("database"):
                    member |= {"size": len(broken), "sha256": digest_of(broken)}
            return [(name, json.dumps(raw).encode())]
        return [(name, broken if name.startswith("database") else content)]

    refused(place, again(path, tmp_path / "b", change), "auvegarde est ")


def digest_of(content):
    return sha256(content).hexdigest()


def test_an_encrypted_one_cut_changed_or_with_another_key(new_place, tmp_path, monkeypatch):
    monkeypatch.setattr(envelope, "CHUNK", 4096)
    place = new_place(is_migrated=True, key=True)
    fill(place)
    content = place.backup(tmp_path / "a").read_bytes()
    step, header = 4096 + envelope.TAG, envelope.HEADER
    cut = tmp_path / "b"
    for kept in (4, header - 1, header, header + 10, header + step, header + 2 * step, len(content) - 1):
        cut.write_bytes(content[:kept])
        refused(place, cut, "")
    first, second = content[header : header + step], content[header + step : header + 2 * step]
    for made in (
        content[:header] + second + first + content[header + 2 * step :],
        content[:header] + second + content[header + 2 * step :],
        content + b"more",
        content + content[header:],
        content[: len(envelope.MAGIC)] + bytes(32) + content[len(envelope.MAGIC) + 32 :],
        content[: header - 4] + b"\x00\x00\x20\x00" + content[header:],
        content[: header - 4] + b"\xff\xff\xff\xff" + content[header:],
    ):
        cut.write_bytes(made)
        refused(place, cut, "auvegarde")
    (tmp_path / "key").write_text("une autre clé, que les essais tirent au hasard")
    refused(place, tmp_path / "a", "la clé n’est pas la bonne")
    (tmp_path / "key").write_text("courte")
    refused(place, tmp_path / "a", "au moins 32 caractères")
    (tmp_path / "key").unlink()
    refused(place, tmp_path / "a", "impossible")


def test_an_encrypted_one_without_a_key(new_place, tmp_path):
    sealed, plain = new_place(is_migrated=True, key=True), new_place(is_migrated=True)
    refused(plain, sealed.backup(tmp_path / "a"), "est chiffrée")


def test_a_database_that_another_process_has_open(place, path):
    if place.is_sqlite:
        with closing(sqlite3.connect(place.path)) as other:
            other.execute("SELECT count(*) FROM user_account").fetchone()
            refused(place, path, "ouverte par un autre processus")
            refused(place, path, "ouverte par un autre processus", "--force")
        return
    url = make_url(place.settings.database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url):
        refused(place, path, "1 connexion(s)")
        assert place.restore(path, "--force").exit_code == 0


def test_a_name_taken_or_a_folder_absent_stops_a_backup(place, tmp_path):
    (tmp_path / "taken").write_text("précieux", encoding="utf-8")
    for path, words in ((tmp_path / "taken", "existe déjà"), (tmp_path / "no" / "a", "n’existe pas")):
        result = place.run("backup", str(path))
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "précieux"


def test_a_database_that_is_absent_or_empty_is_not_backed_up(new_place, tmp_path):
    result = new_place().run("backup", str(tmp_path / "a"))
    assert result.exit_code == 2
    assert "n’existe pas" in result.stderr or "est vide" in result.stderr
    assert not (tmp_path / "a").exists()
