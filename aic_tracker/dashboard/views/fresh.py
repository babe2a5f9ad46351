"""What lists show is true at the instant of the page: whatever is behind is drawn again first."""

from datetime import datetime

from aic_tracker.dashboard.standing import keeping


def up_to_date(now: datetime) -> None:
    """One statement as a rule: the scheduler draws again what changed, a little later. Bounded: nobody waits."""
    keeping.bring_up_to_date(now, most=keeping.TURNS_OF_A_READER)
