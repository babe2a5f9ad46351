"""Which points took place, or should have: the same in Python and in the database."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from tests import factories

HAPPENED = {CheckpointStatus.HELD, CheckpointStatus.CLOSED}


def answer(condition: sa.ColumnElement[bool]) -> bool:
    return db.session.scalar(sa.select(Checkpoint.id).where(condition)) is not None


@pytest.mark.parametrize("status", CheckpointStatus)
@pytest.mark.parametrize("minutes_ago", [-1, 0, 1])
def test_a_point_says_the_same_of_itself(app: Flask, status: CheckpointStatus, minutes_ago: int) -> None:
    point = factories.checkpoint(factories.laureate(), date(2026, 3, 2), status=status)
    now = point.starts_at + timedelta(minutes=minutes_ago)
    assert point.has_happened == answer(Checkpoint.has_happened) == (status in HAPPENED)
    is_due = status is CheckpointStatus.PLANNED and minutes_ago >= 0
    assert point.awaits_minutes(now) == answer(Checkpoint.awaits_minutes(now))
    assert point.awaits_minutes(now) == (is_due or status is CheckpointStatus.HELD)
