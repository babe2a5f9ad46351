"""The directory of experts: what they are good at, how busy they are, what they were given."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.expertise import rules
from aic_tracker.expertise.models import Assignment, AssignmentDay, Expert, Skill
from aic_tracker.expertise.queries.assignments import Line, line_of
from aic_tracker.expertise.rules import RUNNING
from aic_tracker.folding import french_order, same_name, searchable


def given_elsewhere(expert: Expert, assignment: Assignment, on: date) -> int:
    """Quarters that an expert gave that day on other assignments; held until the end of the transaction."""
    db.session.execute(sa.select(Expert.id).where(Expert.id == expert.id).with_for_update())
    statement = (
        sa.select(sa.func.coalesce(sa.func.sum(AssignmentDay.quarters), 0))
        .join(AssignmentDay.assignment)
        .where(Assignment.expert_id == expert.id, Assignment.id != assignment.id, AssignmentDay.on == on)
    )
    return db.session.scalars(statement).one()


@dataclass(frozen=True)
class ExpertLine:
    """An expert in the directory. `load` in quarter days still promised; `mark` the mean of past evaluations."""

    expert: Expert
    load: int
    running: int
    mark: Fraction | None
    marks: int

    @property
    def skills(self) -> list[Skill]:
        return [Skill(value) for value in self.expert.skills]


def directory(*, search: str = "", skill: Skill | None = None, state: str | None = None) -> list[ExpertLine]:
    """Experts by name, the search blind to accents and capitals, in three statements.

    `state`: « inactive » for those who left; « free » for those without a running assignment.
    """
    statement = sa.select(Expert).where(Expert.is_active.is_not(state == "inactive")).options(joinedload(Expert.user))
    words = searchable(search).split()
    kept = [expert for expert in db.session.scalars(statement) if _matches(expert, words, skill)]
    lines = [line for line in _with_figures(kept) if state != "free" or not line.running]
    return sorted(lines, key=lambda line: french_order(line.expert.name))


def fitting(skill: Skill) -> list[ExpertLine]:
    """Who can answer a request: active experts with the skill, the least busy first."""
    return sorted(directory(skill=skill), key=lambda line: line.load)


def _matches(expert: Expert, words: Sequence[str], skill: Skill | None) -> bool:
    text = searchable(expert.name, expert.availability, *(Skill(value).label for value in expert.skills))
    return (skill is None or skill.value in expert.skills) and all(word in text for word in words)


def _with_figures(experts: Iterable[Expert]) -> list[ExpertLine]:
    loads = _loads()
    marks = _marks()
    return [
        ExpertLine(
            expert,
            *loads.get(expert.id, (0, 0)),
            rules.average(*marks.get(expert.id, (0, 0))),
            marks.get(expert.id, (0, 0))[1],
        )
        for expert in experts
    ]


def _loads() -> dict[int, tuple[int, int]]:
    """By expert: quarters still promised, and the number of running assignments."""
    used = sa.func.coalesce(sa.func.sum(AssignmentDay.quarters), 0)
    statement = (
        sa.select(Assignment.expert_id, Assignment.planned_quarters, used)
        .outerjoin(Assignment.days)
        .where(Assignment.status.in_(rules.RUNNING))
        .group_by(Assignment.id, Assignment.expert_id, Assignment.planned_quarters)
    )
    loads: dict[int, tuple[int, int]] = {}
    for expert_id, planned, spent in db.session.execute(statement):
        if expert_id is None:
            continue
        quarters, running = loads.get(expert_id, (0, 0))
        loads[expert_id] = (quarters + rules.left_quarters(planned, int(spent)), running + 1)
    return loads


def _marks() -> dict[int, tuple[int, int]]:
    """By expert: the sum of the evaluations received, and how many."""
    statement = (
        sa.select(Assignment.expert_id, sa.func.sum(Assignment.evaluation), sa.func.count(Assignment.evaluation))
        .where(Assignment.evaluation.is_not(None))
        .group_by(Assignment.expert_id)
    )
    rows = db.session.execute(statement)
    return {expert_id: (int(marks or 0), count) for expert_id, marks, count in rows if expert_id is not None}


def expert(expert_id: int) -> Expert | None:
    return db.session.scalar(sa.select(Expert).where(Expert.id == expert_id).options(joinedload(Expert.user)))


def every_expert() -> Sequence[Expert]:
    return db.session.scalars(sa.select(Expert)).all()


def names_of_experts(expert_ids: Collection[int]) -> dict[int, str]:
    """The names that these sheets bear now."""
    found = db.session.execute(sa.select(Expert.id, Expert.name).where(Expert.id.in_(expert_ids)))
    return {row.id: row.name for row in found}


def expert_line(found: Expert) -> ExpertLine:
    return _with_figures([found])[0]


def history_of(found: Expert) -> list[Line]:
    """Every assignment given to an expert, the latest first; laureates loaded."""
    statement = (
        sa.select(Assignment)
        .where(Assignment.expert_id == found.id)
        .options(joinedload(Assignment.laureate), selectinload(Assignment.days))
        .order_by(Assignment.requested_at.desc(), Assignment.id.desc())
    )
    return [line_of(assignment) for assignment in db.session.scalars(statement)]


def expert_options(skill: Skill, *, current: Expert | None = None) -> list[tuple[Any, str]]:
    """Active experts to choose from, those with the skill first and said so; the one already chosen stays."""
    statement = sa.select(Expert).where(sa.or_(Expert.is_active, Expert.id == (current.id if current else None)))
    experts = sorted(
        db.session.scalars(statement), key=lambda one: (skill.value not in one.skills, french_order(one.name))
    )
    return [(one, one.name if skill.value in one.skills else f"{one.name} (autres compétences)") for one in experts]


def skilled_experts() -> dict[Skill, list[ExpertLine]]:
    """Active experts by skill, for whoever requests an assignment."""
    lines = directory()
    return {skill: [line for line in lines if skill in line.skills] for skill in Skill}


def name_taken(name: str, *, but: Expert | None = None) -> bool:
    others = db.session.execute(sa.select(Expert.id, Expert.name).where(Expert.id != (but.id if but else 0)))
    return any(same_name(other.name, name) for other in others)


def expert_with_account(user: User) -> Expert | None:
    return db.session.scalar(sa.select(Expert).where(Expert.user_id == user.id))


def working_among(user_ids: Collection[int]) -> set[int]:
    statement = (
        sa.select(Expert.user_id)
        .join(Assignment, Assignment.expert_id == Expert.id)
        .where(Expert.user_id.in_(user_ids), Assignment.status.in_(RUNNING))
    )
    return {user_id for user_id in db.session.scalars(statement) if user_id is not None}


def own_assignment_ids(user: User) -> sa.Select[int]:
    """The assignments that a person carries as an expert: all that they may see of what others were given."""
    return sa.select(Assignment.id).join(Expert).where(Expert.user_id == user.id)


def running_account_ids(*conditions: sa.ColumnElement[bool]) -> sa.Select[int | None]:
    """The accounts of the experts whose assignment is under way."""
    return (
        sa.select(Expert.user_id)
        .join(Assignment, Assignment.expert_id == Expert.id)
        .where(Assignment.status.in_(rules.RUNNING), Expert.user_id.is_not(None), *conditions)
    )
