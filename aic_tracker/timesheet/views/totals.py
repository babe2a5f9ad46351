"""Time added up: `/laureats/<slug>/temps/totaux` for one laureate, `/pilotage/temps` for all of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import render_template
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.expertise.queries import given
from aic_tracker.expertise.queries.given import By, Sums
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet import forms, queries, totals
from aic_tracker.timesheet import noted as noted_time
from aic_tracker.timesheet.tables import BY_PERSON_AND_MONTH, EVERY_ENTRY, totals_by
from aic_tracker.timesheet.views.common import bp
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.paging import paginate_list

NOTED, GIVEN = "Donné : temps référent", "Reçu : appui métier"
BY_MONTH = (By.PERSON, By.MONTH)


@bp.get("/laureats/<slug>/temps/totaux")
@requires(Permission.READ_TIME)
def totals_of_laureate(laureate: Laureate) -> Any:
    today = clock.today()
    own = visible_laureates(current_user, today).where(Laureate.id == laureate.id)
    every_noted, every_given = noted_time.time_noted(own, BY_MONTH), given.time_given(own, BY_MONTH)
    form = forms.YearFilter()
    form.offer(totals.years_of(every_noted, every_given), today.year)
    year = _year(form.chosen()["annee"], today)
    noted, received = totals.of_year(every_noted, year), totals.of_year(every_given, year)
    if file := exported(BY_PERSON_AND_MONTH, lambda: _lines(noted, received), about=laureate.slug):
        return file
    people = totals.together(noted, received)
    return render_template(
        "timesheet/totals.html",
        laureate=laureate,
        form=form,
        year=year,
        people=people,
        months=totals.together(noted, received, at=1),
        years=totals.together(totals.by_year(every_noted), totals.by_year(every_given), at=1),
        overall=totals.overall(people),
    )


@bp.get("/pilotage/temps")
@requires(Permission.READ_PORTFOLIO)
def totals_of_portfolio() -> Any:
    today = clock.today()
    form = forms.TotalsFilter()
    start = noted_time.first_day_noted() or today
    form.offer(range(today.year, start.year - 1, -1), today.year)
    form.saison.options = [(season, season.name) for season in laureates.seasons()]
    asked = form.chosen()
    year, by = _year(asked["annee"], today), asked["par"] or By.LAUREATE
    span = (date(year, 1, 1), date(year + 1, 1, 1)) if year else (None, None)
    shown = visible_laureates(current_user, today)
    if asked["saison"]:
        shown = shown.where(Laureate.season_id == asked["saison"].id)
    if file := exported(EVERY_ENTRY, lambda: each_of(queries.every_time(shown, *span), scalars=False), which="saisies"):
        return file
    found = totals.together(noted_time.time_noted(shown, [by], *span), given.time_given(shown, [by], *span))
    if file := exported(totals_by(by), lambda: found):
        return file
    return render_template(
        "timesheet/portfolio_totals.html",
        form=form,
        by=by,
        year=year,
        page=paginate_list(found),
        overall=totals.overall(found),
    )


def _year(asked: int | forms.AllYears | None, today: date) -> int | None:
    if asked is forms.AllYears.ALL:
        return None
    return asked or today.year


def _lines(noted: Sums, received: Sums) -> Iterator[tuple[str, date, str, int]]:
    """By month, then person."""
    for month in reversed(totals.together(noted, received, at=1)):
        for what, sums in ((NOTED, noted), (GIVEN, received)):
            of_month = [one for one in sums if one[0][1] == month.key]
            for line in totals.together(of_month, []):
                yield line.label, month.key, what, line.noted  # type: ignore[misc]
