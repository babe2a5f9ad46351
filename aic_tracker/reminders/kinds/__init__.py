"""Every kind of reminder, by name."""

from aic_tracker.journal import words
from aic_tracker.reminders.kinds.aid_register import AidRegister
from aic_tracker.reminders.kinds.assignment_ending import AssignmentEnding
from aic_tracker.reminders.kinds.assignment_evaluation import AssignmentEvaluation
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.reminders.kinds.checkpoint_coming import CheckpointComing
from aic_tracker.reminders.kinds.checkpoint_unplanned import CheckpointUnplanned
from aic_tracker.reminders.kinds.coach_week import CoachWeek
from aic_tracker.reminders.kinds.commitment_check import CommitmentCheck
from aic_tracker.reminders.kinds.direction_month import DirectionMonth
from aic_tracker.reminders.kinds.introduction_follow_up import IntroductionFollowUp
from aic_tracker.reminders.kinds.minutes_missing import MinutesMissing
from aic_tracker.reminders.kinds.objective_due import ObjectiveDue
from aic_tracker.reminders.kinds.renewal_file import RenewalFile
from aic_tracker.reminders.kinds.roadmap_stale import RoadmapStale
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
        RoadmapStale(),
        AssignmentEnding(),
        AssignmentEvaluation(),
        IntroductionFollowUp(),
        CommitmentCheck(),
        RenewalFile(),
        AidRegister(),
        CoachWeek(),
        DirectionMonth(),
    )
}

OTHER_LABELS = {
    "sign-in": "Lien de connexion",
    "invitation": "Invitation",
    "minutes": "Compte rendu",
    "checkpoint-moved": "Point déplacé ou modifié",
    "checkpoint-cancelled": "Point annulé",
    "checkpoint-left": "Point auquel la personne n’est plus attendue",
    "mention": "Mention dans un commentaire",
    "account-ending": "Fin de conservation d’un compte",
    # What is kept no longer than promised, and has no mail.
    "warnings": "Comptes à prévenir",
    "accounts": "Comptes à effacer",
    "links": "Courriels à lien personnel",
    "mail_bodies": "Textes de courriels",
    "sessions": "Sessions fermées",
    "sign_in_links": "Liens de connexion périmés",
    "throttle": "Compteurs de demandes",
    "audit": "Entrées d’audit",
    "failures": "Envois empêchés, depuis réparés",
    "": "Tous à la fois",
}


def label_of(mail_kind: str) -> str:
    """The name of a kind of mail on the screens, be it a reminder or not; of a table, that of its objects."""
    if mail_kind in KINDS:
        return KINDS[mail_kind].label
    return OTHER_LABELS.get(mail_kind) or words.KINDS.get(mail_kind, mail_kind)
