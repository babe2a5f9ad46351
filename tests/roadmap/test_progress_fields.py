"""The form of progress, filled in a mold, is the one that its fields draw."""

import re
from decimal import Decimal
from itertools import product
from types import SimpleNamespace
from typing import Any

from flask import Flask

from aic_tracker.roadmap.forms import ProgressForm
from aic_tracker.roadmap.models import ObjectiveStatus
from aic_tracker.roadmap.views.progress import progress_fields
from aic_tracker.web.molds import EDGE

ODD = f'« <b> & "deux" ; un {EDGE}id{EDGE}\nligne'
OPEN = [status for status in ObjectiveStatus if status is not ObjectiveStatus.DROPPED]
FIGURES = [
    (None, None, None),
    (Decimal(0), Decimal("20"), None),
    (Decimal("1.5"), Decimal("-3"), Decimal("12345.6700")),
]


def drawn(app: Flask, objective: Any) -> str:
    macros: Any = app.jinja_env.get_template("roadmap/_progress_fields.html").module
    return str(macros.progress_fields(ProgressForm.of(objective, formdata=None)))


def test_each_objective_has_the_form_that_its_fields_draw(app: Flask) -> None:
    with app.test_request_context("/"):
        for number, (status, figures, unit, reason) in enumerate(product(OPEN, FIGURES, ["", ODD], ["", ODD])):
            baseline, target, current = figures
            objective: Any = SimpleNamespace(
                id=number,
                version=number + 1,
                status=status,
                baseline=baseline,
                target=target,
                current=current,
                unit=unit,
                reason=reason,
            )
            assert progress_fields(objective) == drawn(app, objective), objective


def test_every_form_of_a_page_has_its_own_key(app: Flask) -> None:
    with app.test_request_context("/"):
        marks = [str(app.jinja_env.get_template("dsfr/form.html").module.form_marks()) for _ in range(3)]  # type: ignore[attr-defined]
    names = [re.findall(r'name="(\w+)"', text) for text in marks]
    assert names == [["csrf_token", "form_account", "form_key"]] * 3
    assert len(set(marks)) == 3
