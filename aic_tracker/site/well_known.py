"""Where to write about a flaw (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response

from aic_tracker import clock, config
from aic_tracker.access.guards import public
from aic_tracker.mail.message import absolute_url

bp = Blueprint("well_known", __name__)

PATH = "/.well-known/security.txt"
# The standard asks for less than a year (section 2.5.5); computed, it is never found expired.
LASTS = timedelta(days=180)


@bp.route(PATH)
@public
def security_txt() -> Response:
    settings = config.current().app
    reach = settings.security_contact or settings.contact
    expires = datetime.combine(clock.now().date(), time(), UTC) + LASTS
    lines = (
        f"Contact: {reach if reach.startswith('https://') else f'mailto:{reach}'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {absolute_url(PATH)}",
    )
    return Response("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
