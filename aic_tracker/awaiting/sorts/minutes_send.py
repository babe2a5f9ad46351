"""A point was closed to be read again, and its minutes have left to nobody."""

from collections.abc import Iterator

from aic_tracker import formats
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import CheckpointStatus


class MinutesSend(Sort):
    name = "minutes-send"
    label = "Compte rendu à envoyer"
    family = Family.WRITE
    states = frozenset({CheckpointStatus.CLOSED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for point in facts.unsent_minutes:
            yield Awaited(
                self,
                point.id,
                point.laureate,
                formats.sentence(point.number_and_day),
                Doers.TEAM,
                page(point.laureate, f"points/{point.number}/compte-rendu/envoi"),
                "Relire et envoyer",
                due_on=paris_day(point.starts_at),
            )
