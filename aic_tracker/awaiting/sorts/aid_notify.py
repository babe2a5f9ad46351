"""An aid was granted, and its beneficiary was not told of it in writing."""

from collections.abc import Iterator

from aic_tracker import formats
from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort


class AidNotify(Sort):
    name = "aid-notify"
    label = "Aide à notifier"
    family = Family.DECLARE
    shown_to = Permission.READ_REGISTER

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for aid in facts.to_notify:
            about = f"{formats.money(aid.amount_cents)} à {aid.organisation.name}"
            yield Awaited(
                self, aid.id, aid.laureate, about, Doers.TEAM, f"/aides/registre/{aid.id}/notifier", "Notifier"
            )
