from typing import Any

from flask import Blueprint, render_template

from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.journal import queries, rules
from aic_tracker.journal.forms import JournalFilters
from aic_tracker.journal.tables import JOURNAL, told
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.paging import paginate

bp = Blueprint("journal", __name__)


@bp.get("/laureats/<slug>/journal")
@requires(Permission.READ_JOURNAL)
def show(laureate: Any) -> Any:
    present = queries.tables(laureate.id)
    filters = JournalFilters()
    filters.personne.options = [(user, user.name) for user in queries.actors(laureate.id)]
    filters.objet.options = [(kind, kind) for kind in sorted({rules.kind_of(table) for table in present})]
    chosen = filters.chosen()
    statement = queries.entries(
        laureate.id,
        actor=chosen["personne"],
        tables=rules.tables_of(chosen["objet"], present) if chosen["objet"] else None,
        since=chosen["du"],
        until=chosen["au"],
    )
    if file := exported(JOURNAL, lambda: each_of(statement, told=told), about=laureate.slug):
        return file
    page = paginate(statement)
    return render_template(
        "journal/show.html", laureate=laureate, filters_form=filters, page=page, days=rules.by_day(page.items)
    )
