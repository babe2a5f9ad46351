"""`make`: the whole of a live tracker in one file."""

import os
import secrets
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from aic_tracker.backup.archive import ATTACHMENT, DATABASES, Facts, Manifest, Writer
from aic_tracker.backup.envelope import Sealer
from aic_tracker.backup.errors import BackupError
from aic_tracker.backup.postgresql import PostgresqlDatabase
from aic_tracker.backup.sqlite import SqliteDatabase

Database = SqliteDatabase | PostgresqlDatabase


def database_of(engine: sa.Engine, token: str, folder: Path) -> Database:
    if engine.dialect.name == "sqlite":
        return SqliteDatabase(engine, token)
    return PostgresqlDatabase(engine, token, folder)


def make(target: Path, *, engine: sa.Engine, attachments: Path, key: bytes | None, now: datetime) -> Manifest:
    """Write the backup under this name, at once and whole, readable by its owner alone; encrypted when a key is given.

    Raises BackupError when the name is taken or when the database or the disk refuses; nothing is left behind then.
    """
    target = target.absolute()
    _refuse_taken(target)
    token = secrets.token_hex(6)
    draft, work = (target.with_name(f".{target.name}.{token}{end}") for end in ("", ".d"))
    try:
        work.mkdir(mode=0o700)
        database = database_of(engine, token, work)
        dump = work / DATABASES[database.kind]
        facts = database.dump(dump)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            manifest = _write(file, dump, facts, database, attachments, key, now)
            file.flush()
            os.fsync(file.fileno())
        _publish(draft, target)
    except OSError as error:
        raise BackupError(f"La sauvegarde ne peut pas être écrite : {error.strerror} ({target.parent}).") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _write(
    file: BinaryIO, dump: Path, facts: Facts, database: Database, attachments: Path, key: bytes | None, now: datetime
) -> Manifest:
    sealer = Sealer(file, key) if key else None
    writer = Writer(sealer or file, int(now.timestamp()))
    writer.add(DATABASES[database.kind], dump)
    # After the database: a file is written once, before the row that names it.
    for name, path in _files(attachments):
        with suppress(FileNotFoundError):
            writer.add(name, path)
    manifest = Manifest(
        database=database.kind,
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        schema=facts.schema,
        tables=facts.tables,
        members=writer.members,
        versions=database.versions,
        missing=sorted(
            name
            for name, digest in facts.attachments.items()
            if digest not in writer.digests.get(f"documents/{name}", ())
        ),
    )
    writer.finish(manifest)
    if sealer:
        sealer.finish()
    return manifest


def _files(folder: Path) -> list[tuple[str, Path]]:
    found = [(f"documents/{path.name}", path) for path in folder.glob("??/*") if path.is_file()]
    return sorted((name, path) for name, path in found if ATTACHMENT.fullmatch(name))


def _refuse_taken(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise BackupError(f"{target} existe déjà : donnez un autre nom.")
    if not target.parent.is_dir():
        raise BackupError(f"Le dossier {target.parent} n’existe pas.")


def _publish(draft: Path, target: Path) -> None:
    """Give the file its name, which nobody took meanwhile."""
    try:
        os.link(draft, target)
    except FileExistsError:
        _refuse_taken(target)
    except OSError:
        # A disk without second names, such as some network shares.
        _refuse_taken(target)
        draft.rename(target)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
