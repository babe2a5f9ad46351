"""Who was invited to a point and did not come is told where its minutes are read."""

import pytest

from aic_tracker.checkpoints.models import Attendee, CheckpointStatus
from aic_tracker.journal.operations import record
from tests import factories
from tests.reminders.kinds.news import Project, at, commit


@pytest.fixture
def project(app):
    return Project()


def close(project, *, came=()):
    values = {"status": CheckpointStatus.CLOSED, "minutes": "Rien de neuf.", "number": 4}
    point = factories.checkpoint(project.vikidia, **values)
    for user in (project.lead, project.referent):
        factories.save(Attendee(checkpoint_id=point.id, user_id=user.id, was_present=user in came))
    with at("2026-03-02T10:20"):
        record(project.lead, "checkpoint.closed", point, "a clos le point n° 4", laureate_id=project.vikidia.id)
        commit()


def test_the_absent_are_told_where_to_read(project, planner, same_as_expected):
    close(project, came=[project.lead])
    [mail] = planner.at("2026-03-02T11:00")
    same_as_expected(mail, "minutes-missed")


def test_those_who_came_have_the_minutes_themselves(project, planner):
    close(project, came=[project.lead, project.referent])
    assert planner.at("2026-03-02T11:00") == []
