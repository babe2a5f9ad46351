"""How far the scheduler went, noted beside the database: a database that went back to a backup does not know it.

What left since the backup is unknown to the database, and would leave again. One file a database, in `[app] instance`.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from aic_tracker import config


def _path() -> Path:
    settings = config.current()
    return Path(settings.app.instance) / f"ticks-{sha256(settings.database.url.encode()).hexdigest()[:12]}"


def note(ticks: int) -> None:
    # A folder that cannot be written deprives us of the marker, not of the mails.
    with suppress(OSError):
        path = _path()
        # A name of our own: two schedulers writing the same file would mix their figures.
        new = path.with_suffix(f".{os.getpid()}")
        new.write_text(str(ticks), encoding="ascii")
        new.replace(path)


def seen() -> int:
    """The ticks that the database counted, at least; 0 when nothing tells."""
    try:
        return int(_path().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
