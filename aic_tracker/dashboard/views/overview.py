"""`/laureats/<slug>`: where a laureate stands in its twelve months."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.dashboard import overview, rules
from aic_tracker.dashboard.views.blueprint import bp
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.laureates.models import Axis, Laureate, SupportPeriod
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.roadmap.rules import is_late
from aic_tracker.web.charts import Mark, Span, Timeline, timeline
from aic_tracker.web.periods import shown_period

SPAN_KINDS = {
    AssignmentStatus.REQUESTED: "planned",
    AssignmentStatus.SCOPED: "planned",
    AssignmentStatus.APPROVED: "planned",
    AssignmentStatus.IN_PROGRESS: "running",
    AssignmentStatus.COMPLETED: "done",
    AssignmentStatus.EVALUATED: "done",
}
POINT_KINDS = {
    CheckpointStatus.PLANNED: "planned",
    CheckpointStatus.HELD: "held",
    CheckpointStatus.CLOSED: "held",
    CheckpointStatus.CANCELLED: "cancelled",
}


@bp.route("/laureats/<slug>")
@requires(Permission.READ_LAUREATE)
def laureate(laureate: Laureate) -> Any:
    today, now = clock.today(), clock.now()
    period = shown_period(laureate, today)
    if period is None:
        return render_template("dashboard/laureate_without_period.html", laureate=laureate)
    glance = overview.glance(
        laureate,
        period,
        actor=current_user,
        today=today,
        now=now,
        with_time=can("READ_TIME"),
        with_journal=can("READ_JOURNAL"),
    )
    return render_template(
        "dashboard/laureate.html",
        laureate=laureate,
        period=period,
        today=today,
        month=rules.last_month(today),
        glance=glance,
        axes=[(axis.label, glance.share_on(axis)) for axis in Axis],
        chart=chart(laureate, period, glance, today),
    )


def chart(laureate: Laureate, period: SupportPeriod, glance: overview.Glance, today: date) -> Timeline:
    return timeline(
        period.starts_on,
        period.until,
        today,
        points=[point_mark(laureate, point) for point in glance.points],
        objectives=objective_marks(laureate, glance.objectives, today),
        assignments=[
            assignment_span(laureate, line.assignment)
            for line in glance.assignments
            if line.assignment.starts_on and line.assignment.ends_on
        ],
    )


def point_mark(laureate: Laureate, point: Checkpoint) -> Mark:
    url = url_for("checkpoints.show", slug=laureate.slug, number=point.number)
    return Mark(paris_day(point.starts_at), f"Point n° {point.number}", POINT_KINDS[point.status], url)


def objective_marks(laureate: Laureate, objectives: Sequence[Objective], today: date) -> list[Mark]:
    url = url_for("roadmap.show", slug=laureate.slug)
    marks = []
    for objective in objectives:
        if objective.due_on is None or objective.status is ObjectiveStatus.DROPPED:
            continue
        kind = "late" if is_late(objective, today) else "due" if objective.status.is_open else "done"
        marks.append(Mark(objective.due_on, objective.title, kind, url))
    return marks


def assignment_span(laureate: Laureate, assignment: Assignment) -> Span:
    assert assignment.starts_on is not None
    assert assignment.ends_on is not None
    return Span(
        assignment.starts_on,
        assignment.ends_on + timedelta(days=1),
        assignment.title,
        SPAN_KINDS[assignment.status],
        url_for("expertise.show", slug=laureate.slug, assignment_id=assignment.id),
    )
