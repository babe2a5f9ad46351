"""« Enregistrer et ajouter »: what was typed is saved, and the same form comes back empty, ready to be typed in."""

from typing import Any

from flask import flash, redirect, request, url_for
from markupsafe import Markup

from aic_tracker.web.forms import DRAFT

FIELD = "encore"


def answer_added(said: str, *, title: str, link: str, back: str, then: str = "") -> Any:
    """To `back`; or to the form again, when that is the button that was pressed: what was saved is named, with a link.

    `then` is what one does from `back`.
    """
    if not request.form.get(FIELD):
        flash(f"{said}{then}.")
        return redirect(back, 303)
    flash(Markup('{} : <a href="{}">{}</a>').format(said, link, title))
    kept = {name: value for name, value in request.args.items() if name != DRAFT}
    return redirect(url_for(request.endpoint or "", **(request.view_args or {}) | kept | {FIELD: "1"}), 303)


def begin_at(field: Any) -> None:
    """Have whoever comes back to the form type at once; a screen reader says with the field what was saved."""
    field.comes_first = request.method == "GET" and FIELD in request.args
