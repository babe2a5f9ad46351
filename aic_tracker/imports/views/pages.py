"""The last two steps, as they are shown: the lines as they would be written, and how far a long import is."""

from typing import Any

from flask import render_template

from aic_tracker import clock
from aic_tracker.imports import queries
from aic_tracker.imports.forms import LinesForm, StepForm
from aic_tracker.imports.kinds import KINDS
from aic_tracker.imports.models import Outcome, SheetImport, State
from aic_tracker.web.forms import render_form
from aic_tracker.web.paging import paginate

STEPS = ("Le fichier", "La feuille et les colonnes", "L’aperçu", "L’import")


def under_way(received: SheetImport) -> Any:
    written, total = queries.written_of(received)
    return render_template(
        "imports/under_way.html",
        received=received,
        kind=KINDS[received.kind],
        is_applying=received.state is State.APPLYING,
        written=written,
        total=total,
        steps=STEPS,
    )


def preview(received: SheetImport, form: StepForm) -> Any:
    lines = LinesForm()
    chosen, counts = lines.chosen(), queries.counts_of(received)
    return render_form(
        "imports/preview.html",
        form,
        lines_form=lines,
        page=paginate(queries.lines_of(received, chosen["outcome"])),
        counts=list(counts.items()),
        received=received,
        kind=KINDS[received.kind],
        refused=counts[Outcome.REFUSED],
        written=counts[Outcome.NEW] + counts[Outcome.CHANGED],
        steps=STEPS,
        State=State,
        stays=KINDS[received.kind].why_it_stays(received, clock.now()) if received.state is State.DONE else "",
        kinds_of_badge={"new": "success", "changed": "info", "same": None, "refused": "error"},
    )
