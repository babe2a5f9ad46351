"""Names of the moments between which a process may die; fault tests put a crash in the place of `reach`."""

AFTER_PLANNED_ROW = "after_planned_row"
AFTER_CLAIM = "after_claim"
BEFORE_HANDOFF = "before_handoff"
AFTER_HANDOFF = "after_handoff"
AFTER_DOT = "after_dot"
AFTER_ANSWER = "after_answer"
AFTER_SETTLED = "after_settled"


def reach(name: str) -> None:
    """Does nothing."""
