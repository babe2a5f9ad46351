"""The report of a period: the one that was decided on once it is decided, that of the data until then."""

from datetime import date

from aic_tracker.accounts.queries import names_of
from aic_tracker.events.presence import presences
from aic_tracker.expertise.queries import names_of_experts
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.renewals import file_queries, keeping, queries
from aic_tracker.renewals.bilan import Bilan, bilan_of
from aic_tracker.renewals.models import RenewalDecision


def live(laureate: Laureate, period: SupportPeriod, today: date) -> Bilan:
    """As the data say today."""
    came = presences([laureate.id], since=period.starts_on, until=period.until)
    return bilan_of(queries.report(period, today), file_queries.received(laureate, period), came)


def decided_on(decision: RenewalDecision | None) -> Bilan | None:
    """As it was on the day of the decision; None before one, or when it was not kept yet. Two statements."""
    if decision is None or decision.report is None:
        return None
    content = decision.report
    people = names_of(keeping.numbers(content, "user_id") | keeping.numbers(content, "checker_id"))
    experts = names_of_experts(keeping.numbers(content, "expert_id"))
    return keeping.read(content, people=people, experts=experts)
