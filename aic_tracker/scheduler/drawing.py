"""What is kept of each laureate, drawn again as it moves, and compared each night with a drawing from scratch."""

import logging
from datetime import datetime

from aic_tracker import db
from aic_tracker.awaiting.kept.keeping import AWAITED
from aic_tracker.dashboard.standing.keeping import STANDINGS
from aic_tracker.pictures import Picture

session = db.db.session
log = logging.getLogger(__name__)

# Rows kept for each laureate, by what the log calls them.
PICTURES = {"standings": STANDINGS, "awaited": AWAITED}


def catch_up(now: datetime) -> dict[str, int]:
    """Draw again what is kept of the laureates that something concerned since, so that no reader has to wait for it."""
    db.begin_reading()
    try:
        return {name: picture.bring_up_to_date(now) for name, picture in PICTURES.items()}
    finally:
        session.rollback()
        db.end_reading()


def check_pictures(now: datetime) -> list[int]:
    """Draw all that is kept of the laureates and compare: a row that is wrong is told, and drawn again."""
    catch_up(now)
    return sorted({laureate_id for name, picture in PICTURES.items() for laureate_id in _check(name, picture, now)})


def _check(name: str, picture: Picture, now: datetime) -> list[int]:
    db.begin_reading()
    try:
        found = list(picture.wrong(now))
        session.rollback()
    finally:
        db.end_reading()
    if found:
        # What changed since it was drawn is not wrong: it is behind.
        catch_up(now)
        found = picture.still_wrong(found, now)
        session.rollback()
        picture.draw_again(found)
        catch_up(now)
    for laureate_id in found:
        log.error("what is kept of a laureate was wrong", extra={"fields": {"kept": name, "laureate_id": laureate_id}})
    return found
