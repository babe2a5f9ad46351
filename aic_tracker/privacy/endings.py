"""Accounts whose time ends: warned twice, then erased, by batches. A person who cannot be holds nobody else back."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from aic_tracker.accounts.models import User
from aic_tracker.accounts.queries import account, active_admins
from aic_tracker.calendar_fr import paris_day
from aic_tracker.errors import DomainError
from aic_tracker.mail import hours
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import Stage
from aic_tracker.privacy import operations, queries
from aic_tracker.privacy.queries import Lapse

log = logging.getLogger(__name__)

AT_ONCE = 20
WARNINGS, ERASURES = "warnings", "accounts"


def due_warnings(lapses: Sequence[Lapse], today: date) -> list[Lapse]:
    return [lapse for lapse in lapses if lapse.step.warning is not None and lapse.step.on <= today]


def due_erasures(lapses: Sequence[Lapse], today: date) -> list[Lapse]:
    """Those whose warnings have left; the last administrator stays."""
    due = [lapse for lapse in lapses if lapse.step.warning is None and lapse.step.on <= today]
    admins = [user.id for user in active_admins()]
    return [lapse for lapse in due if not lapse.is_waiting_for_mail and [lapse.user.id] != admins]


def warn_accounts(now: datetime, faults: Faults) -> int:
    """Warn a batch of people whose account nears its end; how many they were.

    On the days when the warning leaves only: the date that it tells is counted from its departure.
    """
    today, warned = paris_day(now), 0
    if not hours.is_departure_day(now):
        return 0
    for lapse in _without(faults, WARNINGS, due_warnings(queries.lapses(today), today)):
        if warned == AT_ONCE:
            break
        with faults.apart(Stage.RETENTION, WARNINGS, user_id=lapse.user.id):
            operations.warn(lapse, now=now)
            warned += 1
    return warned


def erase_accounts(now: datetime, faults: Faults) -> int:
    """Erase a batch of accounts whose time has ended, and whose warnings have left; how many they were."""
    today, erased = paris_day(now), 0
    for lapse in _without(faults, ERASURES, due_erasures(queries.lapses(today), today)):
        if erased == AT_ONCE:
            break
        # Read before the savepoint: undone, it would have to be read again.
        user_id = lapse.user.id
        try:
            with faults.apart(Stage.RETENTION, ERASURES, user_id=user_id):
                erased += _erase(lapse.user, now)
        except DomainError:
            log.error("account %d not erased: refused", user_id)
    return erased


def _without(faults: Faults, kind: str, due: Sequence[Lapse]) -> list[Lapse]:
    """Those that did not fail in this run: tried again with each batch, they would fail with each batch."""
    failed = {fault.user_id for fault in faults if fault.kind == kind}
    return [lapse for lapse in due if lapse.user.id not in failed]


def _erase(user: User, now: datetime) -> bool:
    # Of two schedulers, the second finds nobody left.
    if operations.obstacles(user, actor=None, today=paris_day(now)) or account(user.id, locked=True) is None:
        return False
    operations.erase(user, actor=None, now=now)
    return True
