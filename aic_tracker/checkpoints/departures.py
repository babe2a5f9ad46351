"""What became of the mails of a point's minutes: which version, to whom, and whether it was lost before it left."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.mail import history
from aic_tracker.mail.history import Departure
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.models import MailStatus
from aic_tracker.mail.outsiders import Outsider

MINUTES = declare(MailKind("minutes", "Compte rendu"))
NEVER_DELIVERED = "@invalid"  # what an erased person's address became


def key(point_id: int, version: int, to: User | Outsider) -> str:
    """Of one mail: one version to one person. The first one bears no number, as it did before there were others."""
    who = to.id if to.id is not None else sha256(to.email.encode()).hexdigest()[:16]
    return f"{MINUTES}:{point_id}:{who}" + (f":v{version}" if version > 1 else "")


@dataclass(frozen=True)
class Sent:
    """The last mail of one version to one person: when, whether it left, and whether it was lost: it never will.

    `key` is that of the first one; `again`, the one to queue another under: once one is lost, there may be.
    """

    key: str
    again: str
    version: int
    user_id: int | None
    name: str
    at: datetime
    status: MailStatus
    is_lost: bool

    @property
    def day(self) -> date:
        return paris_day(self.at)

    @property
    def said(self) -> str:
        """Whom, and what became of it when it has not simply left."""
        if self.status is MailStatus.SENT:
            return self.name
        state = self.status.label.lower()
        return f"{self.name} ({state} : à lui envoyer de nouveau)" if self.is_lost else f"{self.name} ({state})"


def of(point: Checkpoint) -> list[Sent]:
    """The last version first; of each, in the order they were first queued."""
    mails: dict[str, list[Departure]] = defaultdict(list)
    for mail in history.departures(f"{MINUTES}:{point.id}:", kind=MINUTES, laureate_id=point.laureate_id):
        mails[_base(mail.key)].append(mail)
    ids = {mail.user_id for those in mails.values() for mail in those if mail.user_id is not None}
    people = {user.id: user for user in accounts.those(ids)} if ids else {}
    found = [_last(base, those, people.get(those[-1].user_id or 0)) for base, those in mails.items()]
    return sorted(found, key=lambda one: -one.version)


def keys(point: Checkpoint) -> dict[str, str]:
    """By the key of a mail, the one to queue it under: another once that one was lost."""
    return {one.key: one.again for one in of(point)}


def outside(sent: Collection[Sent]) -> list[str]:
    """The addresses without an account."""
    return [one.name for one in sent if one.user_id is None and not one.name.endswith(NEVER_DELIVERED)]


def _last(base: str, mails: Sequence[Departure], user: User | None) -> Sent:
    last = mails[-1]
    is_lost = _is_lost(last, user)
    again = f"{base}#{len(mails)}" if is_lost else last.key
    name = user.name if user else last.recipient
    return Sent(base, again, _version(base), last.user_id, name, last.at, last.status, is_lost)


def _is_lost(mail: Departure, user: User | None) -> bool:
    """Given up before it left; or refused at an address that its reader no longer has, where it cannot be tried."""
    has_moved = user is not None and user.email != mail.recipient
    return mail.status is MailStatus.CANCELLED or (mail.status is MailStatus.FAILED and has_moved)


def _base(key: str) -> str:
    return key.partition("#")[0]


def _version(key: str) -> int:
    *_, last = key.split(":")
    return int(last[1:]) if last.startswith("v") else 1
