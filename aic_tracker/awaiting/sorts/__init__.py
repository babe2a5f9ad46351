"""Every sort of thing that waits for somebody, by name, in the order of a list of one day."""

from aic_tracker.awaiting.sorts.action_do import ActionDo
from aic_tracker.awaiting.sorts.aid_declare import AidDeclare
from aic_tracker.awaiting.sorts.aid_notify import AidNotify
from aic_tracker.awaiting.sorts.aid_register import AidRegister
from aic_tracker.awaiting.sorts.aid_specify import AidSpecify
from aic_tracker.awaiting.sorts.assignment_approve import AssignmentApprove
from aic_tracker.awaiting.sorts.assignment_carry import AssignmentCarry
from aic_tracker.awaiting.sorts.assignment_complete import AssignmentComplete
from aic_tracker.awaiting.sorts.assignment_evaluate import AssignmentEvaluate
from aic_tracker.awaiting.sorts.assignment_scope import AssignmentScope
from aic_tracker.awaiting.sorts.assignment_start import AssignmentStart
from aic_tracker.awaiting.sorts.base import Sort
from aic_tracker.awaiting.sorts.commitment_check import CommitmentCheck
from aic_tracker.awaiting.sorts.commitment_prove import CommitmentProve
from aic_tracker.awaiting.sorts.diagnostic_fill import DiagnosticFill
from aic_tracker.awaiting.sorts.diagnostic_sign import DiagnosticSign
from aic_tracker.awaiting.sorts.event_attendance import EventAttendance
from aic_tracker.awaiting.sorts.event_reply import EventReply
from aic_tracker.awaiting.sorts.introduction_step import IntroductionStep
from aic_tracker.awaiting.sorts.mails_settle import MailsSettle
from aic_tracker.awaiting.sorts.minutes_send import MinutesSend
from aic_tracker.awaiting.sorts.minutes_write import MinutesWrite
from aic_tracker.awaiting.sorts.objective_update import ObjectiveUpdate
from aic_tracker.awaiting.sorts.pledge_follow import PledgeFollow
from aic_tracker.awaiting.sorts.point_plan import PointPlan
from aic_tracker.awaiting.sorts.renewal_assess import RenewalAssess
from aic_tracker.awaiting.sorts.renewal_decide import RenewalDecide
from aic_tracker.awaiting.sorts.renewal_opine import RenewalOpine
from aic_tracker.awaiting.sorts.renewal_tell import RenewalTell
from aic_tracker.awaiting.sorts.roadmap_publish import RoadmapPublish
from aic_tracker.awaiting.sorts.time_declare import TimeDeclare
from aic_tracker.awaiting.sorts.tranche_condition import TrancheCondition
from aic_tracker.awaiting.sorts.tranche_grant import TrancheGrant

SORTS: dict[str, Sort] = {
    sort.name: sort
    for sort in (
        MailsSettle(),
        DiagnosticFill(),
        DiagnosticSign(),
        RoadmapPublish(),
        MinutesWrite(),
        MinutesSend(),
        PointPlan(),
        AssignmentScope(),
        AssignmentApprove(),
        AssignmentStart(),
        AssignmentComplete(),
        AssignmentCarry(),
        AssignmentEvaluate(),
        RenewalDecide(),
        RenewalOpine(),
        RenewalAssess(),
        RenewalTell(),
        TrancheGrant(),
        TrancheCondition(),
        AidDeclare(),
        AidNotify(),
        AidRegister(),
        AidSpecify(),
        CommitmentCheck(),
        CommitmentProve(),
        PledgeFollow(),
        TimeDeclare(),
        EventReply(),
        EventAttendance(),
        IntroductionStep(),
        ObjectiveUpdate(),
        ActionDo(),
    )
}
