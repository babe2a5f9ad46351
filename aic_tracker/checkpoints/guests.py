"""Who is invited to a point, and who no longer is."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import notices
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.support import at_any_time


def invite(point: Checkpoint, people: Sequence[User]) -> tuple[list[User], list[User]]:
    """Invite these people and nobody else. Returns who comes in and who is taken off."""
    wished = {user.id for user in people}
    off = [attendee.user for attendee in point.attendees if attendee.user_id not in wished]
    known = {attendee.user_id for attendee in point.attendees}
    come = [user for user in people if user.id not in known]
    remove(point, {user.id for user in off})
    point.attendees.extend(Attendee(user=user, user_id=user.id) for user in come)
    return come, off


def remove(point: Checkpoint, user_ids: Collection[int]) -> None:
    for attendee in list(point.attendees):
        if attendee.user_id in user_ids:
            point.attendees.remove(attendee)
            db.session.delete(attendee)


@at_any_time
def take_off(point: Checkpoint, person: User, *, actor: User | None, now: datetime) -> None:
    """Somebody no longer takes part in a planned point: the event leaves their calendar. Needs the people loaded."""
    remove(point, {person.id})
    point.sequence += 1
    notices.tell_taken_off(point, [person], actor=actor, now=now)


def withdraw_everywhere(person: User) -> None:
    """Take back every invitation to a point that is still planned, without a word: the account is being erased."""
    planned = sa.select(Checkpoint.id).where(Checkpoint.status == CheckpointStatus.PLANNED)
    invitations = sa.delete(Attendee).where(Attendee.user_id == person.id, Attendee.checkpoint_id.in_(planned))
    db.session.execute(invitations.execution_options(synchronize_session=False))
