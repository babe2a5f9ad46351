"""What a database holds, read with the bare driver: its schema is perhaps not the program's."""

from collections.abc import Callable, Iterable
from typing import Any

from aic_tracker.backup.archive import Facts
from aic_tracker.backup.errors import BackupError

Read = Callable[[str], Iterable[Any]]


def facts_of(read: Read, tables: Iterable[str]) -> Facts:
    """Counts the rows of these tables; raises BackupError on a database that was never migrated."""
    names = sorted(tables)
    if "alembic_version" not in names:
        raise BackupError("La base est vide : il n’y a rien à sauvegarder.")
    versions = [row[0] for row in read("SELECT version_num FROM alembic_version")]
    if len(versions) != 1:
        raise BackupError("La base est vide : il n’y a rien à sauvegarder.")
    counts = {name: next(iter(read(f'SELECT count(*) FROM "{name}"')))[0] for name in names}
    attachments = {}
    if "document" in names:
        attachments = dict(tuple(row) for row in read("SELECT stored_name, sha256 FROM document"))
    if "dossier_file" in names:
        kept = read("SELECT stored_name, checksum FROM dossier_file WHERE stored_name IS NOT NULL")
        attachments |= dict(tuple(row) for row in kept)
    return Facts(versions[0], counts, attachments)
