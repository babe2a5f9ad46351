"""The reminders of the days to come, drawn once for all who look at them, and again when an event moves."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from aic_tracker import changes, config
from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid, AidDeclaration, AidPaper, AidProfile
from aic_tracker.calendar_fr import paris_day
from aic_tracker.changes import EVERYTHING, Followed
from aic_tracker.checkpoints.models import Attendee, Checkpoint
from aic_tracker.commitments.models import Commitment
from aic_tracker.db import db, own_transaction
from aic_tracker.diagnostic.models import Diagnostic, Rating
from aic_tracker.events import reminding
from aic_tracker.events.models import Attendance, Event
from aic_tracker.expertise.models import Assignment, Expert
from aic_tracker.folding import matches
from aic_tracker.funding.models import Grant, SponsorPledge, Tranche, TrancheCondition
from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, Membership, Organisation, SupportPeriod
from aic_tracker.mail.models import Failure, OutgoingMail
from aic_tracker.reminders import schedule
from aic_tracker.reminders.models import NotificationOptOut, Reminder
from aic_tracker.renewals.models import RenewalDecision, RenewalFile
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap
from aic_tracker.sendings.models import Departure, DepartureReader, DeparturesDrawn
from aic_tracker.timesheet.models import MonthDeclaration, MonthKeptOpen, TimeEntry

PICTURE = "departures"
DAYS_AHEAD = 30
ROW = 1
# Raise it when the same events are to be drawn otherwise.
WAY_OF_DRAWING = 3
# Of a reader, for those who write: what was drawn before is better than a page that does not come.
PATIENCE = 1.0

log = logging.getLogger(__name__)

WHOLE = Followed(EVERYTHING, "")
# What the kinds of reminders read: a test looks at every table that they name.
FOLLOWED: Mapping[type[Any], Followed] = {
    **dict.fromkeys(
        (
            Action,
            Aid,
            AidDeclaration,
            AidPaper,
            AidProfile,
            Assignment,
            Attendance,
            Attendee,
            Checkpoint,
            Commitment,
            Contact,
            Diagnostic,
            Event,
            Expert,
            Failure,
            Grant,
            Introduction,
            JournalEntry,
            Membership,
            MonthDeclaration,
            MonthKeptOpen,
            NotificationOptOut,
            Objective,
            Organisation,
            Priority,
            Rating,
            RenewalDecision,
            RenewalFile,
            Roadmap,
            SponsorPledge,
            SupportPeriod,
            TimeEntry,
            Tranche,
            TrancheCondition,
        ),
        WHOLE,
    ),
    Laureate: Followed(EVERYTHING, "", frozenset({"name", "slug", "status", "organisation_id", "territory"})),
    # Who was told of a change of date, or taken off a point: not how each mail fares.
    OutgoingMail: Followed(EVERYTHING, "", frozenset({"dedup_key", "kind", "laureate_id", "user_id", "reason"})),
    # What an earlier one said.
    Reminder: Followed(EVERYTHING, "", frozenset({"said"})),
    User: Followed(EVERYTHING, "", frozenset({"name", "email", "role", "is_active"})),
}
changes.follow(PICTURE, FOLLOWED)


def is_behind(now: datetime) -> bool:
    """Whether they are to be drawn again before they are shown; one statement."""
    drawn = sa.select(DeparturesDrawn.id).where(
        DeparturesDrawn.day == paris_day(now),
        DeparturesDrawn.as_of <= now,
        DeparturesDrawn.made_with == _made_with(),
    )
    return bool(db.session.scalar(sa.select(sa.or_(~drawn.exists(), changes.is_moved(PICTURE)))))


def _made_with() -> str:
    settings = config.current()
    return sha256(repr([WAY_OF_DRAWING, settings.reminders, settings.programme, settings.aid]).encode()).hexdigest()[
        :16
    ]


def bring_up_to_date(now: datetime) -> None:
    """Draw them again if they are behind. What cannot be written now is left for later, and said in the log.

    Ends the transaction of the session, which has written nothing, unless there is nothing to draw.
    """
    try:
        if is_behind(now):
            draw_again(now)
    except (OperationalError, InternalError) as error:
        db.session.rollback()
        log.warning("departures shown as they were: %s", error.orig)


def draw_again(now: datetime) -> bool:
    """Draw them from the events; False when somebody else did meanwhile, from later ones.

    Ends the transaction of the session, which has written nothing: the next one reads what is drawn here.
    """
    seen = [change.id for change in changes.told(PICTURE)]
    version = db.session.scalar(sa.select(DeparturesDrawn.version)) or 0
    rows, readers = _drawn(schedule.to_come(now, DAYS_AHEAD), reminding.to_come(now, DAYS_AHEAD))
    db.session.rollback()
    drawn = {"id": ROW, "version": version + 1, "day": paris_day(now), "as_of": now, "made_with": _made_with()}
    try:
        with own_transaction(patience=PATIENCE) as connection:
            held = connection.execute(sa.select(DeparturesDrawn.version).with_for_update()).scalar() or 0
            if held != version:
                return False
            for table in (DepartureReader, Departure, DeparturesDrawn):
                connection.execute(sa.delete(table))
            for into, values in ((Departure, rows), (DepartureReader, readers), (DeparturesDrawn, [drawn])):
                if values:
                    connection.execute(sa.insert(into), values)
            changes.forget(connection, seen)
    except IntegrityError:
        # The first drawing, made by two at once.
        return False
    return True


def _drawn(
    dues: Iterable[schedule.Due], recalls: Iterable[reminding.ToCome]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The mails of events come among the reminders of one hour, after those of laureates."""
    told: list[tuple[dict[str, Any], list[int]]] = []
    for _, group in groupby(dues, key=_departure):
        found = list(group)
        told.append((_row(found[0]), [due.recipient.id for due in found]))
    told += [
        ({"due_at": one.due_at, "laureate_id": None, "laureate_name": "", "about": one.about}, list(one.reader_ids))
        for one in recalls
    ]
    told.sort(key=lambda one: one[0]["due_at"])
    rows = [{"place": place} | row for place, (row, _) in enumerate(told, start=1)]
    readers = [
        {"place": place, "rank": rank, "reader": reader}
        for place, (_, people) in enumerate(told, start=1)
        for rank, reader in enumerate(people)
    ]
    return rows, readers


def _row(due: schedule.Due) -> dict[str, Any]:
    occurrence = due.occurrence
    return {
        "due_at": due.stage.due_at,
        "laureate_id": occurrence.laureate.id if occurrence.laureate else None,
        "laureate_name": occurrence.laureate_name,
        "about": occurrence.about,
    }


def _departure(due: schedule.Due) -> tuple[Any, ...]:
    """The same for all the readers of one reminder."""
    return due.stage.due_at, due.kind.name, due.occurrence.object_id, due.occurrence.stamp


def departures(now: datetime, *, laureate_ids: sa.Select[int] | None, reader_ids: list[int] | None) -> sa.Select[Any]:
    """Those that have not left, the soonest first, to be paged; of these laureates, for one of these readers."""
    statement = sa.select(Departure).where(Departure.due_at > now)
    if laureate_ids is not None:
        statement = statement.where(Departure.laureate_id.in_(laureate_ids))
    if reader_ids is not None:
        told = sa.select(DepartureReader.place).where(DepartureReader.reader.in_(reader_ids))
        statement = statement.where(Departure.place.in_(told))
    return statement.order_by(Departure.place)


def readers_of(places: Iterable[int], person: str) -> dict[int, list[str]]:
    """By place, the names of its readers, or of those whom the search names; one statement."""
    statement = (
        sa.select(DepartureReader.place, User.name, User.email)
        .join(User, User.id == DepartureReader.reader)
        .where(DepartureReader.place.in_(list(places)))
        .order_by(DepartureReader.place, DepartureReader.rank)
    )
    found: dict[int, list[str]] = {}
    for place, name, email in db.session.execute(statement):
        if matches(person, name, email):
            found.setdefault(place, []).append(name)
    return found
