"""Which laureates came to which events: by those who were their referents on that day, as it was noted at the door."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day, paris_instant
from aic_tracker.db import db
from aic_tracker.events.models import Attendance, Event, EventStatus
from aic_tracker.folding import by_name
from aic_tracker.laureates.models import MemberRole, Membership


@dataclass(frozen=True)
class Presence:
    """One laureate at one event."""

    laureate_id: int
    event: Event
    people: list[User]

    @property
    def on(self) -> date:
        return paris_day(self.event.starts_at)

    @property
    def title(self) -> str:
        return self.event.title

    @property
    def kind(self) -> str:
        return self.event.kind.label

    @property
    def names(self) -> list[str]:
        return [user.name for user in self.people]


def presences(laureate_ids: Collection[int], *, since: date | None = None, until: date | None = None) -> list[Presence]:
    """Over the days `[since, until)`, the oldest first; one statement."""
    statement = (
        sa.select(Event, User, Membership)
        .select_from(Attendance)
        .join(Attendance.event)
        .join(Attendance.user)
        .join(Membership, Membership.user_id == User.id)
        .where(Attendance.came_at.is_not(None), Event.status == EventStatus.ANNOUNCED)
        .where(Membership.laureate_id.in_(laureate_ids), Membership.role == MemberRole.REFERENT)
        .order_by(Event.starts_at, Event.id)
    )
    if since is not None:
        statement = statement.where(Event.starts_at >= paris_instant(since, 0))
    if until is not None:
        statement = statement.where(Event.starts_at < paris_instant(until, 0))
    found: dict[tuple[int, int], Presence] = {}
    for event, user, place in db.session.execute(statement):
        if place.active_on(paris_day(event.starts_at)):
            key = (event.id, place.laureate_id)
            one = found.setdefault(key, Presence(place.laureate_id, event, []))
            if user not in one.people:
                one.people.append(user)
    for one in found.values():
        one.people[:] = by_name(one.people)
    return list(found.values())
