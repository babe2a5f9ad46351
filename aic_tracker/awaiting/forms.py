"""How the list of what waits is narrowed."""

from aic_tracker.awaiting.sorts.base import Family
from aic_tracker.web.forms import Choice, FilterForm


class AwaitingFilters(FilterForm):
    quoi = Choice(
        "Montrer", required=False, placeholder="Tout ce qui m’attend", options=[(one, one.label) for one in Family]
    )
