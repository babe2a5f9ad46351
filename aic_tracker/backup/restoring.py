"""`restore`: everything is read, checked, migrated and quieted beside what is in use, then takes its place at once."""

import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from aic_tracker import database_faults, migrating
from aic_tracker.accounts.models import UserSession
from aic_tracker.audit import chain
from aic_tracker.audit.chain import Draft
from aic_tracker.audit.models import Event
from aic_tracker.backup import archive, at_work
from aic_tracker.backup.archive import Facts, Manifest
from aic_tracker.backup.errors import BackupError, UnreadableError
from aic_tracker.backup.making import Database, database_of
from aic_tracker.calendar_fr import PARIS
from aic_tracker.documents import storage
from aic_tracker.mail import outbox, queue
from aic_tracker.mail.models import QueueState

BLOCK = 1 << 20
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Places:
    """What is restored over, and where."""

    engine: sa.Engine
    instance: Path
    attachments: Path


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    schema: str
    former: str  # where the former database stands; blank when there was none
    added: int  # attachments put back
    replaced: int  # those that were there, and not as the backup had them: kept aside


class Restoration:
    """One restoration, in three steps that a caller may stop between: read, check, apply. Always `close` it.

    Until the very last statement of `apply` what is in use stays in use, and afterwards it stands beside.
    """

    def __init__(self, file: Path, places: Places, key: bytes | None) -> None:
        self._file, self._places, self._key = file, places, key
        self._token = secrets.token_hex(6)
        self._attachments = places.attachments / f".incoming-{self._token}"
        self._database: Database = database_of(places.engine, self._token, places.instance)
        self.manifest: Manifest

    def read(self) -> Manifest:
        """Raises BackupError unless the file is whole, ours, for this kind of database and for this program."""
        try:
            self._database.prepare()
            self._attachments.mkdir(parents=True, mode=0o700)
            with self._file.open("rb") as file:
                content = archive.opened(file, self._key)
                self.manifest = archive.extract(content, self._database.incoming, self._attachments)
        except OSError as error:
            raise BackupError(f"Lecture de la sauvegarde impossible : {error.strerror} ({error.filename}).") from error
        if self.manifest.database != self._database.kind:
            raise BackupError(
                f"Cette sauvegarde est celle d’une base {NAMES[self.manifest.database]}, "
                f"et ce programme en utilise une {NAMES[self._database.kind]}."
            )
        if self.manifest.schema not in database_faults.known_versions():
            raise BackupError(
                f"Cette sauvegarde vient d’une version plus récente du programme ({self.manifest.schema}) : "
                "installez-la d’abord."
            )
        self._database.refuse(self.manifest.versions)
        return self.manifest

    def check(self, *, is_forced: bool, tick_seconds: int, now: datetime) -> None:
        """Raises BackupError while somebody is at work on what would be replaced."""
        at_work.refuse(self._database, self._places.engine, is_forced=is_forced, tick_seconds=tick_seconds, now=now)

    def apply(self, *, now: datetime) -> Restored:
        try:
            facts, engine = self._database.load()
            try:
                self._compare(facts)
                schema = self._bring_up_to_date(engine)
                with engine.begin() as connection:
                    quiet(connection, now)
                    details = {"made_at": self.manifest.made_at, "rows": self.manifest.rows}
                    chain.append(connection, [Draft(Event.RESTORED, now, details=details)])
            finally:
                engine.dispose()
            added, replaced = self._place_attachments(now)
            former = self._database.swap(now.astimezone(PARIS).strftime("%Y%m%d-%H%M%S"))
        except OSError as error:
            raise BackupError(f"Restauration impossible : {error.strerror} ({error.filename}).") from error
        return Restored(self.manifest, schema, former, added, replaced)

    def close(self) -> None:
        self._database.discard()
        shutil.rmtree(self._attachments, ignore_errors=True)

    def _compare(self, facts: Facts) -> None:
        expected = Facts(self.manifest.schema, self.manifest.tables, facts.attachments)
        if facts != expected:
            raise UnreadableError("La base de cette sauvegarde ne contient pas ce que son inventaire annonce.")

    def _bring_up_to_date(self, engine: sa.Engine) -> str:
        config = migrating.migrations()
        config.attributes["engine"] = engine
        command.upgrade(config, "head")
        return database_faults.head_version()

    def _place_attachments(self, now: datetime) -> tuple[int, int]:
        """Add those that are not there. Names are never used twice: the former database keeps all of its own."""
        added = replaced = 0
        stamp = now.strftime("%Y%m%d%H%M%S")
        for name in self.manifest.attachments:
            place, incoming = storage.path_of(name), self._attachments / name
            if place.is_file():
                if _digest(place) == self.manifest.members[f"documents/{name}"]["sha256"]:
                    continue
                place.rename(place.with_name(f".{name}.avant-{stamp}"))
                replaced += 1
            else:
                added += 1
            storage.keep(incoming.read_bytes(), name)
        return added, replaced


def quiet(connection: sa.Connection, now: datetime) -> None:
    """Hold the queue until somebody decides, and close the sessions: some were closed since the backup."""
    held = sa.update(QueueState).where(QueueState.id == queue.ROW).values(hold_reason=queue.RESTORED)
    if not connection.execute(held).rowcount:
        row = {"id": queue.ROW, "hold_reason": queue.RESTORED, "pause_reason": "", "ticks": 0}
        connection.execute(sa.insert(QueueState).values(row))
    connection.execute(outbox.doubting_immediate())
    connection.execute(sa.update(UserSession).where(UserSession.revoked_at.is_(None)).values(revoked_at=now))


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
