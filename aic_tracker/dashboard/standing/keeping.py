"""Standings kept true: those that something concerned, or that the calendar changed, are drawn again (`pictures`)."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.dashboard.models import Standing, StandingAxis
from aic_tracker.dashboard.standing import drawing, following
from aic_tracker.laureates.models import Laureate
from aic_tracker.pictures import Drawn, Picture

# What one page may draw before it is shown: the scheduler does the rest.
TURNS_OF_A_READER = 3


def _drawn(laureate_ids: Collection[int], now: datetime) -> Sequence[Drawn]:
    return [Drawn(one.standing, {StandingAxis: one.axes}) for one in drawing.draw(laureate_ids, now)]


STANDINGS = Picture(
    name=following.PICTURE,
    table=Standing,
    parts=(StandingAxis,),
    every=lambda: sa.select(Laureate.id),
    concerned=following.concerned,
    draw=_drawn,
    made_with=drawing.made_with,
)
is_behind = STANDINGS.is_behind
bring_up_to_date = STANDINGS.bring_up_to_date
wrong = STANDINGS.wrong
still_wrong = STANDINGS.still_wrong
draw_again = STANDINGS.draw_again
