"""What a juror gives, the same to each criterion."""

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.selection import jury_queries, reviews


def give(application, juror, score, comment="", version=0):
    sitting = jury_queries.juror_of(juror.user_id, juror.call_id)
    scores = {criterion.id: score for criterion in sitting.call.criteria}
    said = {"scores": scores, "comment": comment, "version": version, "now": clock.now()}
    given = reviews.give(application, sitting, actor=db.session.get(User, juror.user_id), **said)
    db.session.commit()
    return given
