"""Who writes down the value of an approved assignment. The book ranks after this feature, and is named at start."""

from datetime import date, datetime
from typing import Any, Protocol

from aic_tracker.accounts.models import User
from aic_tracker.expertise.models import Assignment


class Ledger(Protocol):
    def enter(self, assignment: Assignment, *, actor: User, now: datetime) -> None:
        """Write its value down; raises DomainError when it may not be engaged."""

    def withdraw(self, assignment: Assignment, *, actor: User, today: date) -> None:
        """Strike it out, if it was written down."""

    def preview(self, assignment: Assignment, *, today: date) -> Any:
        """What entering it today would change, for the page that asks; None when it changes nothing."""


_ledger: Ledger | None = None


def use(ledger: Ledger) -> None:
    """Make this the ledger of the process (once, in `create_app`)."""
    global _ledger
    _ledger = ledger


def current() -> Ledger:
    if _ledger is None:
        raise RuntimeError("create_app() has not been called")
    return _ledger
