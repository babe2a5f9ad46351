"""Which sources are set, whose time came, and the pass of each."""

from collections.abc import Callable, Iterator
from datetime import datetime

from aic_tracker import config
from aic_tracker.db import db
from aic_tracker.sources import queries, running
from aic_tracker.sources.demarche import passing as demarche
from aic_tracker.sources.grist import document, mirror
from aic_tracker.sources.models import Source, SourceKind

# By kind: whether it is set, what its cursors belong to, its steps, and whether its time came.
SET: dict[SourceKind, Callable[[], bool]] = {
    SourceKind.DEMARCHE: lambda: bool(config.current().demarche.number),
    SourceKind.GRIST: lambda: bool(config.current().grist.document),
    SourceKind.MIRROR: lambda: bool(config.current().grist.mirror),
}
OF = {
    SourceKind.DEMARCHE: demarche.identity,
    SourceKind.GRIST: document.identity,
    SourceKind.MIRROR: mirror.identity,
}
STEPS: dict[SourceKind, running.Steps] = {
    SourceKind.DEMARCHE: demarche.passing,
    SourceKind.GRIST: document.passing,
    SourceKind.MIRROR: mirror.passing,
}
DUE: dict[SourceKind, Callable[[Source | None, datetime], bool]] = {
    SourceKind.DEMARCHE: demarche.is_due,
    SourceKind.GRIST: mirror.is_due,
    SourceKind.MIRROR: mirror.is_due,
}


def is_set(kind: SourceKind) -> bool:
    return kind in SET and SET[kind]()


def due(now: datetime) -> list[SourceKind]:
    wanted = [kind for kind in SourceKind if is_set(kind)]
    if not wanted:
        return []
    known = queries.all_sources()
    found = [kind for kind in wanted if DUE[kind](known.get(kind), now)]
    db.session.rollback()  # nothing is held while a service is waited for
    return found


def passing(kind: SourceKind, now: datetime) -> Iterator[None]:
    """The pass; the caller commits after each step."""
    return running.run(kind, STEPS[kind], of=OF[kind](), now=now)
