"""An aid under a ceiling is about to be granted, and the organisation's declaration is not recent enough."""

from collections.abc import Iterator

from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort, page


class AidDeclare(Sort):
    name = "aid-declare"
    label = "Déclaration d’aides de minimis à signer"
    family = Family.DECLARE
    shown_to = Permission.READ_AID

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for laureate, about in facts.to_declare:
            path = page(laureate, "aides/declaration/signer")
            yield Awaited(self, laureate.id, laureate, about, Doers.REFERENTS, path, "Relire et signer")
