"""Comments as an actor may see them, and the people who may be told of one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.access.permissions import Permission, reaches_own_assignments_only, roles_with
from aic_tracker.access.readers import may_read
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.conversation import rules
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise.models import Assignment
from aic_tracker.folding import by_name
from aic_tracker.formats import plural, quoted
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail import history
from aic_tracker.prepared import prepared
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.roadmap.holdings import tells_what_it_hangs
from aic_tracker.roadmap.models import Objective


@dataclass(frozen=True)
class Topic:
    """What is talked about. `key` is what its address names: the number of a point, the id of anything else."""

    subject: Subject
    id: int
    key: int
    title: str  # « l’objectif « Recruter » »


def topic_of(laureate: Laureate) -> Topic:
    return Topic(Subject.LAUREATE, laureate.id, laureate.id, "le projet")


def objective_topic(objective: Objective) -> Topic:
    return Topic(Subject.OBJECTIVE, objective.id, objective.id, f"l’objectif {quoted(objective.title)}")


def point_topic(point: Checkpoint) -> Topic:
    return Topic(Subject.CHECKPOINT, point.id, point.number, f"le {point.number_and_day}")


def assignment_topic(assignment: Assignment) -> Topic:
    return Topic(Subject.ASSIGNMENT, assignment.id, assignment.id, f"l’appui {quoted(assignment.title)}")


def seen_by(actor: User, laureate_id: int) -> sa.Select[Comment]:
    """The comments of a laureate that `actor`, who sees the laureate, may read: with their authors, the latest first.

    Internal notes are for the State's team. An expert reads what is said of own assignments only.
    """
    statement = sa.select(Comment).where(Comment.laureate_id == laureate_id).options(joinedload(Comment.author))
    if not rules.reads_internal_notes(actor):
        statement = statement.where(Comment.is_internal.is_(False))
    if reaches_own_assignments_only(actor, Permission.READ_LAUREATE):
        own = expertise.own_assignment_ids(actor)
        statement = statement.where(Comment.subject == Subject.ASSIGNMENT, Comment.subject_id.in_(own))
    return statement.order_by(Comment.created_at.desc(), Comment.id.desc())


def said_of(actor: User, laureate_id: int, subject: Subject, subject_id: int) -> sa.Select[Comment]:
    """What is said of one thing, the latest first, to be paged."""
    return seen_by(actor, laureate_id).where(Comment.subject == subject, Comment.subject_id == subject_id)


def latest(actor: User, laureate_id: int, count: int) -> Sequence[Comment]:
    """The last words said anywhere on the project, those taken back left out."""
    if reaches_own_assignments_only(actor, Permission.READ_LAUREATE):
        there = seen_by(actor, laureate_id).where(Comment.removed_at.is_(None))
        return db.session.scalars(there.limit(count)).all()
    is_internal = (True, False) if rules.reads_internal_notes(actor) else (False,)
    return db.session.scalars(*_latest(laureate_id, is_internal, count)).all()


@prepared
def _latest(laureate_id: int, is_internal: Collection[bool], count: int) -> sa.Select[Comment]:
    return (
        sa.select(Comment)
        .where(Comment.laureate_id == laureate_id, Comment.is_internal.in_(is_internal), Comment.removed_at.is_(None))
        .options(joinedload(Comment.author))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(count)
    )


def comment_of(actor: User, laureate_id: int, comment_id: int) -> Comment | None:
    """One that is still there; None when `actor` may not see it."""
    one = seen_by(actor, laureate_id).where(Comment.id == comment_id, Comment.removed_at.is_(None))
    return db.session.scalars(one.execution_options(populate_existing=True)).one_or_none()


def readers(laureate_id: int, subject: Subject, subject_id: int, today: date) -> list[User]:
    """Who follows the conversation, by name: the members, the direction, and the expert of a running assignment."""
    members = laureates.member_ids(laureate_id, today)
    among = [User.id.in_(members), User.role.in_(roles_with(Permission.FOLLOW_EVERY_CONVERSATION))]
    if subject is Subject.ASSIGNMENT:
        among.append(User.id.in_(expertise.running_account_ids(Assignment.id == subject_id)))
    statement = (
        sa.select(User)
        .join(Laureate, Laureate.id == laureate_id)
        .where(User.is_active, may_read(today), sa.or_(*among))
    )
    return by_name(db.session.scalars(statement))


def topics_of(laureate: Laureate, comments: Sequence[Comment]) -> dict[tuple[Subject, int], Topic]:
    """What these comments are about; four statements at most, whatever their number."""
    ids: dict[Subject, set[int]] = {subject: set() for subject in Subject}
    for comment in comments:
        ids[comment.subject].add(comment.subject_id)
    found = [topic_of(laureate)]
    if wanted := ids[Subject.OBJECTIVE]:
        found += map(objective_topic, roadmap.objectives_with(wanted))
    if wanted := ids[Subject.CHECKPOINT]:
        found += map(point_topic, checkpoints.points_with(wanted))
    if wanted := ids[Subject.ASSIGNMENT]:
        found += map(assignment_topic, expertise.assignments_with(wanted))
    return {(topic.subject, topic.id): topic for topic in found}


def pending_mails(comment_id: int) -> list[int]:
    """The mails that tell of a comment, whatever their state."""
    return [mail_id for mail_id, _status in history.with_keys(f"mention:{comment_id}:")]


@tells_what_it_hangs
def comments_on_objectives(objective_ids: Collection[int]) -> list[str]:
    """How many were written there, in words; those that were taken back too: their places stay."""
    about = (Comment.subject == Subject.OBJECTIVE, Comment.subject_id.in_(objective_ids))
    count = db.session.scalar(sa.select(sa.func.count(Comment.id)).where(*about)) or 0
    return [plural(count, "commentaire", "commentaires")] if count else []
