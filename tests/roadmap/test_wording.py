"""What an objective says has one list: a field forgotten in a copy, a revision or a difference is red here."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.roadmap import operations, queries
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.roadmap.operations import ordering
from aic_tracker.roadmap.revisions import rules, words
from tests import factories as make

# Where it stands and how it is kept; nothing that it says.
KEPT_APART = {"id", "priority_id", "rank", "carried_from_id", "updated_at", "version"}
SAID = {*Objective.WORDING, *Objective.MEASURE, *Objective.PLAN}


@pytest.fixture
def objective(app: Flask) -> Objective:
    """An objective whose every column holds something."""
    laureate = make.laureate()
    row = make.objective(make.priority(make.roadmap(laureate)))
    for name in Objective.WORDING:
        setattr(row, name, f"texte de {name}")
    row.baseline, row.target, row.current, row.kept_progress = Decimal(1), Decimal(9), Decimal(4), Decimal("0.5")
    row.due_on, row.owner_id = date(2026, 7, 1), make.user().id
    row.status, row.reason = ObjectiveStatus.BLOCKED, "Une panne."
    db.session.commit()
    found = queries.objective_for(laureate.id, row.id)
    assert found is not None
    return found


def values(row: Objective, names: set[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def test_every_column_is_in_one_list_and_every_text_is_wording() -> None:
    columns = Objective.__table__.columns
    assert {column.key for column in columns} == KEPT_APART | SAID | set(Objective.STATE)
    texts = {column.key for column in columns if isinstance(column.type, sa.String)}
    assert texts - {"status", "reason"} == set(Objective.WORDING)


def test_a_renewed_copy_equals_its_original(objective: Objective) -> None:
    first = objective.priority.roadmap.period
    second = make.save(
        SupportPeriod(laureate_id=first.laureate_id, number=2, starts_on=first.term_on, term_on=date(2027, 9, 1))
    )
    (copy,) = operations.carry_over(first, second, now=clock.now())
    db.session.flush()
    assert values(copy, SAID | set(Objective.STATE)) == values(objective, SAID | set(Objective.STATE))


def test_a_duplicate_says_the_same_and_starts_anew(objective: Objective) -> None:
    copy = ordering.duplicate_objective(objective, actor=make.coach(), now=clock.now())
    db.session.flush()
    assert values(copy, SAID - {"title"}) == values(objective, SAID - {"title"})
    assert copy.title == "texte de title (copie)"
    assert (copy.status, copy.current, copy.reason) == (ObjectiveStatus.TODO, Decimal(1), "")


@pytest.mark.parametrize("name", Objective.WORDING)
def test_a_revision_keeps_each_text_and_a_difference_tells_it(objective: Objective, name: str) -> None:
    roadmap = queries.roadmap_of(objective.priority.roadmap.period_id)
    assert roadmap is not None
    before = rules.snapshot(roadmap)
    setattr(next(o for p in roadmap.priorities for o in p.objectives if o.id == objective.id), name, "autre chose")
    after = rules.snapshot(roadmap)
    assert before["objectives"][str(objective.id)][name] == f"texte de {name}"
    assert words.TEXTS[name] == Objective.WORDING[name].label
    assert rules.diff(before, after)
