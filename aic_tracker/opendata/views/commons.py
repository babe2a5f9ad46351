"""The public pages of the commons: the only ones of the site that search engines keep."""

from typing import Any

from flask import abort, make_response, render_template

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.events import queries as events
from aic_tracker.laureates import queries as laureates
from aic_tracker.mail.message import absolute_url
from aic_tracker.opendata import commons
from aic_tracker.opendata.models import Block
from aic_tracker.opendata.views.common import bp, kept, while_open


@bp.get("/communs")
@public
@while_open
def commons_index() -> Any:
    """Every common that was ever supported, by season."""
    seasons = commons.by_season(clock.today())
    coming = events.public_events(paris_instant(clock.today(), 0))
    return _indexed("opendata/commons.html", seasons=seasons, events=coming, address=absolute_url("/communs"))


@bp.get("/communs/<slug>")
@public
@while_open
def common(slug: str) -> Any:
    laureate = laureates.begun_with_slug(slug, clock.today()) or abort(404)
    page = commons.page(laureate, clock.today())
    return _indexed("opendata/common.html", page=page, Block=Block, address=absolute_url(f"/communs/{laureate.slug}"))


def _indexed(template: str, **values: Any) -> Any:
    response = make_response(render_template(template, **values))
    response.headers["X-Robots-Tag"] = "all"
    return kept(response)
