"""The diagnostic is signed, and the roadmap of the period is not published."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.diagnostic.rules import is_signed


class RoadmapPublish(Sort):
    name = "roadmap-publish"
    label = "Feuille de route à publier"
    family = Family.WRITE

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for period in facts.running:
            known = facts.diagnostics.get(period.laureate_id, [])
            if period.id not in facts.published and is_signed(one.diagnostic for one in known):
                about = f"Accompagnement {period.number}"
                path = page(period.laureate, "feuille-de-route")
                yield Awaited(self, period.id, period.laureate, about, Doers.TEAM, path, "Ouvrir la feuille de route")
