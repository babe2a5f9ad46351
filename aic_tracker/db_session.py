"""The session of the application, whose objects outlive their detaching.

CPython 3.11 may start a garbage collection in the middle of a C function, where memory is asked for; from 3.12 on,
between two instructions only. SQLAlchemy's session refers to its objects weakly, and writes on the record of each when
it lets them go. If this writing starts a collection, and the collection ends the very object of that record, the record
is written a second time in the middle of the first: memory is corrupted, and sooner or later the process dies. Rows
that refer to each other, as those of a page do, are such objects. See
docs/decisions/0015-objects-outlive-their-detaching.md.
"""

from collections.abc import Iterable
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import InstanceState


class OutlivedSession(Session):
    """Holds its objects strongly while it detaches them: no collection can find one of them meanwhile."""

    # Closing, `remove`, reset and invalidation all end here.
    def expunge_all(self) -> None:
        held = list(self)
        super().expunge_all()
        held.clear()

    # Expunging an object, and every rollback, of a savepoint or after a failed flush included, end here.
    def _expunge_states(self, states: Iterable[InstanceState[Any]], to_transient: bool = False) -> None:
        states = list(states)
        held = [state.obj() for state in states]
        super()._expunge_states(states, to_transient=to_transient)
        held.clear()
