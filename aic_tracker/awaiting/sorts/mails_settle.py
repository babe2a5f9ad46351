"""Mails whose fate is unknown or that failed, and a queue that is held."""

from collections.abc import Iterator

from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts.base import Awaited, Doers, Family, Sort
from aic_tracker.formats import plural
from aic_tracker.mail.models import MailStatus

ADDRESSES = {MailStatus.DOUBTFUL: "douteux", MailStatus.FAILED: "en-echec"}
WORDS = {
    MailStatus.DOUBTFUL: ("envoi douteux", "envois douteux"),
    MailStatus.FAILED: ("envoi en échec", "envois en échec"),
}


class MailsSettle(Sort):
    name = "mails-settle"
    label = "Envois à traiter"
    family = Family.CHECK
    of_no_laureate = True
    states = frozenset(ADDRESSES)

    def found(self, facts: Facts) -> Iterator[Awaited]:
        for place, status in enumerate(ADDRESSES, start=1):
            if count := facts.mails.get(status, 0):
                about, path = plural(count, *WORDS[status]), f"/envois?etat={ADDRESSES[status]}"
                yield Awaited(self, place, None, about, Doers.WHO_SETTLES_MAILS, path, "Voir les envois")
        if facts.hold_reason:
            path = "/envois/reprendre"
            yield Awaited(self, 0, None, facts.hold_reason, Doers.WHO_SETTLES_MAILS, path, "Vérifier et reprendre")
