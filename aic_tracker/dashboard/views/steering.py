"""`/pilotage`: the whole portfolio over twelve months."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for

from aic_tracker import clock, formats
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.dashboard import rules
from aic_tracker.dashboard.standing import reading
from aic_tracker.dashboard.views.common import bp
from aic_tracker.dashboard.views.fresh import up_to_date
from aic_tracker.dashboard.views.waiting import SHOWN_ROWS, TO_DECIDE
from aic_tracker.laureates.queries import seasons
from aic_tracker.web.paging import Page, paginate, whole


@bp.get("/pilotage")
@requires(Permission.READ_PORTFOLIO)
def steering() -> Any:
    today, now = clock.today(), clock.now()
    up_to_date(now)
    summary = reading.sums()
    page = page_of_laureates()
    return render_template(
        "dashboard/steering.html",
        today=today,
        seasons=seasons(),
        summary=summary,
        to_decide=reading.first(SHOWN_ROWS, today, *TO_DECIDE) if summary.to_decide else [],
        axes=reading.axis_totals(),
        heat_columns=["Lauréat", *(short_month(month) for month in rules.shown_months(today))],
        heat=reading.of(page.items, today),
        page=page,
        whole_url=whole_url(page),
    )


def page_of_laureates() -> Page:
    """The laureates being supported, by name: one page, or all of them to be printed together."""
    rows, count = reading.listed(reading.SUPPORTED).order_by(*reading.BY_NAME), reading.how_many(reading.SUPPORTED)
    if request.args.get("tous") == "oui":
        return whole(rows, scalars=False)
    return paginate(rows, count=count, scalars=False)


def whole_url(page: Page) -> str | None:
    """Where the pages are shown as one; None where they are already."""
    return url_for(request.endpoint or "", tous="oui") if page.count > 1 else None


def short_month(month: date) -> str:
    """« avr. 2026 »."""
    return f"{formats.SHORT_MONTHS[month.month - 1]} {month.year}"
