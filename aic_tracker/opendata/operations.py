"""Open what is public, and close it. Both are journalled and kept by the audit trail; none commits."""

from datetime import datetime

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time
from aic_tracker.opendata.models import ROW, Publication
from aic_tracker.uniqueness import insert_once


@at_any_time
def publish(*, actor: User, now: datetime) -> None:
    """From now on everybody reads the public data and pages. Nothing when they are open already."""
    publication = _locked()
    if publication.is_open:
        return
    publication.opened_at, publication.closed_at = now, None
    record(actor, "publication.opened", publication, "a ouvert les données et les pages publiques")


@at_any_time
def withdraw(*, actor: User, now: datetime) -> None:
    """From now on nobody reads them without an account. Nothing when they are closed already."""
    publication = _locked()
    if not publication.is_open:
        return
    publication.closed_at = now
    record(actor, "publication.closed", publication, "a fermé les données et les pages publiques")


def _locked() -> Publication:
    """The row, made if need be; of two who press at once, one waits for the other."""
    insert_once(Publication, {"id": ROW}, key=["id"])
    return db.session.get_one(Publication, ROW, with_for_update=True, populate_existing=True)
