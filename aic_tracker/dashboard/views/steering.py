"""`/pilotage`: the whole portfolio over twelve months."""

from datetime import date
from typing import Any

from flask import render_template
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.dashboard import board, rules, totals
from aic_tracker.dashboard.views.blueprint import bp
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.laureates.queries import seasons


@bp.route("/pilotage")
@requires(Permission.READ_PORTFOLIO)
def steering() -> Any:
    today, now = clock.today(), clock.now()
    visible = visible_laureates(current_user, today).where(Laureate.status == LaureateStatus.ACTIVE)
    lines = sorted(board.lines(visible, today, now), key=lambda line: rules.name_key(line.facts))
    return render_template(
        "dashboard/steering.html",
        today=today,
        seasons=seasons(),
        summary=totals.summary(lines),
        to_decide=[
            line for line in board.by_attention(lines, today) if line.has(rules.Matter.OVERDUE, rules.Matter.RENEWAL)
        ],
        axes=totals.totals_by_axis(lines, today),
        heat_columns=[
            "Lauréat",
            *(f"{formats.SHORT_MONTHS[month.month - 1]} {month.year}" for month in rules.shown_months(today)),
        ],
        heat=totals.heat_map(lines, today),
    )


def short_month(month: date) -> str:
    """« avr. 2026 »."""
    return f"{formats.SHORT_MONTHS[month.month - 1]} {month.year}"
