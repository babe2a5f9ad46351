"""Juries: who is on one, their conflicts, what they gave, and what each may read."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.db import db
from aic_tracker.folding import by_name
from aic_tracker.selection.jury import Opinion
from aic_tracker.selection.models import (
    Application,
    ApplicationState,
    Call,
    Conflict,
    ConflictState,
    Hearing,
    Juror,
    Review,
)

HIDES = Conflict.state != ConflictState.DISMISSED


def juries_of(user_id: int) -> Sequence[Juror]:
    """Where this person is a member, the last call first, each with its call."""
    statement = sa.select(Juror).filter_by(user_id=user_id).join(Juror.call).options(joinedload(Juror.call))
    return db.session.scalars(statement.order_by(Call.opens_on.desc(), Juror.id.desc())).all()


def juror_of(user_id: int, call_id: int) -> Juror | None:
    """Their place on the jury of this call, with the call and its criteria."""
    options = joinedload(Juror.call).selectinload(Call.criteria)
    statement = sa.select(Juror).filter_by(user_id=user_id, call_id=call_id)
    return db.session.scalar(statement.options(options).execution_options(populate_existing=True))


def juror(juror_id: int) -> Juror | None:
    options = (joinedload(Juror.user), joinedload(Juror.call))
    return db.session.get(Juror, juror_id, options=options, populate_existing=True)


def jury(call_id: int) -> list[Juror]:
    """By name, each with their account."""
    statement = sa.select(Juror).filter_by(call_id=call_id).options(joinedload(Juror.user))
    people = {one.user_id: one for one in db.session.scalars(statement)}
    return [people[user.id] for user in by_name(one.user for one in people.values())]


def members(call_id: int) -> dict[int, int]:
    """By person, their number on the jury."""
    statement = sa.select(Juror.user_id, Juror.id).filter_by(call_id=call_id)
    return {row.user_id: row.id for row in db.session.execute(statement)}


def conflicts(call_id: int) -> Sequence[Conflict]:
    """With the juror's account and the application, those to decide first."""
    statement = (
        sa.select(Conflict)
        .join(Conflict.juror)
        .where(Juror.call_id == call_id)
        .options(joinedload(Conflict.juror).joinedload(Juror.user), joinedload(Conflict.application))
    )
    return db.session.scalars(statement.order_by(Conflict.state != ConflictState.PROPOSED, Conflict.id)).all()


def conflict(conflict_id: int) -> Conflict | None:
    options = (joinedload(Conflict.juror).joinedload(Juror.user), joinedload(Conflict.application))
    return db.session.get(Conflict, conflict_id, options=options, populate_existing=True)


def conflict_between(juror_id: int, application_id: int) -> Conflict | None:
    return db.session.scalar(sa.select(Conflict).filter_by(juror_id=juror_id, application_id=application_id))


def conflicted(call_id: int) -> dict[int, set[int]]:
    """By application, the jurors whom a conflict takes out."""
    statement = sa.select(Conflict.application_id, Conflict.juror_id).join(Conflict.juror).where(HIDES)
    found: dict[int, set[int]] = {}
    for application_id, juror_id in db.session.execute(statement.where(Juror.call_id == call_id)):
        found.setdefault(application_id, set()).add(juror_id)
    return found


def unseen_by(user_id: int) -> sa.Select[int]:
    """The applications that a conflict of this person hides from them, to be asked."""
    return sa.select(Conflict.application_id).join(Conflict.juror).where(HIDES, Juror.user_id == user_id)


def hidden_from(user_id: int, call_id: int) -> set[int]:
    return set(db.session.scalars(unseen_by(user_id).where(Juror.call_id == call_id)))


def is_hidden_from(user_id: int, application_id: int) -> bool:
    found = unseen_by(user_id).where(Conflict.application_id == application_id)
    return bool(db.session.scalar(sa.select(found.exists())))


def opinions(call_id: int) -> dict[int, list[Opinion]]:
    """By application, what was given. Who is known no more bears a number that is nobody's."""
    statement = sa.select(Review.application_id, Review.id, Review.juror_id, Review.panel, Review.scores)
    statement = statement.join(Application, Application.id == Review.application_id)
    found: dict[int, list[Opinion]] = {}
    for application_id, review_id, juror_id, panel, scores in db.session.execute(
        statement.where(Application.call_id == call_id)
    ):
        of = {int(key): score for key, score in scores.items()}
        found.setdefault(application_id, []).append(Opinion(juror_id or -review_id, panel, of))
    return found


def review_counts(call_id: int) -> dict[int, int]:
    """By application, how many jurors gave what they think."""
    statement = sa.select(Review.application_id, sa.func.count()).join(
        Application, Application.id == Review.application_id
    )
    statement = statement.where(Application.call_id == call_id).group_by(Review.application_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def reviewed_by(juror_id: int) -> set[int]:
    return set(db.session.scalars(sa.select(Review.application_id).filter_by(juror_id=juror_id)))


def review(juror_id: int, application_id: int) -> Review | None:
    statement = sa.select(Review).filter_by(juror_id=juror_id, application_id=application_id)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def reviews_of(application_id: int) -> Sequence[Review]:
    """In the order in which they were given."""
    statement = sa.select(Review).filter_by(application_id=application_id)
    return db.session.scalars(statement.order_by(Review.given_at, Review.id)).all()


class Brief(NamedTuple):
    id: int
    name: str
    organisation: str
    state: ApplicationState
    theme: str


def briefs(call_id: int, states: Sequence[ApplicationState]) -> dict[int, Brief]:
    """What lists say of the applications that stand in these states, by name."""
    statement = sa.select(
        Application.id, Application.name, Application.organisation, Application.state, Application.theme
    )
    statement = statement.where(Application.call_id == call_id, Application.state.in_(states))
    rows = db.session.execute(statement.order_by(Application.name_key, Application.id))
    return {row.id: Brief(*row) for row in rows}


def hearing(application_id: int) -> Hearing | None:
    return db.session.get(Hearing, application_id, populate_existing=True)


def heard(call_id: int) -> dict[int, str]:
    """The notes of the hearings of a call, by application."""
    statement = sa.select(Hearing.application_id, Hearing.notes).join(
        Application, Application.id == Hearing.application_id
    )
    rows = db.session.execute(statement.where(Application.call_id == call_id, Hearing.notes != ""))
    return {row.application_id: row.notes for row in rows}
