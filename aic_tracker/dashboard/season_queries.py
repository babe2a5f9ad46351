"""What a season received, added up in the database: each function is one statement, whatever the number of projects."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from aic_tracker.dashboard.queries import objectives_of
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap.models import Objective

Ids = Collection[int]


def objectives(laureates: Sequence[Laureate]) -> dict[int, list[Objective]]:
    """By laureate, over all its periods; one carried over counts once, as it is now."""
    owners = {period.id: laureate.id for laureate in laureates for period in laureate.periods}
    by_period = objectives_of(list(owners))
    carried = {one.carried_from_id for found in by_period.values() for one in found}
    by_laureate: dict[int, list[Objective]] = defaultdict(list)
    for period_id, found in by_period.items():
        by_laureate[owners[period_id]] += [one for one in found if one.id not in carried]
    return by_laureate
