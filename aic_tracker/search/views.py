"""One search over everything that one may read."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.search import queries
from aic_tracker.search.answers import answers
from aic_tracker.search.forms import SearchForm
from aic_tracker.search.questions import terms_of
from aic_tracker.search.sources import SOURCES
from aic_tracker.web.paging import paginate_list

bp = Blueprint("search", __name__)


@bp.get("/recherche")
@requires(Permission.READ_LAUREATE)
def search() -> Any:
    form = SearchForm()
    chosen, today = form.chosen(), clock.today()
    asked, terms = chosen["q"], terms_of(chosen["q"])
    if not terms:
        return render_template("search/search.html", form=form, asked=asked, page=None)
    kind = chosen["kind"] if chosen["kind"] in SOURCES else ""
    found = queries.closest(terms, queries.readable_by(current_user, today))
    page = paginate_list(found.of_kind(kind))
    kinds = [
        (source.labels, found.counts[name], url_for(".search", q=asked, kind=name), name == kind)
        for name, source in SOURCES.items()
        if name in found.counts
    ]
    return render_template(
        "search/search.html",
        form=form,
        asked=asked,
        page=page,
        answers=answers(page.items, terms),
        is_in_part=found.ways != [terms],
        is_more=found.is_more,
        kinds=kinds,
        all_kinds=(len(found.answers), url_for(".search", q=asked), not kind),
    )
