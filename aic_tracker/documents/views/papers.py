"""The roadmap, the diagnostic and the minutes, as files."""

from typing import Any

from flask import abort, request

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.checkpoints import paper as minutes
from aic_tracker.checkpoints import queries as points
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.diagnostic import paper as diagnosis
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.diagnostic.rules import latest
from aic_tracker.documents import papers
from aic_tracker.documents.views.common import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.paper import ods, xlsx
from aic_tracker.roadmap import paper as road
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.web.files import made

PDF = "application/pdf"
ROADMAP = {
    "pdf": (road.roadmap_pdf, PDF),
    "ods": (road.roadmap_ods, ods.MEDIA_TYPE),
    "xlsx": (road.roadmap_xlsx, xlsx.MEDIA_TYPE),
}


@bp.get("/laureats/<slug>/feuille-de-route.<any(pdf, ods, xlsx):ending>")
@requires(Permission.READ_LAUREATE)
def roadmap(laureate: Laureate, ending: str) -> Any:
    period = shown_period(laureate, clock.today()) or abort(404)
    found = roadmaps.roadmap_of(period.id) or abort(404)
    make, media_type = ROADMAP[ending]
    now = clock.now()
    content = make(found, laureate, roadmaps.actions_of(laureate.id), at=now)
    return made(content, media_type, road.roadmap_name(found, laureate, ending, at=now))


@bp.get("/laureats/<slug>/points/<int:number>/compte-rendu.pdf")
@requires(Permission.READ_LAUREATE)
def minutes_of(laureate: Laureate, number: int) -> Any:
    point = points.point(laureate.id, number) or abort(404)
    if point.status is not CheckpointStatus.CLOSED:
        abort(404)
    content = papers.minutes_pdf(point, laureate, at=clock.now())
    return made(content, PDF, minutes.minutes_name(point, laureate))


@bp.get("/laureats/<slug>/diagnostic.pdf")
@requires(Permission.READ_LAUREATE)
def diagnostic(laureate: Laureate) -> Any:
    found = _diagnostic(laureate) or abort(404)
    now = clock.now()
    content = papers.diagnostic_pdf(found, laureate, at=now)
    return made(content, PDF, diagnosis.diagnostic_name(found, laureate, at=now))


def _diagnostic(laureate: Laureate) -> Diagnostic | None:
    """The one asked for by `?diagnostic=12`, else the last of the period shown."""
    asked = request.args.get("diagnostic")
    if asked is not None:
        is_id = asked.isascii() and asked.isdigit() and len(asked) < 10
        return diagnostics.diagnostic_for(laureate.id, int(asked)) if is_id else None
    period = shown_period(laureate, clock.today()) or abort(404)
    last = latest(diagnostics.diagnostics_of(period.id))
    return diagnostics.diagnostic_for(laureate.id, last.id) if last else None
