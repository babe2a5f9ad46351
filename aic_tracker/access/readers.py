"""Who may read a laureate on a day: asked by the guard before a page, and by whoever writes a mail before it leaves.

What is asked of one person is a condition on `Laureate`; of anybody, one on `User` and `Laureate` together.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, Expert
from aic_tracker.expertise.rules import RUNNING
from aic_tracker.laureates.models import Laureate, Membership

Condition = sa.ColumnElement[bool]
Reader = int | InstrumentedAttribute[int] | sa.BindParameter[int]
Pair = tuple[int, int]  # the person, the laureate

# Parameters of one statement: SQLite takes 32,766.
PAIRS_AT_ONCE = 5_000


def _every_laureate(user_id: Reader, day: date) -> Condition:
    return sa.true()


def _with_a_place(user_id: Reader, day: date) -> Condition:
    place = sa.select(Membership.id).where(
        Membership.laureate_id == Laureate.id, Membership.user_id == user_id, Membership.active_on(day)
    )
    return place.correlate(Laureate, User).exists()


def _with_a_running_assignment(user_id: Reader, day: date) -> Condition:
    running = (
        sa.select(Assignment.id)
        .join(Expert, Expert.id == Assignment.expert_id)
        .where(Assignment.laureate_id == Laureate.id, Expert.user_id == user_id, Assignment.status.in_(RUNNING))
    )
    return running.correlate(Laureate, User).exists()


# A role that is not here reads no laureate.
READS: dict[Role, Callable[[Reader, date], Condition]] = {
    Role.COACH: _every_laureate,
    Role.DIRECTION: _every_laureate,
    Role.REFERENT: _with_a_place,
    Role.EXPERT: _with_a_running_assignment,
}


def reads_every_laureate(user: User) -> bool:
    return READS.get(user.role) is _every_laureate


def may_be_read_by(user: User, day: date) -> Condition:
    """The laureates that this person may read on that day."""
    return read_through(user.role, user.id, day)


def read_through(role: Role, user_id: Reader, day: date) -> Condition:
    """The laureates that who holds this role may read on that day."""
    reads = READS.get(role)
    return reads(user_id, day) if reads else sa.false()


def may_read(day: date) -> Condition:
    """The persons and the laureates that they may read on that day; whether the account is active is another matter."""
    return sa.or_(*(sa.and_(User.role == role, reads(User.id, day)) for role, reads in READS.items()))


def without_the_right_to_read(pairs: Collection[Pair], day: date) -> set[Pair]:
    """Those of these pairs whose person may not read the laureate on that day."""
    allowed: set[Pair] = set()
    asked = sorted(pairs)
    for start in range(0, len(asked), PAIRS_AT_ONCE):
        # Joined to what is asked: compared with a list of pairs, every person would be with every laureate first.
        pair = sa.values(sa.column("user_id", sa.Integer), sa.column("laureate_id", sa.Integer), name="pair")
        named = pair.data(asked[start : start + PAIRS_AT_ONCE]).cte("asked")
        statement = (
            sa.select(User.id, Laureate.id)
            .join(named, named.c.user_id == User.id)
            .join(Laureate, Laureate.id == named.c.laureate_id)
            .where(may_read(day))
        )
        allowed |= {(user_id, laureate_id) for user_id, laureate_id in db.session.execute(statement)}
    return set(pairs) - allowed


def readers_among(users: Iterable[User], laureate_id: int, day: date) -> list[User]:
    """Those of these people who may read the laureate on that day, in the order given."""
    people = list(users)
    barred = without_the_right_to_read([(user.id, laureate_id) for user in people], day)
    return [user for user in people if (user.id, laureate_id) not in barred]
