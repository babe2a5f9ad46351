"""The period that a renewal opens: what it takes over on its first day, and what already stands on it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.documents.models import Document, Holder
from aic_tracker.expertise.models import Assignment
from aic_tracker.funding.models import CommitteeDecision
from aic_tracker.introductions.models import Introduction
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.renewals.models import Outcome, RenewalDecision, RenewalFile
from aic_tracker.roadmap.models import Action, Roadmap


def work_on(period: SupportPeriod) -> list[str]:
    """What people have already done on a period, its planned points aside, in words."""
    points = sa.exists().where(Checkpoint.period_id == period.id, Checkpoint.has_happened)
    tables = {
        "un diagnostic": sa.exists().where(Diagnostic.period_id == period.id),
        "une feuille de route": sa.exists().where(Roadmap.period_id == period.id),
        "un point tenu": points,
        "un appui": sa.exists().where(Assignment.period_id == period.id),
        "une mise en relation": sa.exists().where(Introduction.period_id == period.id),
        "une décision de comité": sa.exists().where(CommitteeDecision.period_id == period.id),
        "un dossier de bilan": sa.exists().where(RenewalFile.period_id == period.id),
        "une décision": sa.exists().where(RenewalDecision.period_id == period.id),
    }
    found = db.session.execute(sa.select(*tables.values())).one()
    return [words for words, is_there in zip(tables, found, strict=True) if is_there]


def points_with_words(period: SupportPeriod) -> set[int]:
    """The points of a period on which somebody wrote: an agenda, minutes, a comment, a file, an action."""
    statement = sa.select(Checkpoint.id).where(
        Checkpoint.period_id == period.id,
        sa.or_(
            *(text != "" for text in (Checkpoint.place, Checkpoint.agenda, Checkpoint.minutes, Checkpoint.decisions)),
            sa.exists().where(Action.decided_at_id == Checkpoint.id),
            sa.exists().where(Comment.subject == Subject.CHECKPOINT, Comment.subject_id == Checkpoint.id),
            sa.exists().where(Document.holder == Holder.CHECKPOINT, Document.holder_id == Checkpoint.id),
        ),
    )
    return set(db.session.scalars(statement))


def renewals_to_begin(today: date) -> list[tuple[RenewalDecision, SupportPeriod, SupportPeriod]]:
    """Renewals whose new period has started and received nothing yet: the decision, the period before, the new one.

    The decisions are kept for this transaction: two schedulers carry over once.
    """
    opened = aliased(SupportPeriod)
    statement = (
        sa.select(RenewalDecision, SupportPeriod, opened)
        .join(SupportPeriod, RenewalDecision.period_id == SupportPeriod.id)
        .join(opened, sa.and_(opened.laureate_id == SupportPeriod.laureate_id, opened.number > SupportPeriod.number))
        .where(RenewalDecision.outcome == Outcome.RENEW, RenewalDecision.carried_at.is_(None))
        .where(opened.starts_on == RenewalDecision.effective_on, opened.starts_on <= today)
        .order_by(RenewalDecision.id)
        .with_for_update(of=RenewalDecision, skip_locked=True)
    )
    return [(decision, before, after) for decision, before, after in db.session.execute(statement)]
