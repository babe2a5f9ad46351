"""`/laureats/<slug>`: where a laureate stands in its twelve months."""

from typing import Any

from flask import render_template
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting import lists, scope, start
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.sorts import SORTS
from aic_tracker.dashboard import overview, rules
from aic_tracker.dashboard.views.calendar import chart
from aic_tracker.dashboard.views.common import bp
from aic_tracker.laureates.models import Axis, Laureate
from aic_tracker.laureates.rules import current_period


@bp.get("/laureats/<slug>")
@requires(Permission.READ_LAUREATE)
def laureate(laureate: Laureate) -> Any:
    today, now = clock.today(), clock.now()
    period = shown_period(laureate, today)
    if period is None:
        return render_template("dashboard/laureate_without_period.html", laureate=laureate)
    glance = overview.glance(
        laureate,
        period,
        actor=current_user,
        today=today,
        now=now,
        with_time=can("READ_TIME"),
        with_journal=can("READ_JOURNAL"),
        with_introductions=can("READ_INTRODUCTIONS"),
    )
    facts = Facts(scope.of_laureates([laureate], now))
    is_current = period is current_period(laureate.periods, today)
    shown = {sort.shown_to for sort in SORTS.values() if can(sort.shown_to.name)}
    return render_template(
        "dashboard/laureate.html",
        # An earlier period is only looked at: what it left open is told by the present one.
        awaited=lists.of_laureate(laureate, now, current_user, shown) if is_current else [],
        start=start.starts(facts, [laureate], {laureate.id: glance.people}).get(laureate.id) if is_current else None,
        laureate=laureate,
        period=period,
        today=today,
        month=rules.last_month(today),
        glance=glance,
        axes=[(axis.label, glance.share_on(axis)) for axis in Axis],
        chart=chart(laureate, period, glance.calendar, today),
    )
