"""What the sorts look at of events: invitations that nobody answered, and presence that nobody noted."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from aic_tracker.accounts.models import User
from aic_tracker.awaiting.scope import Scope
from aic_tracker.db import db
from aic_tracker.events.models import Answer, Attendance, Event, EventStatus

# Past this, nobody remembers who was there.
ASKED_FOR = timedelta(days=31)


class MeetingFacts:
    scope: Scope

    @cached_property
    def unanswered(self) -> Sequence[Attendance]:
        """Invitations to announced events to come that their reader has not answered, with event and account."""
        if not self.scope.replies:
            return []
        statement = (
            sa.select(Attendance)
            .join(Attendance.event)
            .join(Attendance.user)
            .where(Attendance.answer == Answer.INVITED, Attendance.told_at.is_not(None), User.is_active)
            .where(Event.status == EventStatus.ANNOUNCED, Event.starts_at > self.scope.now)
            .options(contains_eager(Attendance.event), contains_eager(Attendance.user))
            .order_by(Attendance.id)
        )
        if self.scope.owner_id is not None:
            statement = statement.where(Attendance.user_id == self.scope.owner_id)
        return db.session.scalars(statement).all()

    @cached_property
    def unnoted(self) -> Sequence[Event]:
        """Events of this last month, over, to which people were expected and where nobody is noted present."""
        if not self.scope.welcomes:
            return []
        expected = sa.exists().where(
            Attendance.event_id == Event.id, Attendance.told_at.is_not(None), Attendance.answer != Answer.NO
        )
        noted = sa.exists().where(Attendance.event_id == Event.id, Attendance.came_at.is_not(None))
        statement = (
            sa.select(Event)
            .join(Event.organiser)
            .where(Event.status == EventStatus.ANNOUNCED, expected, ~noted)
            .where(Event.starts_at > self.scope.now - ASKED_FOR, Event.starts_at <= self.scope.now)
            .options(contains_eager(Event.organiser))
            .order_by(Event.id)
        )
        return [event for event in db.session.scalars(statement) if event.ends_at <= self.scope.now]
