"""Calls, their criteria, and the applications that they received."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker.db import by_code_point, db
from aic_tracker.folding import searchable
from aic_tracker.selection import jury_queries
from aic_tracker.selection.models import Application, ApplicationState, ApplicationStep, Call, Criterion
from aic_tracker.selection.rules import Trail


def calls() -> Sequence[Call]:
    """The last opened first, each with its season."""
    statement = sa.select(Call).options(joinedload(Call.season))
    return db.session.scalars(statement.order_by(Call.opens_on.desc(), Call.id.desc())).all()


def call(call_id: int) -> Call | None:
    """With its season and its criteria."""
    options = (joinedload(Call.season), selectinload(Call.criteria))
    return db.session.get(Call, call_id, options=options, populate_existing=True)


def criterion(criterion_id: int) -> Criterion | None:
    return db.session.get(Criterion, criterion_id, populate_existing=True)


def application(application_id: int) -> Application | None:
    """With its call and the season of it."""
    options = (joinedload(Application.call).joinedload(Call.season),)
    return db.session.get(Application, application_id, options=options, populate_existing=True)


def applications(
    call_id: int,
    *,
    search: str = "",
    state: ApplicationState | None = None,
    region: str | None = None,
    theme: str | None = None,
    unseen_by: int | None = None,
) -> sa.Select[Application]:
    """A select by name; the search is blind to accents and capitals.

    `unseen_by`: a person from whom a conflict hides some.
    """
    statement = sa.select(Application).where(Application.call_id == call_id)
    if unseen_by is not None:
        statement = statement.where(Application.id.not_in(jury_queries.unseen_by(unseen_by)))
    for word in searchable(search).split():
        statement = statement.where(Application.search_text.contains(word, autoescape=True))
    for column, value in (
        (Application.state, state),
        (Application.region, region),
        (Application.theme, theme),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return statement.order_by(by_code_point(Application.name_key), Application.id)


def of_call(call_id: int) -> Sequence[Application]:
    return db.session.scalars(applications(call_id)).all()


def has_applications(call_id: int) -> bool:
    return bool(db.session.scalar(sa.select(sa.select(Application.id).filter_by(call_id=call_id).exists())))


def counts(call_ids: Collection[int]) -> dict[int, dict[ApplicationState, int]]:
    """By call, how many applications stand in each state."""
    found: dict[int, dict[ApplicationState, int]] = {call_id: {} for call_id in call_ids}
    statement = (
        sa.select(Application.call_id, Application.state, sa.func.count())
        .where(Application.call_id.in_(call_ids))
        .group_by(Application.call_id, Application.state)
    )
    for call_id, state, count in db.session.execute(statement):
        found[call_id][state] = count
    return found


def regions_and_themes(call_id: int) -> tuple[list[str], list[str]]:
    """What applications of a call say of themselves, for its filters; unsorted."""
    rows = db.session.execute(sa.select(Application.region, Application.theme).filter_by(call_id=call_id).distinct())
    pairs = [(region, theme) for region, theme in rows]
    return sorted({one for one, _ in pairs if one}), sorted({one for _, one in pairs if one})


def steps(application_id: int) -> Sequence[ApplicationStep]:
    """In the order in which they came, with who decided each."""
    statement = sa.select(ApplicationStep).filter_by(application_id=application_id)
    return db.session.scalars(statement.options(joinedload(ApplicationStep.actor)).order_by(ApplicationStep.id)).all()


def trails(call_id: int) -> list[Trail]:
    """The way of each application of a call, for its funnel."""
    statement = (
        sa.select(Application.id, Application.region, Application.theme, ApplicationStep.state)
        .join(ApplicationStep, ApplicationStep.application_id == Application.id)
        .where(Application.call_id == call_id)
        .order_by(ApplicationStep.id)
    )
    found: dict[int, Trail] = {}
    for application_id, region, theme, state in db.session.execute(statement):
        before = found.get(application_id, Trail(region, theme, ()))
        found[application_id] = Trail(region, theme, (*before.states, state))
    return list(found.values())
