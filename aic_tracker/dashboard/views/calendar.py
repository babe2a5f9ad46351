"""`/laureats/<slug>/calendrier` and `/pilotage/calendrier`: twelve months on one picture, with its table."""

from datetime import date, timedelta
from typing import Any

from flask import render_template, url_for
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import can, requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.dashboard import calendar as calendars
from aic_tracker.dashboard.standing import reading
from aic_tracker.dashboard.views.common import bp
from aic_tracker.dashboard.views.fresh import up_to_date
from aic_tracker.dashboard.views.steering import page_of_laureates, whole_url
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.roadmap.revisions.words import slip
from aic_tracker.roadmap.rules import is_late
from aic_tracker.web.charts import CourseLine, Courses, Mark, Span, Timeline, courses, timeline

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
DUE_KINDS = {ObjectiveStatus.ACHIEVED: "done", ObjectiveStatus.PARTLY: "partly"}
OUTCOME_KINDS = {IntroductionStatus.PARTNERSHIP: "done", IntroductionStatus.NO_FOLLOW_UP: "stopped"}
DAY = timedelta(days=1)


@bp.get("/laureats/<slug>/calendrier")
@requires(Permission.READ_LAUREATE)
def calendar(laureate: Laureate) -> Any:
    today = clock.today()
    period = shown_period(laureate, today)
    if period is None:
        return render_template("dashboard/laureate_without_period.html", laureate=laureate)
    points = checkpoints.every_point_of(laureate)
    shown = calendars.calendar(period, points, actor=current_user, with_introductions=can("READ_INTRODUCTIONS"))
    return render_template(
        "dashboard/calendar.html",
        laureate=laureate,
        period=period,
        chart=chart(laureate, period, shown, today),
    )


@bp.get("/pilotage/calendrier")
@requires(Permission.READ_PORTFOLIO)
def portfolio_calendar() -> Any:
    today = clock.today()
    up_to_date(clock.now())
    page = page_of_laureates()
    shown = [line.id for line in reading.of(page.items, today)]
    visible = visible_laureates(current_user, today).where(Laureate.id.in_(shown))
    return render_template(
        "dashboard/portfolio_calendar.html",
        chart=portfolio_chart(calendars.portfolio(visible, today), today),
        page=page,
        whole_url=whole_url(page),
    )


def chart(laureate: Laureate, period: SupportPeriod, shown: calendars.Calendar, today: date) -> Timeline:
    return timeline(
        period.starts_on,
        period.until,
        today,
        points=[point_mark(laureate, point) for point in shown.points],
        objectives=objective_marks(laureate, shown, today),
        assignments=[
            assignment_span(laureate, line.assignment)
            for line in shown.assignments
            if line.assignment.starts_on and line.assignment.ends_on
        ],
        introductions=[introduction_span(laureate, one, today) for one in shown.introductions],
    )


def portfolio_chart(shown: calendars.Portfolio, today: date) -> Courses:
    lines = [
        CourseLine(
            course.laureate.name,
            url_for("dashboard.calendar", slug=course.laureate.slug),
            [period_span(period) for period in course.periods],
            [point_mark(course.laureate, point) for point in course.points],
        )
        for course in shown.courses
    ]
    return courses(shown.starts_on, shown.until, today, lines)


def period_span(period: SupportPeriod) -> Span:
    dates = f"du {formats.date_short(period.starts_on)} au {formats.date_short(period.last_day)}"
    return Span(period.starts_on, period.until, f"n° {period.number}, {dates}")


def point_mark(laureate: Laureate, point: Checkpoint) -> Mark:
    url = url_for("checkpoints.show", slug=laureate.slug, number=point.number)
    return Mark(paris_day(point.starts_at), f"Point n° {point.number}", POINT_KINDS[point.status], url)


def objective_marks(laureate: Laureate, shown: calendars.Calendar, today: date) -> list[Mark]:
    url = url_for("roadmap.show", slug=laureate.slug)
    return [
        objective_mark(objective, objective.due_on, shown.first_due.get(objective.id), url, today)
        for objective in shown.objectives
        if objective.due_on and objective.status is not ObjectiveStatus.DROPPED
    ]


def objective_mark(objective: Objective, due_on: date, first: date | None, url: str, today: date) -> Mark:
    kind = "late" if is_late(objective, today) else DUE_KINDS.get(objective.status, "due")
    if first is None or first == due_on:
        return Mark(due_on, objective.title, kind, url)
    note = slip(first.isoformat(), due_on.isoformat())
    return Mark(due_on, objective.title, kind, url, moved_from=first, note=note)


def assignment_span(laureate: Laureate, assignment: Assignment) -> Span:
    assert assignment.starts_on is not None
    assert assignment.ends_on is not None
    return Span(
        assignment.starts_on,
        assignment.ends_on + DAY,
        assignment.title,
        SPAN_KINDS[assignment.status],
        url_for("assignments.show", slug=laureate.slug, assignment_id=assignment.id),
    )


def introduction_span(laureate: Laureate, introduction: Introduction, today: date) -> Span:
    """From its proposal to its outcome; one that is followed lasts until today."""
    starts_on = paris_day(introduction.created_at)
    last_day = today if introduction.status.is_open else introduction.status_since
    return Span(
        starts_on,
        max(last_day, starts_on) + DAY,
        f"{introduction.contact.organisation} : {introduction.purpose}",
        OUTCOME_KINDS.get(introduction.status, "running"),
        url_for("introductions.show", slug=laureate.slug, introduction_id=introduction.id),
        introduction.status.label.lower(),
    )
