"""`/pilotage/saison/<slug>`: what a season received and achieved. The address names the season, not a laureate."""

from typing import Any

from flask import abort, render_template
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.dashboard import season as seasons
from aic_tracker.dashboard import season_rows as behind
from aic_tracker.dashboard.views.common import bp
from aic_tracker.laureates.queries import season_with_slug
from aic_tracker.paper.ods import MEDIA_TYPE
from aic_tracker.web.exports import exported
from aic_tracker.web.files import made
from aic_tracker.web.paging import paginate_list
from aic_tracker.web.table_files import csv_answer


def _report(slug: str) -> seasons.Report:
    today = clock.today()
    found = season_with_slug(slug) or abort(404)
    return seasons.report(found, visible_laureates(current_user, today), today)


@bp.get("/pilotage/saison/<season>")
@requires(Permission.READ_PORTFOLIO)
def season(season: str) -> Any:
    found = _report(season)
    today = clock.today()
    return render_template(
        "dashboard/season.html",
        report=found,
        today=today,
        to_decide=[(period, seasons.days_to_term(period, today)) for period in found.to_decide],
        heat_columns=["Lauréat", *seasons.month_names(found.months)],
    )


@bp.get("/pilotage/saison/<season>/<chiffre>")
@requires(Permission.READ_PORTFOLIO)
def season_rows(season: str, chiffre: str) -> Any:
    """The rows behind one figure of the report."""
    of_season, today = season_with_slug(season) or abort(404), clock.today()
    title, table, rows_of = behind.ROWS.get(chiffre) or abort(404)
    rows = rows_of(behind.asked(of_season, visible_laureates(current_user, today), today))
    if file := exported(table, lambda: rows, about=of_season.slug):
        return file
    return render_template(
        "dashboard/season_rows.html",
        season=of_season,
        title=title,
        table_of=table,
        columns=[(one.title, "number") if one.is_number else one.title for one in table.columns],
        page=paginate_list(rows),
        sums=behind.added_up(table, rows),
    )


@bp.get("/pilotage/saison/<season>.<any(csv, ods):ending>")
@requires(Permission.READ_PORTFOLIO)
def season_file(season: str, ending: str) -> Any:
    found, now = _report(season), clock.now()
    name = seasons.file_name(found.season, ending, at=now)
    if ending == "csv":
        return csv_answer(name, seasons.HEAD, seasons.csv_rows(found))
    return made(seasons.season_ods(found, at=now), MEDIA_TYPE, name)
