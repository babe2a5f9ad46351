"""The programs of PostgreSQL's client package: found, and compared with the server and the archive before they run.

A client works with servers of its own version and older ones. An archive is read by a pg_restore as recent as the
pg_dump that wrote it, or by an older one when its form has not changed since.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aic_tracker.backup.errors import BackupError

VERSIONS = Path("/usr/lib/postgresql")
# The archive's own version, 1.n, and the first PostgreSQL that writes and reads it (pg_backup_archiver.h).
READ_SINCE = {15: 16, 16: 17}
SETTING = re.compile(rb"SET (\w+) = ")


@dataclass(frozen=True)
class Client:
    path: str
    version: int  # major


def client(name: str, *, server: int, archive: Path | None = None) -> Client:
    """The program of this name for a server of this major version, its own one first, and for this archive.

    Raises BackupError, which names the package to install, when there is none.
    """
    least = max(server, _reader_of(archive) if archive else 0)
    found = list(_found(name, server))
    for candidate in found:
        if candidate.version >= least:
            return candidate
    if not found:
        raise BackupError(f"{name} est introuvable : installez postgresql-client-{least}.")
    newest = max(candidate.version for candidate in found)
    older_than = f"le serveur ({server})" if newest < server else "celui qui a écrit cette sauvegarde"
    raise BackupError(f"{name} {newest} est plus ancien que {older_than} : installez postgresql-client-{least}.")


def reader_of(client: int) -> int:
    """The oldest pg_restore that reads what this pg_dump writes."""
    return max([since for since in READ_SINCE.values() if since <= client], default=0)


def _reader_of(archive: Path) -> int:
    with archive.open("rb") as file:
        head = file.read(7)
    return max([since for form, since in READ_SINCE.items() if head[:5] == b"PGDMP" and head[6] >= form], default=0)


def _found(name: str, server: int) -> Iterator[Client]:
    others = sorted(VERSIONS.glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(4))
    for path in (VERSIONS / str(server) / "bin" / name, shutil.which(name), *others):
        if path and Path(path).is_file():
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            version = re.search(r"\) (\d+)", said)
            yield Client(str(path), int(version[1]) if version else 0)


def copy_script(source: IO[bytes], target: IO[bytes], known: Iterable[str]) -> None:
    """Copy what pg_restore writes, without the settings of its head that the server does not know.

    A newer client puts there its own (`transaction_timeout`, since 17), at the value that means « none ».
    """
    names = {name.encode() for name in known}
    for line in source:
        setting = SETTING.match(line)
        if setting is None or setting[1] in names:
            target.write(line)
        # The head alone: what follows holds what people typed.
        if not (setting or not line.strip() or line.startswith((b"--", b"\\", b"SELECT pg_catalog.set_config("))):
            break
    shutil.copyfileobj(source, target)
