"""A point was closed to be read again, and its minutes have left to nobody."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Family, Sort
from aic_tracker.awaiting.sorts.minutes_write import of_point
from aic_tracker.checkpoints.models import CheckpointStatus


class MinutesSend(Sort):
    name = "minutes-send"
    label = "Compte rendu à envoyer"
    family = Family.WRITE
    states = frozenset({CheckpointStatus.CLOSED})

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for point in facts.unsent_minutes:
            yield of_point(self, point, "compte-rendu/envoi", "Relire et envoyer")
