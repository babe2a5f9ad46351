"""What a text typed in Markdown will look like, before it is saved. Nothing is kept."""

from typing import Any

from flask import Blueprint, abort, render_template, request

from aic_tracker import markup
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.inputs import clean_text

MAX_LENGTH = 50_000

bp = Blueprint("preview", __name__)


@bp.route("/apercu", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
def show() -> Any:
    """The button that was pressed names the field; the whole form came along."""
    name = request.form.get("apercu", "")
    if name not in request.form:
        abort(404)
    try:
        text, problem = markup.affordable(clean_text(request.form[name], max_length=MAX_LENGTH)), ""
    except ValueError as error:
        text, problem = "", str(error)
    return render_template("pages/preview.html", text=text, problem=problem)
