"""The room of what was deleted: given back to the disk by SQLite, little by little; PostgreSQL does so by itself."""

import logging
import sqlite3
from typing import Any

from aic_tracker.db import BUSY_TIMEOUT_SECONDS, db

log = logging.getLogger(__name__)

INCREMENTAL = 2
# Pages moved in one transaction: whoever writes meanwhile waits for a few milliseconds, and readers for nothing.
PAGES_AT_ONCE = 200


def give_back() -> int:
    """Give the room of deleted rows back to the disk. Returns how many bytes; 0 where the database does so by itself.

    A file made before this existed is written anew once: that one time, whoever writes waits for its end. Never within
    a transaction. When somebody holds the file for long, or the disk is full, the rest waits for the next time.
    """
    if db.engine.dialect.name != "sqlite":
        return 0
    with db.engine.connect() as connection:
        # The driver's own: a transaction begun by ours could hold no VACUUM.
        driver: Any = connection.connection.dbapi_connection
        before = _size(driver)
        try:
            _shrink(driver)
        except sqlite3.OperationalError as error:
            log.warning("room not given back: %s", error)
        return max(0, before - _size(driver))


def _shrink(driver: Any) -> None:
    if _number(driver, "auto_vacuum") != INCREMENTAL:
        driver.execute(f"PRAGMA auto_vacuum={INCREMENTAL}")
        driver.execute("VACUUM")
    while _number(driver, "freelist_count"):
        # To its last row: each step frees one page.
        driver.execute(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})").fetchall()
    _empty_journal(driver)


def _empty_journal(driver: Any) -> None:
    """What was erased stays in the journal beside the file until it begins again; not while somebody reads it."""
    driver.execute("PRAGMA busy_timeout=0")
    try:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")


def _size(driver: Any) -> int:
    return _number(driver, "page_count") * _number(driver, "page_size")


def _number(driver: Any, pragma: str) -> int:
    return int(driver.execute(f"PRAGMA {pragma}").fetchone()[0])
