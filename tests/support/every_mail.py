"""A demonstration that sends nearly every kind of mail: two months of it, and the gestures that tell people at once."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import clock
from aic_tracker.accounts import links
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints import closing, notices, queries
from aic_tracker.checkpoints import operations as checkpoints
from aic_tracker.checkpoints.closing import DecidedAction, NextDate
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.scheduler import jobs

TODAY = date(2026, 3, 2)
# Days of the demonstration that, together, call for every kind of reminder but these.
DAYS = (0, 3, 7, 23, 30, 35, 42)
NOT_CALLED_FOR = {
    "assignment-evaluation",
    "checkpoint-unplanned",
    "decision-news",
    "minutes-missed",
    "signature-awaited",
}


def play() -> None:
    """Fill an empty database, and queue the mails of it all."""
    season.load(TODAY)
    db.session.commit()
    for days in DAYS:
        with clock.at(datetime(2026, 3, 2, 9, tzinfo=PARIS) + timedelta(days=days)):
            jobs.plan(clock.now())
    _tell_the_rest()


def _tell_the_rest() -> None:
    now = clock.now()
    coach = db.session.scalars(sa.select(User).order_by(User.id)).first()
    assert coach is not None
    links.request_sign_in(coach.email, next_path="/", now=now)
    links.send_invitation(coach, coach, now)
    _close_a_point(coach, now)
    statement = sa.select(Checkpoint).where(Checkpoint.status == CheckpointStatus.PLANNED, Checkpoint.starts_at > now)
    point = db.session.scalars(statement.order_by(Checkpoint.starts_at)).first()
    assert point is not None
    was_at, point.starts_at, point.sequence = point.starts_at, point.starts_at + timedelta(hours=1), point.sequence + 1
    notices.tell_change(point, was_at=was_at, actor=coach, now=now)
    checkpoints.cancel_point(point, actor=coach, now=now, version=point.version, reason="Congés d’été.")
    db.session.commit()


def _close_a_point(coach: User, now: datetime) -> None:
    statement = sa.select(Checkpoint).where(Checkpoint.status == CheckpointStatus.HELD).limit(1)
    held = db.session.scalars(statement.options(joinedload(Checkpoint.laureate))).one()
    laureate = held.laureate
    point = queries.point(laureate.id, held.number)
    assert point is not None
    following = queries.planned_after(point, now)
    closing.close_point(
        point,
        laureate,
        actor=coach,
        now=now,
        version=point.version,
        minutes="Tour des objectifs.\n\nhttps://exemple.org/une-adresse-tres-longue" + "-qui-ne-se-coupe-pas" * 8,
        decisions="Écrire une charte.",
        present=[coach],
        actions=[DecidedAction("Écrire la charte", coach, TODAY)],
        follow_up=NextDate(keep=following, no_next_reason="" if following else "Fin de l’accompagnement."),
        owners={action.id: coach for action in point.actions},
    )
