"""What waits, kept true (`pictures`)."""

from datetime import datetime

import sqlalchemy as sa

from aic_tracker.awaiting.kept import drawing, following
from aic_tracker.awaiting.models import AwaitedDrawn, AwaitedRow
from aic_tracker.laureates.models import Laureate
from aic_tracker.pictures import Picture

AWAITED = Picture(
    name=following.PICTURE,
    table=AwaitedDrawn,
    parts=(AwaitedRow,),
    every=lambda: sa.select(Laureate.id),
    concerned=following.concerned,
    draw=lambda ids, now: drawing.draw(ids, now),
    made_with=drawing.made_with,
    at_once=100,
)


def is_true(now: datetime) -> bool:
    """Whether the rows say what waits at this instant, once the few that are behind are drawn again.

    One statement as a rule. Ends the transaction of the session, which has written nothing, when something was drawn.
    """
    return not AWAITED.is_behind(now) or (bool(AWAITED.bring_up_to_date(now, most=1)) and not AWAITED.is_behind(now))
