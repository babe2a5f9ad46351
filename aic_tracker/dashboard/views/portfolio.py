"""`/laureats`: every laureate, those who need attention first."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.dashboard import board, queries, rules
from aic_tracker.dashboard.forms import Order, PortfolioForm, Shown
from aic_tracker.dashboard.views.blueprint import bp
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.laureates.queries import seasons
from aic_tracker.web.paging import paginate_list


@bp.route("/laureats")
@requires(Permission.READ_PORTFOLIO)
def portfolio() -> Any:
    today, now = clock.today(), clock.now()
    form = PortfolioForm()
    form.season.options = [(season, season.name) for season in seasons()]
    form.coach.options = [(coach, coach.name) for coach in queries.following_coaches(today)]
    asked = form.chosen()
    found = queries.laureates(
        queries.found_by(
            visible_laureates(current_user, today),
            today,
            search=asked["q"],
            season=asked["season"],
            coach=asked["coach"],
        )
    )
    if asked["axis"]:
        found = [laureate for laureate in found if asked["axis"].value in laureate.axes]
    shown = [laureate for laureate in found if is_shown(laureate.status, asked["status"])]
    lines = board.lines_of(shown, today, now)
    return render_template(
        "dashboard/portfolio.html",
        form=form,
        page=paginate_list(in_order(lines, asked["sort"], today)),
        is_filtered=any(asked[name] for name in ("q", "season", "axis", "coach", "status")),
        hidden=len(found) - len(shown),
        everything={**request.args, "status": Shown.ALL.value, "page": None},
        today=today,
        month=rules.last_month(today),
    )


def is_shown(status: LaureateStatus, asked: Shown | None) -> bool:
    if asked is Shown.ALL:
        return True
    return status.value == asked.value if asked else status is LaureateStatus.ACTIVE


def in_order(lines: list[board.Line], order: Order | None, today: Any) -> list[board.Line]:
    if order is Order.TERM:
        return sorted(lines, key=lambda line: rules.term_key(line.facts))
    if order is Order.NAME:
        return sorted(lines, key=lambda line: rules.name_key(line.facts))
    return board.by_attention(lines, today)
