"""Every state of every machine waits for somebody, by a sort that says so, or is said to wait for nobody."""

from enum import Enum

import sqlalchemy as sa

import aic_tracker.models  # noqa: F401 -- every table
from aic_tracker.aid.models import Regime
from aic_tracker.awaiting.sorts import SORTS
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.commitments.models import CommitmentState
from aic_tracker.db import db
from aic_tracker.diagnostic.rules import Side
from aic_tracker.events.models import EventStatus
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.funding.models import PledgeState, TrancheStatus
from aic_tracker.imports.models import State
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.mail.models import MailStatus
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.renewals.models import Outcome
from aic_tracker.roadmap.models import ObjectiveStatus
from aic_tracker.selection.models import ApplicationState, ConflictState
from aic_tracker.sources.models import DossierState
from aic_tracker.timesheet.rules import MonthState
from aic_tracker.webhooks.models import NoticeStatus

# Machines whose state is in no column of its own: a signature that lacks, a month that nobody declared, a decision.
OTHERS = (Side, MonthState, Outcome, Regime)

LED = (State.APPLYING, State.UNDOING)

# Pairs: states of two machines that bear one name are equal.
WAITS_FOR_NOBODY: tuple[tuple[Enum, str], ...] = (
    (CheckpointStatus.CANCELLED, "given up"),
    (AssignmentStatus.EVALUATED, "the end of the way"),
    (AssignmentStatus.DECLINED, "given up"),
    (IntroductionStatus.PARTNERSHIP, "an outcome"),
    (IntroductionStatus.NO_FOLLOW_UP, "an outcome"),
    (CommitmentState.PROVEN, "settled"),
    (CommitmentState.NOT_APPLICABLE, "settled"),
    (ObjectiveStatus.ACHIEVED, "settled"),
    (ObjectiveStatus.PARTLY, "settled"),
    (ObjectiveStatus.DROPPED, "given up"),
    (TrancheStatus.GRANTED, "decided"),
    (TrancheStatus.REFUSED, "decided"),
    (TrancheStatus.ABANDONED, "given up"),
    (PledgeState.KEPT, "settled"),
    (PledgeState.PARTLY, "settled"),
    (PledgeState.BROKEN, "settled"),
    (MailStatus.PENDING, "the queue sends it; held, the sort of held queues tells"),
    (MailStatus.CLAIMED, "the queue has it in hand"),
    (MailStatus.HANDOFF, "the server has it in hand"),
    (MailStatus.SENT, "told"),
    (MailStatus.CANCELLED, "told why"),
    (ReminderStatus.QUEUED, "its mail tells"),
    (ReminderStatus.SKIPPED, "told why"),
    (ReminderStatus.CANCELLED, "told why"),
    (LaureateStatus.CANDIDATE, "the committee's, outside of the tracker"),
    (LaureateStatus.ACTIVE, "all the rest tells what it waits for"),
    (LaureateStatus.ENDED, "what lives on has its own state"),
    (MonthState.ABSENT, "nothing is expected"),
    (MonthState.FUTURE, "its time has not come"),
    (MonthState.CURRENT, "asked for once it is over"),
    (MonthState.UNASKED, "nothing is expected"),
    (MonthState.NOTHING, "declared"),
    (MonthState.UNDER, "declared"),
    (MonthState.WITHIN, "declared"),
    (MonthState.OVER, "declared"),
    (Outcome.RENEW, "the next period tells"),
    (Outcome.END, "decided"),
    (Regime.GENERAL, "waits by its date in the register"),
    (Regime.SIEG, "waits by its date in the register"),
    (Regime.OTHER_DE_MINIMIS, "its authority's register"),
    (Regime.NOT_AID, "no register"),
    (Regime.EXEMPTED, "no register"),
    (State.APPLYING, "the scheduler writes the next lines"),
    (State.UNDOING, "the scheduler takes the last lines back"),
    *((state, "an import that one person has begun: its own page keeps it") for state in State if state not in LED),
    *((state, "the page of its call counts them by state, and leads to each") for state in ApplicationState),
    *((state, "hides already as it stands; the page of the jury lists it") for state in ConflictState),
    (EventStatus.DRAFT, "its page says that nobody is told yet"),
    (EventStatus.CANCELLED, "told why"),
    *((state, "its address has a page; the scheduler sends it") for state in NoticeStatus),
    *((state, "as another platform says, which tells its own people") for state in DossierState),
)


def machines() -> set[type[Enum]]:
    """The kinds of states that tables keep."""
    columns = (column for mapper in db.Model.registry.mappers for column in mapper.columns)
    kept = {
        column.type.enum_class
        for column in columns
        if column.name in ("status", "state") and isinstance(column.type, sa.Enum) and column.type.enum_class
    }
    return kept | set(OTHERS)


def named(state: Enum) -> str:
    return f"{type(state).__name__}.{state.name}"


def declared() -> set[str]:
    return {named(state) for sort in SORTS.values() for state in sort.states}


def quiet() -> set[str]:
    return {named(state) for state, _why in WAITS_FOR_NOBODY}


def test_each_state_that_waits_for_somebody_is_declared_by_a_sort() -> None:
    states = {named(state) for machine in machines() for state in machine}
    assert len(machines()) >= 12
    assert states - declared() - quiet() == set(), "declare it in a sort, or say why it waits for nobody"


def test_no_state_both_waits_and_does_not() -> None:
    assert declared() & quiet() == set()
