"""The form of progress of each objective of a roadmap: one drawing for all those in the same state."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import current_app
from markupsafe import Markup

from aic_tracker.inputs import shortest_number
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.forms import ProgressForm
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.typography import spaced
from aic_tracker.web.molds import Mold, hole


def progress_fields(objective: Objective) -> Markup:
    is_measured = rules.has_measure(objective.baseline, objective.target)
    mold = _mold(objective.status, is_measured, bool(is_measured and objective.unit))
    return mold.filled(
        {
            "id": objective.id,
            "version": objective.version,
            "unit": spaced(objective.unit),
            "current": "" if objective.current is None else shortest_number(objective.current),
            "reason": objective.reason,
        }
    )


@lru_cache(maxsize=4 * len(ObjectiveStatus))
def _mold(status: ObjectiveStatus, is_measured: bool, has_unit: bool) -> Mold:
    shape: Any = SimpleNamespace(
        id=hole("id"),
        status=status,
        baseline=0 if is_measured else None,
        target=1 if is_measured else None,
        unit=hole("unit") if has_unit else "",
    )
    form = ProgressForm.of(shape, formdata=None)
    for name in ("version", "current", "reason"):
        if name in form:
            form[name].typed = [hole(name)]
    drawing: Any = current_app.jinja_env.get_template("roadmap/_progress_fields.html").module
    return Mold(str(drawing.progress_fields(form)))
