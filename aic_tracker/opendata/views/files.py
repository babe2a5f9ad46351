"""The public data: a page for people, and a stable address for each file."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, make_response, render_template

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.events import queries as events
from aic_tracker.laureates import queries as laureates
from aic_tracker.opendata import descriptions, feed, queries, written
from aic_tracker.opendata.datasets import Dataset
from aic_tracker.opendata.published import DATASETS
from aic_tracker.opendata.views.common import bp, kept, while_open

PACKAGE, CATALOGUE, FEED, EVENTS = "datapackage.json", "catalogue.jsonld", "laureats.atom", "evenements.atom"


@bp.get("/donnees")
@public
@while_open
def data() -> Any:
    page = render_template(
        "opendata/data.html",
        datasets=DATASETS,
        licence=descriptions.LICENCE,
        changed=queries.last_change(clock.today()),
    )
    return kept(make_response(page))


@bp.get("/donnees/<file>")
@public
@while_open
def file(file: str) -> Response:
    made = FILES.get(file)
    if made is None:
        abort(404)
    kind, make = made
    response = Response(make(), content_type=kind)
    response.headers["Link"] = f'<{descriptions.LICENCE}>; rel="license"'
    # Other sites may read it from their pages.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return kept(response)


def _rows(dataset: Dataset, ending: str) -> Callable[[], bytes]:
    def make() -> bytes:
        found = dataset.rows(clock.today())
        return written.as_json(found) if ending == "json" else written.as_csv(dataset.names, found)

    return make


def _package() -> bytes:
    return descriptions.package(DATASETS, queries.opened_at())


def _catalogue() -> bytes:
    opened = queries.opened_at()
    return descriptions.catalogue(DATASETS, opened, queries.last_change(clock.today()))


def _feed() -> bytes:
    return feed.of(laureates.begun_by(clock.today()), queries.opened_at())


def _events() -> bytes:
    found = events.public_events(paris_instant(clock.today(), 0), most=feed.AT_MOST)
    return feed.of_events(found, queries.opened_at())


# By name, its media type and what makes it.
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    f"{one.name}.{ending}": (f"{descriptions.MEDIA_TYPES[ending]}; charset=utf-8", _rows(one, ending))
    for one in DATASETS
    for ending in one.endings
} | {
    PACKAGE: ("application/json; charset=utf-8", _package),
    CATALOGUE: ("application/ld+json; charset=utf-8", _catalogue),
    EVENTS: ("application/atom+xml; charset=utf-8", _events),
    FEED: ("application/atom+xml; charset=utf-8", _feed),
}
