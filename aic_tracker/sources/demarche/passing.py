"""One pass over the démarche, step by step: the caller commits after each.

A page of dossiers, its files and the cursor that follows are one step: killed at any moment, the pass begins again
after the last step that was committed, and what it writes twice is written over, by number. No transaction is open
while the platform or its files are waited for.
"""

import base64
import hashlib
import logging
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from aic_tracker import config
from aic_tracker.db import db
from aic_tracker.documents import storage
from aic_tracker.outgoing.service import ServiceFault
from aic_tracker.sources import queries
from aic_tracker.sources.demarche import client, query, reading
from aic_tracker.sources.demarche.reading import Read, RemoteFile
from aic_tracker.sources.models import Dossier, DossierFile, Source, SourceKind

# Fixed for good: the cursor tells what was read, and one made for another date would be of another order.
SINCE = "2000-01-01T00:00:00+00:00"
PAGE = 20
MOST_PAGES = 200
TRIES = 3  # of a page that times out, each smaller than the one before
FILE_TRIES = 5
ENTITLED = frozenset({"user_request", "user_removed"})  # whoever asked for it expects it gone everywhere

Kept = dict[tuple[str, str, str], tuple[str | None, str]]  # by file, its stored name, or why there is none
log = logging.getLogger(__name__)


def passing(now: datetime, *, most_pages: int = MOST_PAGES) -> Iterator[Counter[str]]:
    """Read what changed. Each step gives what it counted. Raises ServiceFault, with nothing half written."""
    number = config.current().demarche.number
    _doomed().clear()
    asked = client.ask(query.QUESTIONS, {"number": number}, now=now)
    found = reading.questions(asked)
    source = queries.source(SourceKind.DEMARCHE, of=identity())
    source.questions = found or source.questions
    db.session.flush()
    yield Counter()
    yield from _pages(number, now, most_pages)
    yield from _again(number, now)
    for key, text in (("deleted", query.DELETED), ("pending", query.PENDING)):
        yield from _gone(number, key, text, now)


def identity() -> str:
    """What the cursors belong to: those of another démarche, or platform, mean nothing here."""
    settings = config.current().demarche
    return f"{settings.url} {settings.number}"


def _state() -> dict[str, Any]:
    state = dict(queries.source(SourceKind.DEMARCHE, of=identity()).state)
    db.session.rollback()  # nothing is held while the platform is waited for
    return state


def _pages(number: int, now: datetime, most: int) -> Iterator[Counter[str]]:
    for _ in range(most):
        before = _state()
        connection = _page(query.DOSSIERS, "dossiers", number, before.get("cursor"), now)
        nodes = [node for node in connection.get("nodes") or () if isinstance(node, dict)]
        read = [one for node in nodes if (one := reading.dossier(node, number))]
        fetched = [(one, _fetch_files(one)) for one in read]
        counts = _write(fetched, now)
        yield _advance("cursor", before.get("cursor"), connection) + counts
        _bury()
        if not connection.get("pageInfo", {}).get("hasNextPage"):
            return


def _again(number: int, now: datetime) -> Iterator[Counter[str]]:
    """Files that were not ready, or came wrong: their dossier is asked again, since addresses live one hour."""
    wanted = queries.numbers_with_missing_files(FILE_TRIES)
    db.session.rollback()
    for dossier_number in wanted:
        try:
            node = client.ask(query.DOSSIER, {"number": dossier_number}, now=now).get("dossier")
        except ServiceFault as fault:
            if fault.may_pass:
                raise
            queries.count_try(dossier_number)  # no longer there: the deletions will say so
            yield Counter()
            continue
        read = reading.dossier(node, number) if isinstance(node, dict) else None
        if read:
            yield _write([(read, _fetch_files(read))], now)
            _bury()


def _gone(number: int, key: str, text: str, now: datetime) -> Iterator[Counter[str]]:
    """Deletions do not move dossiers' own date: they have their list, and its cursor."""
    for _ in range(MOST_PAGES):
        before = _state()
        connection = _page(text, "gone", number, before.get(key), now)
        counts: Counter[str] = Counter()
        for node in connection.get("nodes") or ():
            if isinstance(node, dict) and (dossier := queries.dossier_numbered(node.get("number"))):
                counts["deleted"] += _delete(dossier, node, now)
        yield _advance(key, before.get(key), connection) + counts
        _bury()
        if not connection.get("pageInfo", {}).get("hasNextPage"):
            return


def _page(text: str, field: str, number: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """A page, smaller each time the platform gives up on it."""
    size = PAGE
    for attempt in range(1, TRIES + 1):
        try:
            variables = {"number": number, "first": size, "after": cursor, "since": SINCE}
            data = client.ask(text, variables, now=now)
        except ServiceFault as fault:
            if attempt == TRIES or not fault.may_pass or fault.again_at:
                raise
            size = max(1, size // 4)
            continue
        found = (data.get("demarche") or {}).get(field)
        if not isinstance(found, dict) or not isinstance(found.get("pageInfo"), dict):
            raise ServiceFault("Démarche numérique a répondu autre chose que ce qu’elle annonce.")
        return found
    raise AssertionError("unreachable")


def _advance(key: str, before: str | None, connection: dict[str, Any]) -> Counter[str]:
    """Keep the cursor of this page, never an empty one: an empty page has none, and is not the beginning."""
    source = queries.source(SourceKind.DEMARCHE, of=identity())
    if source.state.get(key) == before and (after := connection["pageInfo"].get("endCursor")):
        source.state = {**source.state, key: after}
    db.session.flush()
    return Counter()


def _fetch_files(read: Read) -> Kept:
    """The bytes of each file that is not here yet: kept on the disk before the row that names them."""
    here = queries.stored_files(read.number)
    db.session.rollback()
    kept: Kept = {}
    for one in read.files:
        key = (one.question_id, one.checksum, one.filename)
        if key not in kept:  # the same file may be given twice
            kept[key] = (here[key], "") if here.get(key) else _fetch(one)
    return kept


def _fetch(one: RemoteFile) -> tuple[str | None, str]:
    if one.size > client.LARGEST_FILE:
        return None, "trop lourd pour être gardé ici : lisez-le sur Démarche numérique"
    if one.is_pending:
        return None, "pas encore analysé par l’antivirus de la plateforme"
    try:
        content = client.download(one.url)
    except ServiceFault as fault:
        return None, fault.words[:200]
    digest = hashlib.md5(content, usedforsecurity=False).digest()
    if base64.b64encode(digest).decode() != one.checksum:
        return None, "reçu abîmé : son empreinte n’est pas celle qui est annoncée"
    try:
        return storage.keep(content), ""
    except OSError:
        log.exception("file of a dossier not written")
        return None, "n’a pas pu être enregistré sur le disque"


def _write(fetched: list[tuple[Read, Kept]], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for read, kept in fetched:
        dossier = queries.dossier_numbered(read.number)
        if dossier is None:
            dossier = Dossier(number=read.number, seen_at=now, files=[])
            db.session.add(dossier)
            counts["added"] += 1
        elif any(getattr(dossier, name) != value for name, value in read.values.items()):
            counts["changed"] += 1
        for name, value in read.values.items():
            setattr(dossier, name, value)
        # One that the platform gives again is there again.
        dossier.seen_at, dossier.deleted_at, dossier.deletion_reason = now, None, ""
        counts["files"] += _write_files(dossier, read, kept)
    db.session.flush()
    return counts


def _write_files(dossier: Dossier, read: Read, kept: Kept) -> int:
    """A file that is no longer in the answers leaves the list, and its bytes with it."""
    known = {(one.question_id, one.checksum, one.filename): one for one in dossier.files}
    named, count = set(), 0
    for one in read.files:
        key = (one.question_id, one.checksum, one.filename)
        if key in named:
            continue
        named.add(key)
        if (row := known.get(key)) is None:
            row = DossierFile(
                question_id=one.question_id,
                checksum=one.checksum,
                filename=one.filename,
                media_type=one.media_type,
                size=one.size,
                tries=0,
            )
            dossier.files.append(row)
        name, problem = kept.get(key, (None, ""))
        count += bool(name and not row.stored_name)
        row.stored_name, row.problem = row.stored_name or name, problem
        row.tries += 0 if row.stored_name else 1
    for key in known.keys() - named:
        _drop(dossier, known[key])
    return count


def _drop(dossier: Dossier, row: DossierFile) -> None:
    if row.stored_name:
        _doomed().append(row.stored_name)
    dossier.files.remove(row)
    db.session.delete(row)


def _doomed() -> list[str]:
    """Stored names whose bytes go once the step is committed: nothing names them then."""
    names: list[str] = db.session.info.setdefault("doomed_files", [])
    return names


def _bury() -> None:
    names = _doomed()
    while names:
        storage.remove(names.pop())


def _delete(dossier: Dossier, node: dict[str, Any], now: datetime) -> int:
    if dossier.deleted_at is not None:
        return 0
    dossier.deleted_at = reading.instant(node.get("dateSupression")) or now.astimezone(UTC)
    dossier.deletion_reason = str(node.get("reason") or "")[:40]
    if dossier.deletion_reason in ENTITLED:
        empty(dossier)
    return 1


def empty(dossier: Dossier) -> None:
    """Nothing of what was answered stays: the number, the state and the reason do."""
    dossier.email, dossier.motivation = "", ""
    dossier.applicant, dossier.answers, dossier.annotations = {}, [], []
    for one in list(dossier.files):
        _drop(dossier, one)


def is_due(source: Source | None, now: datetime) -> bool:
    """Whether the time of the next pass came."""
    if source is None or source.ended_at is None:
        return True
    return now >= (source.again_at or source.ended_at + timedelta(minutes=config.current().demarche.minutes))
