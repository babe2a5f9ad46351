"""The papers of a laureate, whoever asks for them: what each needs beside its own rows."""

from datetime import datetime

from aic_tracker.checkpoints import paper as minutes
from aic_tracker.checkpoints.minutes import around
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.diagnostic import paper as diagnosis
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind
from aic_tracker.diagnostic.rules import change_since, levels
from aic_tracker.laureates.models import Laureate


def minutes_pdf(point: Checkpoint, laureate: Laureate, *, at: datetime) -> bytes:
    """Of a closed point, loaded as `points.point` loads it."""
    following, changes = around(point)
    return minutes.minutes_pdf(point, laureate, following, at=at, changes=changes)


def diagnostic_pdf(found: Diagnostic, laureate: Laureate, *, at: datetime) -> bytes:
    """Of a diagnostic, loaded as `diagnostics.diagnostic_for` loads it."""
    return diagnosis.diagnostic_pdf(found, laureate, at=at, changes=_changes(laureate, found))


def _changes(laureate: Laureate, shown: Diagnostic) -> dict[str, int | None] | None:
    """Since the initial diagnostic; None for an initial one."""
    if shown.kind is DiagnosticKind.INITIAL:
        return None
    initials = diagnostics.initial_diagnostics(laureate.id, up_to_period=shown.period.number)
    initial = diagnostics.diagnostic_for(laureate.id, initials[-1].id) if initials else None
    return change_since(levels(initial), levels(shown)) if initial else None
