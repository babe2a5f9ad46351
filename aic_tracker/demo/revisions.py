"""The versions of each roadmap: what it said when it was published, then at each closed point.

The objectives stand as they are today; what was told later is taken back, the latest first.
"""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from aic_tracker import formats
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.demo import points
from aic_tracker.demo.stage import Stage
from aic_tracker.roadmap import queries, rules
from aic_tracker.roadmap.models import ObjectiveStatus, Revision, Roadmap
from aic_tracker.roadmap.revisions.rules import PLACES, Snapshot, Values, snapshot

TOLD = ("objective.progressed", "objective.dropped")


def build(stage: Stage) -> None:
    db.session.flush()
    for period in stage.periods:
        roadmap = queries.roadmap_of(period.id)
        if roadmap is None or roadmap.published_at is None:
            continue
        published = paris_day(roadmap.published_at)
        _keep(stage, roadmap, published, number=1, taken_at=roadmap.published_at, reason="Publication")
        later = [p for p in points.closed(stage, period) if paris_day(p.starts_at) > published]
        for number, point in enumerate(later, start=2):
            day = paris_day(point.starts_at)
            reason = formats.sentence(point.number_and_day)
            _keep(stage, roadmap, day, number=number, taken_at=point.closed_at, reason=reason, checkpoint_id=point.id)


def _keep(stage: Stage, roadmap: Roadmap, day: date, **values: Any) -> None:
    content = _as_of(stage, snapshot(roadmap), day)
    db.session.add(Revision(roadmap_id=roadmap.id, author_id=stage.lead_on(day).id, content=content, **values))


def _as_of(stage: Stage, content: Snapshot, day: date) -> Snapshot:
    content = deepcopy(content)
    told = [event for event in stage.events if event.verb in TOLD and paris_day(event.at) > day]
    for event in sorted(told, key=lambda event: event.at, reverse=True):
        values = content["objectives"].get(str(event.obj.id))
        if values is not None:
            values.update({name: before for name, before in (event.before or {}).items() if name in values})
    for values in content["objectives"].values():
        values["progress"] = _progress(values)
    return content


def _progress(values: Values) -> str | None:
    numbers = {
        name: None if values[name] is None else Decimal(values[name]) for name in ("baseline", "target", "current")
    }
    share = rules.measured_share(numbers["baseline"], numbers["target"], numbers["current"])
    kept = rules.HALFWAY if share is None else share
    objective: Any = SimpleNamespace(status=ObjectiveStatus(values["status"]), kept_progress=kept, **numbers)
    progress = rules.objective_progress(objective)
    return None if progress is None else str(progress.quantize(PLACES))
