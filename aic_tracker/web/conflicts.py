"""The page that shows what one typed beside what somebody else saved meanwhile: nothing is lost, the reader chooses."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from aic_tracker.formats import DASH, listed
from aic_tracker.web.forms import BaseForm


class Difference(NamedTuple):
    field: Any
    typed: str
    stored: str


def answer_conflict(
    form: BaseForm,
    stored: BaseForm,
    *,
    version: int | None = None,
    cancel: str,
    action: str = "",
    also: Sequence[tuple[str, str]] = (),
    **context: Any,
) -> Response | tuple[str, int]:
    """409 with both texts. `stored` is the same form made from the saved object (`formdata=None`), at its own
    `version` unless another is given.

    Sent again, the page saves what is typed over that version, at `action` (where it was sent, by default), with the
    pairs of `also`. When both say the same there is nothing to choose.
    """
    found = differences(form, stored)
    if not found:
        flash("Une autre personne venait d’enregistrer la même chose.", "info")
        return redirect(cancel, 303)
    form.rebase(version or stored["version"].data)
    form.form_errors = []
    named = {difference.field.name for difference in found}
    carried = list(also) + [
        (field.name, text)
        for field in form
        if field.name not in named and field.short_name not in ("version", form.meta.csrf_field_name)
        for text in field.typed or ()
    ]
    page = render_template(
        "layouts/conflict.html", form=form, differences=found, carried=carried, cancel=cancel, action=action, **context
    )
    return page, 409


def as_stored(form: BaseForm, row: Any, **kwargs: Any) -> BaseForm:
    """The same form made from the saved object, with the same options."""
    stored = type(form)(obj=row, formdata=None, **kwargs)
    for field in form:
        if hasattr(field, "options"):
            stored[field.short_name].options = field.options
    return stored


def differences(form: BaseForm, stored: BaseForm) -> list[Difference]:
    """The fields in which the two say something else."""
    return [
        Difference(field, readable(field), readable(stored[field.short_name]))
        for field in form
        if field.short_name not in ("version", form.meta.csrf_field_name)
        and field.data != stored[field.short_name].data
    ]


def readable(field: Any) -> str:
    """What the field says, in the words of its options when it has some."""
    if field.kind == "tick":
        return "Oui" if field.data else "Non"
    if hasattr(field, "options"):
        labels = [label if isinstance(label, str) else label[0] for key, label, chosen in field.rows() if chosen]
        return listed(labels) or DASH
    return field.value or DASH
