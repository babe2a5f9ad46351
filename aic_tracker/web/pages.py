"""Pages open to everybody: what the law asks every public service to say."""

from typing import Any

from flask import Blueprint, Response, render_template

from aic_tracker.access.guards import public

bp = Blueprint("pages", __name__)


@bp.route("/accessibilite")
@public
def accessibility() -> Any:
    return render_template("pages/accessibility.html")


@bp.route("/mentions-legales")
@public
def legal_notice() -> Any:
    return render_template("pages/legal_notice.html")


@bp.route("/donnees-personnelles")
@public
def personal_data() -> Any:
    return render_template("pages/personal_data.html")


@bp.route("/robots.txt")
@public
def robots() -> Response:
    """Nothing here is for search engines: all but these pages asks to sign in."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
