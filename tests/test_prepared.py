"""A select made once gives each caller the answer to its own question."""

from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.prepared import prepared
from tests import factories

made: list[str] = []


@prepared
def _running(laureate_ids: Collection[int], day: date, name: str) -> sa.Select[int]:
    made.append("once")
    periods = sa.select(SupportPeriod.id).join(SupportPeriod.laureate)
    return periods.where(
        SupportPeriod.laureate_id.in_(laureate_ids), day >= SupportPeriod.starts_on, Laureate.name == name
    )


def test_a_select_is_made_once_and_asked_with_the_values_of_each_caller(app: Flask) -> None:
    first, second = factories.laureate(name="Un"), factories.laureate(name="Deux")
    today, ids = clock.today(), [first.id, second.id]
    began = {one.id: factories.first_period(one) for one in (first, second)}
    assert db.session.scalars(*_running(ids, today, "Un")).all() == [began[first.id].id]
    assert db.session.scalars(*_running(ids, day=today, name="Deux")).all() == [began[second.id].id]
    assert db.session.scalars(*_running([second.id], today, "Un")).all() == []
    assert db.session.scalars(*_running([], today, "Un")).all() == []
    before = began[first.id].starts_on - timedelta(days=1)
    assert db.session.scalars(*_running(ids, before, "Un")).all() == []
    assert made == ["once"]
