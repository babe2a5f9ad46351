"""When the end of a period calls for a decision, and which decisions are open. Pure."""

from datetime import date, timedelta
from enum import StrEnum
from zlib import crc32

from aic_tracker.calendar_fr import add_months
from aic_tracker.formats import date_plain
from aic_tracker.renewals.models import Outcome

OPEN_MONTHS = 3  # the file opens that many months before the term


class Stage(StrEnum):
    QUIET = "quiet"
    OPENS_SOON = "opens_soon"
    THREE_MONTHS = "three_months"
    TWO_MONTHS = "two_months"
    ONE_MONTH = "one_month"
    LAST_WEEK = "last_week"
    OVERDUE = "overdue"
    DECIDED = "decided"

    @property
    def label(self) -> str:
        return STAGE_LABELS[self]

    @property
    def is_open(self) -> bool:
        """A decision is expected, before the term or after it."""
        return self in OPEN


STAGE_LABELS = {
    Stage.QUIET: "En cours",
    Stage.OPENS_SOON: "Ouvre bientôt",
    Stage.THREE_MONTHS: "À décider",
    Stage.TWO_MONTHS: "À décider dans les deux mois",
    Stage.ONE_MONTH: "À décider dans le mois",
    Stage.LAST_WEEK: "À décider cette semaine",
    Stage.OVERDUE: "Échu, décision attendue",
    Stage.DECIDED: "Décidé",
}
BEFORE_TERM = (Stage.THREE_MONTHS, Stage.TWO_MONTHS, Stage.ONE_MONTH, Stage.LAST_WEEK)
OPEN = frozenset({*BEFORE_TERM, Stage.OVERDUE})


def opens_on(term_on: date) -> date:
    """First day on which a renewal or an end may be decided; `term_on` is the first day no longer covered."""
    return add_months(term_on, -OPEN_MONTHS)


def stages(term_on: date) -> list[tuple[date, Stage]]:
    """Each stage with its first day, in order."""
    return [
        (add_months(term_on, -OPEN_MONTHS - 1), Stage.OPENS_SOON),
        (opens_on(term_on), Stage.THREE_MONTHS),
        (add_months(term_on, -2), Stage.TWO_MONTHS),
        (add_months(term_on, -1), Stage.ONE_MONTH),
        (term_on - timedelta(days=7), Stage.LAST_WEEK),
        (term_on, Stage.OVERDUE),
    ]


def stage(term_on: date, today: date, *, is_decided: bool) -> Stage:
    """Where a period stands. `is_decided`: a decision is recorded, or another period has taken over."""
    if is_decided:
        return Stage.DECIDED
    reached = [one for first_day, one in stages(term_on) if first_day <= today]
    return reached[-1] if reached else Stage.QUIET


def outcomes(reached: Stage) -> list[Outcome]:
    """What may be decided now: stopping early at any time before the term, the rest once the file is open."""
    if reached is Stage.DECIDED:
        return []
    if reached is Stage.OVERDUE:
        return [Outcome.RENEW, Outcome.END]
    return [Outcome.RENEW, Outcome.END, Outcome.STOP_EARLY] if reached.is_open else [Outcome.STOP_EARLY]


def stop_refusal(
    effective_on: date | None, *, starts_on: date, term_on: date, last_recorded_on: date | None
) -> str | None:
    """Why a period cannot stop on that day, the first one no longer covered; None when it can.

    `last_recorded_on`: the last day of which something is told (a point held, time given); it stays inside the period.
    """
    if effective_on is None:
        return "Indiquez la date d’arrêt."
    if not starts_on < effective_on < term_on:
        last = term_on - timedelta(days=1)
        return (
            "Indiquez une date pendant l’accompagnement, "
            f"après le {date_plain(starts_on)} et jusqu’au {date_plain(last)}."
        )
    if last_recorded_on is not None and effective_on <= last_recorded_on:
        return (
            f"Un point tenu ou du temps est noté le {date_plain(last_recorded_on)} : indiquez une date après ce jour."
        )
    return None


def ends_support(outcome: Outcome, effective_on: date, today: date) -> bool:
    """Whether the laureate's support is over today by that decision."""
    return outcome is not Outcome.RENEW and effective_on <= today


def writing_refusal(term_on: date, today: date, *, is_decided: bool) -> str | None:
    """Why nobody may write in the file on that day; None when one may."""
    reached = stage(term_on, today, is_decided=is_decided)
    if reached is Stage.DECIDED:
        return "La décision est prise : le dossier ne change plus."
    if not reached.is_open:
        return f"Le dossier s’ouvre le {date_plain(opens_on(term_on))}, trois mois avant le terme."
    return None


def version_of(text: str) -> int:
    """What tells one text of the file from another: each side writes its own, without disturbing the other."""
    return crc32(text.encode()) & 0x7FFFFFFF
