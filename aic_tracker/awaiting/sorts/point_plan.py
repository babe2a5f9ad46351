"""No point is planned, none waits for its minutes, and there is time left for one."""

from collections.abc import Iterator

from aic_tracker import config
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.calendar_fr import add_months


class PointPlan(Sort):
    name = "point-plan"
    label = "Point à planifier"
    family = Family.PLAN

    def found(self, facts: Facts) -> Iterator[Awaited]:
        horizon = add_months(facts.today, config.current().reminders.checkpoint_unplanned_months)
        for period in facts.running:
            if not facts.points.get(period.laureate_id) and period.until > horizon:
                path = page(period.laureate, "points/nouveau")
                yield Awaited(
                    self, period.id, period.laureate, "Aucun point prévu", Doers.TEAM, path, "Planifier un point"
                )
