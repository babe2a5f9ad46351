"""What is said between points: of the project, an objective, a point, an assignment; a few notes within the team."""

from datetime import timedelta

import sqlalchemy as sa

from aic_tracker.calendar_fr import paris_instant, previous_working_day
from aic_tracker.conversation import queries
from aic_tracker.conversation.models import Comment
from aic_tracker.conversation.queries import Topic
from aic_tracker.db import db
from aic_tracker.demo import points
from aic_tracker.demo.stage import Lines, Stage, read
from aic_tracker.expertise.models import Assignment


def build(stage: Stage) -> None:
    lines = [line for line in read("conversation.toml")["comments"] if line["project"] == stage.laureate.slug]
    if not lines:
        return
    db.session.flush()
    for minute, line in enumerate(lines):
        topic = _topic(stage, line["on"])
        if topic is not None:
            _say(stage, line, topic, minute)


def _say(stage: Stage, line: Lines, topic: Topic, minute: int) -> None:
    """Never before the period under way has begun."""
    period = stage.last_period
    day = max(period.starts_on, previous_working_day(stage.today - timedelta(days=line["ago"])))
    if day >= stage.today:
        return
    author = stage.owner(line["by"], day)
    is_internal = line.get("internal", False)
    text = line["text"]
    if "mention" in line:
        text = f"@{stage.owner(line['mention'], day).name} {text}"
    comment = Comment(
        laureate_id=stage.laureate.id,
        subject=topic.subject,
        subject_id=topic.id,
        author_id=author.id,
        text=text,
        is_internal=is_internal,
        created_at=paris_instant(day, 18, minute),
    )
    db.session.add(comment)
    if not is_internal:
        stage.tell(day, 18, author, "comment.added", comment, f"a commenté {topic.title}", minute=minute)


def _topic(stage: Stage, on: str) -> Topic | None:
    """The latest point that is closed, the first objective still open, the first assignment."""
    if on == "laureate":
        return queries.topic_of(stage.laureate)
    if on == "point":
        closed = points.closed(stage, stage.last_period)
        return queries.point_topic(closed[-1]) if closed else None
    if on == "objective":
        number = stage.last_period.number
        running = [row for (of, _), row in stage.objectives.items() if of == number and row.status.is_open]
        return queries.objective_topic(running[0]) if running else None
    about = sa.select(Assignment).where(Assignment.laureate_id == stage.laureate.id).order_by(Assignment.id)
    assignment = db.session.scalars(about.limit(1)).one_or_none()
    return queries.assignment_topic(assignment) if assignment else None
