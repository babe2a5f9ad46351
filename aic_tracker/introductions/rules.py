"""How an introduction advances, and when a contact's details are old. Pure."""

from datetime import date

from aic_tracker.calendar_fr import add_months
from aic_tracker.introductions.models import Contact, Introduction, IntroductionStatus

S = IntroductionStatus

# In the order of the board; the two outcomes stand at its end.
STEPS = (S.PROPOSED, S.PREPARED, S.INTRODUCED, S.MET, S.FOLLOW_UP)
OUTCOMES = (S.PARTNERSHIP, S.NO_FOLLOW_UP)

# A partnership is said of people who were put in touch.
BEFORE_PARTNERSHIP = frozenset({S.INTRODUCED, S.MET, S.FOLLOW_UP})
# From then on, the project and the contact write to each other.
IN_TOUCH = BEFORE_PARTNERSHIP | {S.PARTNERSHIP}

VERIFIED_MONTHS = 12


def next_of(status: IntroductionStatus) -> IntroductionStatus | None:
    """The step after this one; None before an outcome and after it."""
    return STEPS[STEPS.index(status) + 1] if status in STEPS[:-1] else None


def previous_of(status: IntroductionStatus) -> IntroductionStatus | None:
    """The step before this one; an outcome said by mistake goes back to its follow-up."""
    if status in OUTCOMES:
        return S.FOLLOW_UP
    return STEPS[STEPS.index(status) - 1] if status in STEPS[1:] else None


def may_become(status: IntroductionStatus, target: IntroductionStatus) -> bool:
    """One step at a time, in both directions, and the outcomes."""
    if target is S.PARTNERSHIP:
        return status in BEFORE_PARTNERSHIP
    if target is S.NO_FOLLOW_UP:
        return status.is_open
    return target in (next_of(status), previous_of(status))


def step_refusal(next_step: str, next_step_on: date | None, *, today: date) -> tuple[str, str] | None:
    """Why that next step cannot be kept, with the field concerned; None when it can."""
    if next_step and next_step_on is None:
        return "next_step_on", "Indiquez la date de la prochaine étape."
    if next_step_on and not next_step:
        return "next_step", "Dites quelle est la prochaine étape."
    if next_step_on and next_step_on < today:
        return "next_step_on", "Indiquez une date à venir, ou aujourd’hui."
    return None


def is_late(introduction: Introduction, today: date) -> bool:
    """Whether the next step should have been taken before today."""
    on = introduction.next_step_on
    return introduction.status.is_open and on is not None and on < today


def details_are_old(contact: Contact, today: date) -> bool:
    """Personal data is checked again every year; never checked counts as old."""
    return contact.verified_on is None or add_months(contact.verified_on, VERIFIED_MONTHS) <= today
