"""Every kind of reminder, by name."""

from aic_tracker.journal import words
from aic_tracker.mail import kinds
from aic_tracker.reminders.kinds.action_due import ActionDue
from aic_tracker.reminders.kinds.aid_register import AidRegister
from aic_tracker.reminders.kinds.assignment_ending import AssignmentEnding
from aic_tracker.reminders.kinds.assignment_evaluation import AssignmentEvaluation
from aic_tracker.reminders.kinds.assignment_news import AssignmentNews
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.reminders.kinds.checkpoint_coming import CheckpointComing
from aic_tracker.reminders.kinds.checkpoint_unplanned import CheckpointUnplanned
from aic_tracker.reminders.kinds.coach_week import CoachWeek
from aic_tracker.reminders.kinds.commitment_check import CommitmentCheck
from aic_tracker.reminders.kinds.decision_news import DecisionNews
from aic_tracker.reminders.kinds.direction_month import DirectionMonth
from aic_tracker.reminders.kinds.introduction_follow_up import IntroductionFollowUp
from aic_tracker.reminders.kinds.minutes_missed import MinutesMissed
from aic_tracker.reminders.kinds.minutes_missing import MinutesMissing
from aic_tracker.reminders.kinds.objective_due import ObjectiveDue
from aic_tracker.reminders.kinds.renewal_file import RenewalFile
from aic_tracker.reminders.kinds.roadmap_stale import RoadmapStale
from aic_tracker.reminders.kinds.signature_awaited import SignatureAwaited
from aic_tracker.reminders.kinds.time_missing import TimeMissing
from aic_tracker.reminders.kinds.time_month import TimeMonth

__all__ = ["KINDS", "Kind", "Occurrence", "label_of"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        CheckpointComing(),
        MinutesMissing(),
        CheckpointUnplanned(),
        TimeMonth(),
        TimeMissing(),
        ObjectiveDue(),
        ActionDue(),
        RoadmapStale(),
        AssignmentEnding(),
        AssignmentEvaluation(),
        IntroductionFollowUp(),
        CommitmentCheck(),
        RenewalFile(),
        AidRegister(),
        AssignmentNews(),
        SignatureAwaited(),
        DecisionNews(),
        MinutesMissed(),
        CoachWeek(),
        DirectionMonth(),
    )
}

for _kind in KINDS.values():
    kinds.declare(kinds.MailKind(_kind.name, _kind.label, keeps_hours=True, secret_path=_kind.secret_path))


def label_of(mail_kind: str) -> str:
    """The name of a kind of mail on the screens, be it a reminder or not; of a table, that of its objects."""
    return kinds.label_of(mail_kind) or words.KINDS.get(mail_kind, mail_kind)
