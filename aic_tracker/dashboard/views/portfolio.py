"""`/laureats`: every laureate, those who need attention first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import render_template
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.readers import may_be_read_by
from aic_tracker.accounts import queries as accounts
from aic_tracker.dashboard import rules
from aic_tracker.dashboard.forms import Followed, Order, PortfolioForm, Shown
from aic_tracker.dashboard.standing import reading
from aic_tracker.dashboard.tables import LAUREATES
from aic_tracker.dashboard.views.common import bp
from aic_tracker.dashboard.views.fresh import up_to_date
from aic_tracker.db import db
from aic_tracker.folding import by_name
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.laureates.queries import seasons
from aic_tracker.leaving.holdings import left_to_nobody
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.paging import paginate, parameters

ORDERS = {Order.TERM: reading.BY_TERM, Order.NAME: reading.BY_NAME, None: reading.BY_ATTENTION}


@bp.get("/laureats")
@requires(Permission.READ_PORTFOLIO)
def portfolio() -> Any:
    today, now = clock.today(), clock.now()
    up_to_date(now)
    form = PortfolioForm()
    form.season.options = [(season, season.name) for season in seasons()]
    team = by_name({*accounts.coaches(), *laureates.following_coaches(today)})
    form.coach.options = [*told_apart(team, {}), (Followed.NOBODY, "À réattribuer")]
    asked = form.chosen()
    is_left = asked["coach"] is Followed.NOBODY
    left = (left_to_nobody(today),) if is_left else ()
    found = (
        may_be_read_by(current_user, today),
        *reading.found_by({**asked, "coach": None if is_left else asked["coach"]}, today),
        *left,
    )
    shown = (*found, *shown_by(asked["status"]))
    rows = reading.listed(*shown).order_by(*ORDERS[asked["sort"]])
    if file := exported(LAUREATES, lambda: each_of(rows, scalars=False, told=partial(_told, today))):
        return file
    page = paginate(rows, count=reading.how_many(*shown), scalars=False)
    lines = _told(today, page.items)
    return render_template(
        "dashboard/portfolio.html",
        form=form,
        page=replace(page, items=lines),
        is_filtered=any(asked[name] for name in ("q", "season", "axis", "coach", "status")),
        # Told beside a search, and where nothing else is found.
        hidden=_count(found) - page.total if asked["q"] or not lines else 0,
        everything={**parameters(), "status": Shown.ALL.value, "page": None},
        today=today,
        month=rules.last_month(today),
    )


def _told(today: date, rows: Sequence[Any]) -> list[reading.Listed]:
    lines = reading.of(rows, today)
    coaches = reading.lead_coaches([line.id for line in lines], today)
    return [replace(line, lead_coach=coaches.get(line.id)) for line in lines]


def shown_by(asked: Shown | None) -> tuple[reading.Condition, ...]:
    if asked is Shown.ALL:
        return ()
    if asked is Shown.SUPPORTED:
        return (reading.SUPPORTED, reading.Standing.is_supported.is_(True))
    status = LaureateStatus(asked.value) if asked else LaureateStatus.ACTIVE
    return (reading.Standing.laureate_status == status,)


def _count(conditions: tuple[sa.ColumnElement[bool], ...]) -> int:
    return db.session.scalar(reading.how_many(*conditions)) or 0
