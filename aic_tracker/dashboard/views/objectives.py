"""`/pilotage/objectifs`: the objectives of all the laureates, by state."""

from typing import Any

from flask import render_template
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.readers import may_be_read_by
from aic_tracker.accounts import queries as accounts
from aic_tracker.dashboard.forms import ObjectivesForm, Whole
from aic_tracker.dashboard.standing import reading
from aic_tracker.dashboard.views.common import bp
from aic_tracker.dashboard.views.fresh import up_to_date
from aic_tracker.dashboard.views.portfolio import shown_by
from aic_tracker.db import db
from aic_tracker.folding import by_name
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Priority
from aic_tracker.roadmap.queries import across
from aic_tracker.roadmap.queries.objectives import not_carried_over
from aic_tracker.roadmap.tables import OBJECTIVES
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.paging import paginate


@bp.get("/pilotage/objectifs")
@requires(Permission.READ_PORTFOLIO)
def objectives() -> Any:
    today = clock.today()
    up_to_date(clock.now())
    form = ObjectivesForm()
    form.season.options = [(season, season.name) for season in laureates.seasons()]
    team = by_name({*accounts.coaches(), *laureates.following_coaches(today)})
    form.coach.options = told_apart(team, {})
    asked = form.chosen()
    conditions = _conditions(asked)
    rows = across.listed(*conditions)
    if file := exported(OBJECTIVES, lambda: each_of(rows, scalars=False)):
        return file
    count, of_laureates = db.session.execute(across.how_many(*conditions)).one()
    return render_template(
        "dashboard/objectives.html",
        form=form,
        page=paginate(rows, count=count, scalars=False),
        of_laureates=of_laureates,
        is_filtered=any(asked.values()),
        rules=rules,
        today=today,
    )


def _conditions(asked: dict[str, Any]) -> list[across.Condition]:
    today = clock.today()
    of_laureates = (
        may_be_read_by(current_user, today),
        *reading.found_by({**asked, "axis": None}, today),
        *shown_by(asked["status"]),
    )
    conditions: list[across.Condition] = [SupportPeriod.laureate_id.in_(reading.ids_of(*of_laureates))]
    if asked["etat"]:
        conditions.append(across.of_state(asked["etat"], today))
    if asked["axis"]:
        conditions.append(Priority.axis == asked["axis"])
    if asked["portee"] is Whole.PRESENT:
        conditions.append(reading.is_shown(SupportPeriod))
    else:
        conditions.append(not_carried_over())
    return conditions
