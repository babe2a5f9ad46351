"""Which support period a page of a laureate shows."""

from datetime import date

from flask import abort, request

from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.rules import current_period


def shown_period(laureate: Laureate, today: date) -> SupportPeriod | None:
    """The one asked for by `?accompagnement=2` (an unknown one is not found), else the current one."""
    asked = request.args.get("accompagnement")
    if asked is None:
        return current_period(laureate.periods, today)
    for period in laureate.periods:
        if str(period.number) == asked:
            return period
    abort(404)
