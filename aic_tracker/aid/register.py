"""What the central register must hold, and by when: art. 6 of Regulations (EU) 2023/2831 and 2023/2832. Pure."""

from datetime import date, timedelta

from aic_tracker.aid.models import AidSource, Regime
from aic_tracker.aid.rules import CEILED
from aic_tracker.calendar_fr import add_months, add_working_days, is_working_day

REGISTER_OPENS_ON = date(2026, 1, 1)


def must_be_registered(regime: Regime, source: AidSource, granted_on: date, *, is_cancelled: bool) -> bool:
    """Whether the programme has to enter this aid in the central register; declared ones are their authority's."""
    return (
        regime in CEILED and source is not AidSource.DECLARED and granted_on >= REGISTER_OPENS_ON and not is_cancelled
    )


def register_by(granted_on: date, working_days: int) -> date:
    """Last day to enter it in the central register: art. 6 of both regulations."""
    return add_working_days(granted_on, working_days)


def working_days_left(today: date, limit: date) -> int:
    """Working days after today up to the limit, itself included; negative once it is passed."""
    first, last = min(today, limit), max(today, limit)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    count = sum(is_working_day(day) for day in days)
    return count if limit >= today else -count


def kept_until(granted_on: date, years: int) -> date:
    """Records are kept ten years from the day the aid was granted: art. 6 of both regulations."""
    return add_months(granted_on, 12 * years)
