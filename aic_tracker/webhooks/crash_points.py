"""Names of the moments between which a process may die; fault tests put a crash in the place of `reach`."""

AFTER_CLAIM = "after_claim"
BEFORE_ASKED = "before_asked"
AFTER_ANSWERED = "after_answered"
AFTER_SETTLED = "after_settled"


def reach(name: str) -> None:
    """Does nothing."""
