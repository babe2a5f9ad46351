"""The audit trail, for administrators: read, filtered, verified, taken away."""

from typing import Any

from flask import Blueprint, render_template

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.audit import queries, rules
from aic_tracker.audit.forms import AuditFilters
from aic_tracker.audit.tables import TRAIL, told
from aic_tracker.audit.words import EVENTS
from aic_tracker.db import db
from aic_tracker.folding import french_order
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.paging import paginate, parameters
from aic_tracker.web.table_files import csv_answer

bp = Blueprint("audit", __name__)


@bp.get("/administration/audit")
@requires(Permission.READ_AUDIT)
def index() -> Any:
    filters, statement = _wanted()
    if file := exported(TRAIL, lambda: each_of(statement, told=told)):
        return file
    page = paginate(statement)
    return render_template(
        "audit/index.html",
        filters_form=filters,
        page=page,
        names=queries.names(page.items),
        rules=rules,
        kept=parameters(),
    )


@bp.get("/administration/audit/verification")
@requires(Permission.READ_AUDIT)
def verify() -> Any:
    verdict = queries.verify()
    return render_template("audit/verify.html", verdict=verdict, line=rules.verdict_line(verdict))


@bp.get("/administration/audit.csv")
@requires(Permission.READ_AUDIT)
def export() -> Any:
    """All that the filters leave, oldest last; the export itself enters the trail."""
    _filters, statement = _wanted()
    # By parts: a whole year would not fit in memory.
    found = db.session.scalars(statement.execution_options(yield_per=queries.AT_ONCE))
    rows = (rules.row(entry) for entry in found)
    return csv_answer(f"audit-{clock.today():%Y-%m-%d}.csv", rules.HEADER, rows)


def _wanted() -> tuple[AuditFilters, Any]:
    filters = AuditFilters()
    filters.personne.options = [(user, user.name) for user in queries.actors()]
    filters.evenement.options = sorted(EVENTS.items(), key=lambda pair: french_order(str(pair[1])))
    chosen = filters.chosen()
    return filters, queries.entries(
        actor=chosen["personne"], event=chosen["evenement"], since=chosen["du"], until=chosen["au"]
    )
