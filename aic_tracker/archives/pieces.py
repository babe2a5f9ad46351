"""What the archive of a laureate holds, piece by piece: made one after the other, each only for who may read it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.aid import queries as aids
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries as points
from aic_tracker.checkpoints.tables import POINTS
from aic_tracker.commitments import queries as commitments
from aic_tracker.commitments.tables import COMMITMENTS
from aic_tracker.conversation import queries as conversation
from aic_tracker.conversation.tables import COMMENTS, Said
from aic_tracker.db import db
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.documents import papers, storage
from aic_tracker.documents import queries as documents
from aic_tracker.events.presence import presences
from aic_tracker.events.tables import PRESENCES
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise.tables import ASSIGNMENTS
from aic_tracker.formats import date_plain, month_year
from aic_tracker.funding import queries as funding
from aic_tracker.funding.tables import LEDGER, PLEDGES
from aic_tracker.introductions import queries as introductions
from aic_tracker.introductions.tables import INTRODUCTIONS
from aic_tracker.journal import queries as journal
from aic_tracker.journal.tables import JOURNAL
from aic_tracker.journal.tables import told as told_in_journal
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.tables import MEMBERS
from aic_tracker.paper.ods import ods_file
from aic_tracker.paper.tables import Table
from aic_tracker.renewals import file_queries, kept_queries
from aic_tracker.renewals import paper as report
from aic_tracker.roadmap import paper as road
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap.tables import ACTIONS
from aic_tracker.timesheet.queries import entries_within
from aic_tracker.timesheet.tables import ENTRIES

Content = bytes | Path


@dataclass(frozen=True)
class Piece:
    """`name`: where it stands in the archive, not yet made safe; `needs`: the permission to read it."""

    section: str
    label: str
    name: str
    make: Callable[[], Content | None]  # None: its bytes are not found
    needs: str = "READ_LAUREATE"


@dataclass(frozen=True)
class Asked:
    laureate: Laureate
    actor: User
    at: datetime
    with_notes: bool


def of(asked: Asked) -> Iterator[Piece]:
    """All of them, in the order of the index."""
    for period in asked.laureate.periods:
        yield from _of_period(asked, period)
    yield from _minutes(asked)
    yield from _tables(asked)
    yield from _documents(asked)


def _of_period(asked: Asked, period: SupportPeriod) -> Iterator[Piece]:
    laureate, at = asked.laureate, asked.at
    section = f"Accompagnement n° {period.number}"
    roadmap = roadmaps.roadmap_of(period.id)
    if roadmap is not None:
        actions = roadmaps.actions_of(laureate.id)
        name = f"accompagnement-{period.number}/feuille-de-route"
        yield Piece(
            section, "Feuille de route", f"{name}.pdf", lambda: road.roadmap_pdf(roadmap, laureate, actions, at=at)
        )
        yield Piece(
            section,
            "Feuille de route, tableur",
            f"{name}.ods",
            lambda: road.roadmap_ods(roadmap, laureate, actions, at=at),
        )
    for one in diagnostics.diagnostics_of(period.id):
        label = f"{one.kind.label} du {date_plain(one.opened_on)}"
        name = f"accompagnement-{period.number}/{one.kind.label} {one.opened_on.isoformat()}.pdf"
        yield Piece(section, label, name, _diagnostic(asked, one.id))
    if period.starts_on <= paris_day(at):
        yield Piece(
            section, "Bilan", f"accompagnement-{period.number}/bilan.pdf", _report(asked, period), "READ_RENEWAL"
        )


def _diagnostic(asked: Asked, diagnostic_id: int) -> Callable[[], bytes | None]:
    def make() -> bytes | None:
        found = diagnostics.diagnostic_for(asked.laureate.id, diagnostic_id)
        return papers.diagnostic_pdf(found, asked.laureate, at=asked.at) if found else None

    return make


def _report(asked: Asked, period: SupportPeriod) -> Callable[[], bytes]:
    def make() -> bytes:
        file, decision = file_queries.written(period)
        today = paris_day(asked.at)
        bilan = kept_queries.decided_on(decision) or kept_queries.live(asked.laureate, period, today)
        return report.report_pdf(asked.laureate, period, bilan, file, decision, at=asked.at)

    return make


def _minutes(asked: Asked) -> Iterator[Piece]:
    for point in reversed(points.closed_points(asked.laureate.id)):
        day = paris_day(point.starts_at)
        label = f"Point n° {point.number} du {date_plain(day)}"
        name = f"comptes-rendus/{day.isoformat()} point {point.number}.pdf"
        yield Piece("Comptes rendus", label, name, _minutes_of(asked, point.number))


def _minutes_of(asked: Asked, number: int) -> Callable[[], bytes | None]:
    def make() -> bytes | None:
        point = points.point(asked.laureate.id, number)
        return papers.minutes_pdf(point, asked.laureate, at=asked.at) if point else None

    return make


def _tables(asked: Asked) -> Iterator[Piece]:
    laureate = asked.laureate
    periods: Sequence[SupportPeriod] = laureate.periods

    def each(rows_of: Callable[[SupportPeriod], Iterable[Any]]) -> Callable[[], list[Any]]:
        return lambda: [row for period in periods for row in rows_of(period)]

    def assignments(period: SupportPeriod) -> list[Any]:
        return [line for lines in expertise.pipeline(period.id, asked.actor).values() for line in lines]

    def times(period: SupportPeriod) -> Iterable[Any]:
        return db.session.scalars(entries_within(laureate.id, period.starts_on, period.until))

    found: list[tuple[Table, Callable[[], Iterable[Any]], str]] = [
        (MEMBERS, lambda: laureates.members_of(laureate), "READ_LAUREATE"),
        (POINTS, each(lambda period: points.points_of(period.id)), "READ_LAUREATE"),
        (ACTIONS, lambda: roadmaps.actions_of(laureate.id), "READ_LAUREATE"),
        (ENTRIES, each(times), "READ_TIME"),
        (ASSIGNMENTS, each(assignments), "READ_ASSIGNMENTS"),
        (INTRODUCTIONS, lambda: introductions.introductions_to([laureate.id]), "READ_INTRODUCTIONS"),
        (PRESENCES, lambda: presences([laureate.id]), "READ_LAUREATE"),
        (LEDGER, lambda: aids.ledger_of(laureate.organisation).aids, "READ_AID"),
        (PLEDGES, lambda: funding.pledges_of(laureate), "READ_AID"),
        (COMMITMENTS, lambda: commitments.commitments_of(laureate.id), "READ_COMMITMENTS"),
        (COMMENTS, lambda: _comments(asked), "READ_LAUREATE"),
        (JOURNAL, lambda: told_in_journal(db.session.scalars(journal.entries(laureate.id)).all()), "READ_JOURNAL"),
    ]
    for table, rows, needs in found:
        yield Piece("Tableaux", table.title, f"tableaux/{table.file}.ods", _sheet(asked, table, rows), needs)


def _sheet(asked: Asked, table: Table, rows: Callable[[], Iterable[Any]]) -> Callable[[], bytes]:
    def make() -> bytes:
        with ods_file(table.title, table.titles, table.widths, table.cells(rows()), at=asked.at) as file:
            return file.read()

    return make


def _comments(asked: Asked) -> list[Said]:
    """The oldest first; internal notes when they are wanted, and by who may read them."""
    found = db.session.scalars(conversation.seen_by(asked.actor, asked.laureate.id)).all()
    kept = [one for one in reversed(found) if one.removed_at is None and (asked.with_notes or not one.is_internal)]
    topics = conversation.topics_of(asked.laureate, kept)
    return [Said(one, topics.get((one.subject, one.subject_id))) for one in kept]


def _documents(asked: Asked) -> Iterator[Piece]:
    for document in reversed(documents.documents_of(asked.laureate.id, asked.actor)):
        if document.removed_at is None:
            label = f"{document.filename} ({month_year(paris_day(document.added_at))})"
            yield Piece("Fichiers joints", label, f"fichiers/{document.filename}", _bytes_of(document.stored_name))


def _bytes_of(stored_name: str) -> Callable[[], Path | None]:
    def make() -> Path | None:
        path = storage.path_of(stored_name)
        return path if path.is_file() else None

    return make
