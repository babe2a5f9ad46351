"""Files are attached and removed; what was removed stays, with who and when."""

import logging
from datetime import datetime
from hashlib import sha256

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.documents import queries, rules, storage
from aic_tracker.documents.models import Document, Holder
from aic_tracker.errors import DomainError
from aic_tracker.expertise.models import Assignment
from aic_tracker.formats import quoted
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time

log = logging.getLogger(__name__)


@at_any_time
def attach(
    laureate: Laureate,
    to: Laureate | Checkpoint | Assignment,
    *,
    actor: User,
    now: datetime,
    filename: str,
    content: bytes,
) -> Document:
    """Keep a file with a laureate, or with a point or an assignment of that laureate.

    Raises DomainError when its content is not one of those accepted, or is attached there already.
    """
    kind = rules.kind_of(content)
    holder = Holder(to.__tablename__)
    digest = sha256(content).hexdigest()
    if (known := queries.with_content(holder, to.id, digest)) is not None:
        name = quoted(known.filename)
        raise DomainError(f"Ce fichier est déjà joint ici, sous le nom {name}.", field="file")
    try:
        stored_name = storage.keep(content)
    except OSError as error:
        log.exception("attachment not written")
        raise DomainError("Le fichier n’a pas pu être enregistré : réessayez plus tard.", field="file") from error
    document = Document(
        laureate_id=laureate.id,
        holder=holder,
        holder_id=to.id,
        filename=rules.clean_filename(filename, kind),
        media_type=kind.media_type,
        size=len(content),
        sha256=digest,
        stored_name=stored_name,
        author_id=actor.id,
        added_at=now,
    )
    db.session.add(document)
    record(
        actor,
        "document.added",
        document,
        f"a joint le document {quoted(document.filename)}{_place(to)}",
        laureate_id=laureate.id,
    )
    return document


@at_any_time
def remove(document: Document, *, actor: User, now: datetime) -> None:
    """No longer offer a file. Raises DomainError for whoever neither added it nor is of the support team."""
    if not rules.may_remove(document, actor):
        raise DomainError("Seule la personne qui a joint ce document, ou l’équipe d’accompagnement, peut le retirer.")
    document.removed_at, document.remover_id = now, actor.id
    record(
        actor,
        "document.removed",
        document,
        f"a retiré le document {quoted(document.filename)}",
        laureate_id=document.laureate_id,
    )


def _place(to: Laureate | Checkpoint | Assignment) -> str:
    if isinstance(to, Checkpoint):
        return f" au point n° {to.number}"
    if isinstance(to, Assignment):
        return f" à l’appui {quoted(to.title)}"
    return ""
