"""The file of a backup: a tar of the database's dump, of the attachments and, last, of the manifest of both."""

import io
import json
import re
import tarfile
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import md5, sha256
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from aic_tracker.backup.envelope import MAGIC, Opener
from aic_tracker.backup.errors import BackupError, UnreadableError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
# What a tar may name, and nothing else: no other folder, no link, no way up.
ATTACHMENT = re.compile(r"documents/(?P<name>[0-9A-Za-z_-]{2,64})", re.ASCII)
MAX_MANIFEST = 1 << 27
BLOCK = 1 << 20


@dataclass(frozen=True)
class Facts:
    """What a database holds, as counted in the very state that was dumped."""

    schema: str  # its last migration
    tables: dict[str, int]  # rows of each table
    # By stored name, the digest that its row tells: SHA-256, or for a file of a dossier MD5 in base64, as announced.
    attachments: dict[str, str]


@dataclass(frozen=True)
class Manifest:
    database: str  # sqlite, postgresql
    made_at: str  # ISO 8601, UTC
    schema: str
    tables: dict[str, int]
    members: dict[str, dict[str, Any]]  # size and sha256, by name
    missing: list[str]  # stored names of attachments that were not there, or not as they were received
    versions: dict[str, int] = field(default_factory=dict)  # of PostgreSQL: "server" and "pg_dump", major
    format: int = FORMAT

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def attachments(self) -> list[str]:
        return [name.partition("/")[2] for name in self.members if name.startswith("documents/")]


class Writable(Protocol):
    def write(self, content: bytes) -> int: ...


class Readable(Protocol):
    def read(self, size: int = -1) -> bytes: ...


class Writer:
    """Adds files one after the other, and remembers what they were."""

    def __init__(self, file: Writable, mtime: int) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115
        self._mtime = mtime
        self.members: dict[str, dict[str, Any]] = {}
        self.digests: dict[str, tuple[str, str]] = {}  # as `Facts.attachments` may tell them

    def add(self, name: str, path: Path) -> None:
        """Raises FileNotFoundError when the file is not there; nothing was written then."""
        with path.open("rb") as file:
            read = _Digested(file)
            size = path.stat().st_size
            self._tar.addfile(self._info(name, size), read)
        self.members[name] = {"size": size, "sha256": read.digest.hexdigest()}
        self.digests[name] = (read.digest.hexdigest(), b64encode(read.announced.digest()).decode())

    def finish(self, manifest: Manifest) -> None:
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self._tar.addfile(self._info(MANIFEST, len(content)), io.BytesIO(content))
        self._tar.close()

    def _info(self, name: str, size: int) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._mtime
        return info


class _Digested:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest, self.announced = sha256(), md5(usedforsecurity=False)

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        self.announced.update(content)
        return content


def opened(file: BinaryIO, key: bytes | None) -> Readable:
    """The tar inside, whether it was encrypted or not."""
    is_sealed = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    if not is_sealed:
        return file
    if key is None:
        raise BackupError("Cette sauvegarde est chiffrée : indiquez sa clé dans [backup] key_file.")
    return Opener(file, key)


def extract(file: Readable, database: Path, attachments: Path) -> Manifest:
    """Write the dump to `database` and the attachments into a flat folder, all as the manifest says, or raise.

    Only names of our own are written: what the tar says of folders, links, owners and modes is ignored.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest = None
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:  # type: ignore[call-overload]
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                if content is None or manifest or info.name in found:
                    raise UnreadableError(f"Cette sauvegarde contient ce qu’elle ne devrait pas : « {info.name} ».")
                if info.name == MANIFEST:
                    manifest = _manifest(content.read(MAX_MANIFEST))
                    continue
                found[info.name] = _write(content, _place(info.name, database, attachments))
        # A tar read in a stream ends at its first empty block: what follows must be authentic too.
        while file.read(BLOCK):
            pass
    except (tarfile.TarError, EOFError) as error:
        raise UnreadableError("Ce fichier n’est pas une sauvegarde, ou il est tronqué.") from error
    if manifest is None:
        raise UnreadableError("La sauvegarde est tronquée : son inventaire manque.")
    if wrong := _differences(manifest.members, found):
        raise UnreadableError(f"La sauvegarde est abîmée : « {wrong[0]} » n’est pas tel que l’inventaire le décrit.")
    if DATABASES.get(manifest.database) not in found:
        raise UnreadableError("La sauvegarde est incomplète : elle ne contient pas de base.")
    return manifest


def _differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    names: Iterable[str] = expected.keys() | found.keys()
    return sorted(name for name in names if expected.get(name) != found.get(name))


def _place(name: str, database: Path, attachments: Path) -> Path:
    if name in DATABASES.values():
        return database
    if match := ATTACHMENT.fullmatch(name):
        return attachments / match["name"]
    raise UnreadableError(f"Cette sauvegarde contient ce qu’elle ne devrait pas : « {name} ».")


def _write(content: Any, path: Path) -> dict[str, Any]:
    digest, size = sha256(), 0
    with path.open("xb") as file:
        path.chmod(0o600)
        while block := content.read(BLOCK):
            digest.update(block)
            size += len(block)
            file.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


def _manifest(content: bytes) -> Manifest:
    try:
        raw = json.loads(content)
        if raw["format"] > FORMAT:
            raise BackupError("Cette sauvegarde vient d’une version plus récente du programme : installez-la d’abord.")
        manifest = Manifest(**raw)
        sound = all(
            (
                isinstance(manifest.schema, str),
                manifest.made.tzinfo is not None,
                isinstance(manifest.missing, list),
                all(isinstance(count, int) for count in (*manifest.tables.values(), *manifest.versions.values())),
                all(member.keys() == {"size", "sha256"} for member in manifest.members.values()),
            )
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableError("La sauvegarde est abîmée : son inventaire est illisible.") from error
    if not sound:
        raise UnreadableError("La sauvegarde est abîmée : son inventaire est illisible.")
    return manifest
