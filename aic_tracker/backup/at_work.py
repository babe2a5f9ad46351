"""Whether somebody is at work on a database that is about to be replaced, or moved."""

from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from aic_tracker.backup.errors import BackupError
from aic_tracker.backup.making import Database
from aic_tracker.mail.models import QueueState

# Beyond it, no scheduler is at work.
TICKS = 3


def refuse(database: Database, engine: sa.Engine, *, is_forced: bool, tick_seconds: int, now: datetime) -> None:
    """Raises BackupError, which says what to stop."""
    # A pool that holds the file open would go on writing to the former one: nothing may force that.
    if (said := database.in_use()) and not (is_forced and database.kind == "postgresql"):
        raise BackupError(said)
    age = None if is_forced else _last_tick_age(engine, now)
    if age is not None and age < timedelta(seconds=max(TICKS * tick_seconds, 180)):
        raise BackupError(
            f"Un planificateur est passé il y a {int(age.total_seconds())} s : arrêtez-le, "
            "puis recommencez (ou ajoutez --force s’il l’est déjà)."
        )


def _last_tick_age(engine: sa.Engine, now: datetime) -> timedelta | None:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if path and not Path(path).is_file():
        return None
    try:
        with engine.connect() as connection:
            last = connection.scalar(sa.select(QueueState.last_tick_at))
    except sa.exc.SQLAlchemyError:
        return None  # empty or damaged: no scheduler ticks there
    finally:
        engine.dispose()
    return None if last is None else abs(now - last)
