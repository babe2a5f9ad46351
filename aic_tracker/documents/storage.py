"""Where the bytes of attachments stand: a folder that nothing serves, under names that say nothing."""

import os
import secrets
from pathlib import Path

from aic_tracker import config


def keep(content: bytes, name: str = "") -> str:
    """Write the bytes for good, and give the name to find them by. A file is whole or absent, whatever happens.

    The name is drawn at random, unless one is given that no other content will bear. Raises OSError when the folder
    may not be written. A file whose row was never committed is harmless.
    """
    name = name or secrets.token_hex(24)
    folder = path_of(name).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path_of(name))
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _settle(folder)
    return name


def remove(name: str) -> None:
    """Take the bytes away, once nothing names them any more."""
    path_of(name).unlink(missing_ok=True)


def path_of(name: str) -> Path:
    """The file of that name; spread over 256 folders."""
    return Path(config.current().documents.folder) / name[:2] / name


def _settle(folder: Path) -> None:
    """The new name too must outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
