"""Whether a tranche may be granted, and how pledges stand. Pure."""

from collections.abc import Iterable
from datetime import date

from aic_tracker.funding.models import PledgeState, SponsorPledge, Tranche, TrancheCondition, TrancheStatus


def unmet(tranche: Tranche) -> list[TrancheCondition]:
    """Conditions still to be shown. Needs them loaded."""
    return [condition for condition in tranche.conditions if condition.met_on is None]


def grant_refusal(tranche: Tranche, tranches: Iterable[Tranche]) -> str | None:
    """Why the right to this tranche may not be given yet; None when it may. The ceiling is asked apart."""
    if tranche.status is not TrancheStatus.PENDING:
        return f"Cette tranche n’attend plus de décision : {tranche.status.label.lower()}."
    if any(one.rank < tranche.rank and one.status is not TrancheStatus.GRANTED for one in tranches):
        return "Accordez d’abord la tranche qui précède."
    if left := unmet(tranche):
        listed = "\N{NO-BREAK SPACE}; ".join(condition.text for condition in left)
        return f"Il reste des conditions à remplir : {listed}."
    return None


def is_late(pledge: SponsorPledge, today: date) -> bool:
    """Promised for a day that is over, and nobody said whether it was kept."""
    return pledge.state is PledgeState.OPEN and pledge.due_on is not None and pledge.due_on < today
