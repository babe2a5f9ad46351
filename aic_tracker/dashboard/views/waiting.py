"""`/a-suivre/<list>`: everything of one sort that waits, page after page; the homes show the first rows of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import abort, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.dashboard import rules
from aic_tracker.dashboard.standing import reading, waiting
from aic_tracker.dashboard.standing.waiting import STANDINGS, TO_DO, TO_SEE, Waiting, Whose
from aic_tracker.dashboard.tables import WAITING_LAUREATES, WAITING_POINTS
from aic_tracker.dashboard.views.common import bp
from aic_tracker.dashboard.views.fresh import up_to_date
from aic_tracker.db import db
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.paging import paginate

# Of each list, on a home.
SHOWN_ROWS = 10
TO_DECIDE = (reading.SUPPORTED, STANDINGS[Waiting.TERMS])
WORRYING = (reading.SUPPORTED, STANDINGS[Waiting.WORRYING])


@dataclass(frozen=True)
class Panel:
    """A list on the home: one's own rows, or those of the others for whoever follows nobody; and what there is beside.

    `own` and `others` count things: the late objectives, the months not declared, and rows elsewhere.
    """

    waiting: Waiting
    rows: Sequence[Any]
    is_cut: bool
    own: int
    others: int


@dataclass(frozen=True)
class Panels:
    """How many laureates are being supported, how many of them one follows, and each list."""

    laureates: int
    mine: int
    shown: Mapping[str, Panel]


def waiting_panels(coach: User, today: date, now: datetime) -> Panels:
    mine = reading.followed(coach, today)
    every = reading.sums()
    own = reading.sums(reading.Standing.laureate_id.in_(mine)) if every.laureates else every
    follows_some = bool(own.laureates)
    counts = {
        Waiting.TERMS: (own.to_decide, every.to_decide),
        Waiting.LATE: (own.late, every.late),
        Waiting.NO_POINT: (own.without_point, every.without_point),
        Waiting.UNDECLARED: (own.missing, every.missing),
        **waiting.counts_of_points(mine, today, now),
    }
    found = waiting.own_rows(mine, SHOWN_ROWS + 1) if follows_some else None
    panels = {}
    for kind in TO_DO:
        mine_only, of_all = counts[kind]
        rows: Sequence[Any] = ()
        if found is not None and not kind.is_of_points:
            rows = found[kind]
        elif mine_only if follows_some else of_all:
            rows = _first_rows(kind, Whose.MINE if follows_some else None, mine, today, now)
        # One more than is shown says whether there are others.
        shown = waiting.rows(kind, rows[:SHOWN_ROWS], today)
        panels[kind.value] = Panel(kind, shown, len(rows) > SHOWN_ROWS, mine_only, of_all - mine_only)
    return Panels(every.laureates, own.laureates, panels)


def _first_rows(
    kind: Waiting, whose: Whose | None, followed: sa.Select[int], today: date, now: datetime
) -> Sequence[Any]:
    rows, _ = waiting.select(kind, now, today, *waiting.of_whom(kind, whose, followed))
    return db.session.execute(rows.limit(SHOWN_ROWS + 1)).all()


@bp.get("/a-suivre/<liste>")
@requires(Permission.READ_PORTFOLIO)
def waiting_list(liste: str) -> Any:
    lists = TO_DO if can("MANAGE_CHECKPOINTS") else TO_SEE
    kind = next((one for one in lists if one == liste), None) or abort(404)
    whose = next((one for one in Whose if one == request.args.get("lauréats")), None)
    today, now = clock.today(), clock.now()
    up_to_date(now)
    mine = reading.followed(current_user, today)
    rows, count = waiting.select(kind, now, today, *waiting.of_whom(kind, whose, mine))
    table = WAITING_POINTS if kind.is_of_points else WAITING_LAUREATES
    each = partial(each_of, rows, scalars=False, told=lambda some: waiting.rows(kind, some, today))
    if file := exported(table, each):
        return file
    page = paginate(rows, count=count, scalars=False)
    return render_template(
        "dashboard/waiting.html",
        kind=kind,
        page=page,
        rows=waiting.rows(kind, page.items, today),
        today=today,
        month=rules.last_month(today),
        choices=[(label, one, _url(kind, one)) for label, one in WHOSE.items()],
        whose=whose,
        missing=_missing(whose, mine) if kind is Waiting.UNDECLARED else 0,
    )


def _missing(whose: Whose | None, mine: sa.Select[int]) -> int:
    """Of the laureates listed, how many persons said nothing of their time."""
    return reading.sums(*waiting.of_whom(Waiting.UNDECLARED, whose, mine)).missing


WHOSE = {"Tous": None, "Mes lauréats": Whose.MINE, "Autres lauréats": Whose.OTHERS}


def _url(kind: Waiting, whose: Whose | None) -> str:
    values: dict[str, Any] = {"lauréats": whose.value} if whose else {}
    return url_for(".waiting_list", liste=kind.value, **values)
