"""What both sides already wrote for the decision at the end of the last period."""

from datetime import timedelta

from aic_tracker.db import db
from aic_tracker.demo.stage import Stage
from aic_tracker.renewals import keeping, kept_queries
from aic_tracker.renewals.models import RenewalFile


def build(stage: Stage) -> None:
    """`[file]` in the project's text: `self_assessment`, `opinion`, each with the days ago it was written."""
    lines = stage.script.get("file")
    if not lines:
        return
    period = stage.last_period
    kept = RenewalFile(period_id=period.id)
    if text := lines.get("self_assessment"):
        day = stage.today - timedelta(days=lines["self_assessed"])
        kept.self_assessment, kept.self_assessor_id = text, stage.referents[0].id
        kept.self_assessed_at = stage.tell(
            day, 18, stage.referents[0], "renewal.self_assessed", kept, "a écrit l’auto-évaluation du bilan"
        )
    if text := lines.get("opinion"):
        day = stage.today - timedelta(days=lines["given"])
        lead = stage.lead_on(day)
        kept.opinion, kept.opinion_author_id = text, lead.id
        kept.opinion_at = stage.tell(day, 11, lead, "renewal.opinion", kept, "a donné l’avis de l’équipe pour le bilan")
    db.session.add(kept)


def keep_reports(stage: Stage) -> None:
    """What each decision was taken on, once the whole story is written."""
    for decision in stage.renewals:
        decision.report = keeping.kept(kept_queries.live(stage.laureate, decision.period, decision.decided_on))
