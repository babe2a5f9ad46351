"""Pages open to everybody: what the law asks every public service to say."""

from typing import Any

from flask import Blueprint, Response, render_template

from aic_tracker import clock, config
from aic_tracker.access.guards import public
from aic_tracker.opendata import queries as opendata
from aic_tracker.opendata import statistics
from aic_tracker.privacy import register
from aic_tracker.site import rgaa

bp = Blueprint("pages", __name__)

OPEN_TO_ROBOTS = ("/communs$", "/communs/", "/donnees$", "/donnees/", "/fichiers/")


@bp.route("/accessibilite")
@public
def accessibility() -> Any:
    return render_template("pages/accessibility.html", grid=rgaa.grid())


@bp.route("/mentions-legales")
@public
def legal_notice() -> Any:
    return render_template("pages/legal_notice.html", legal=config.current().legal)


@bp.route("/donnees-personnelles")
@public
def personal_data() -> Any:
    settings = config.current()
    return render_template(
        "pages/personal_data.html",
        legal=settings.legal,
        processings=register.processings(settings),
        rights=register.RIGHTS,
        security=register.SECURITY,
    )


@bp.route("/statistiques")
@public
def figures() -> Any:
    return render_template(
        "pages/statistics.html",
        totals=statistics.totals(clock.today()),
        today=clock.today(),
        is_open=opendata.is_open(),
    )


@bp.route("/plan-du-site")
@public
def site_map() -> Any:
    """A second way to each part, beside the menu (RGAA 12.1); what the person may open comes from the navigation."""
    return render_template("pages/site_map.html")


@bp.route("/robots.txt")
@public
def robots() -> Response:
    """Nothing here is for robots but what somebody opened to everybody, and what it is drawn with."""
    allowed = OPEN_TO_ROBOTS if opendata.is_open() else ()
    lines = ("User-agent: *", *(f"Allow: {path}" for path in allowed), "Disallow: /")
    return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain")
