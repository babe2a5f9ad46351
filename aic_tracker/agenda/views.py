"""The address by which a person's own calendar program follows their points, deadlines and terms."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.agenda import feeds, queries
from aic_tracker.db import db
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("agenda", __name__)


@bp.get("/mon-compte/calendrier")
@requires(Permission.OWN_WORK)
def calendar() -> Any:
    return _calendar_page()


def _calendar_page(form: BaseForm | None = None, address: str = "") -> Any:
    feed = queries.feed_of(current_user.id)
    return render_form("agenda/calendar.html", form or BaseForm(), feed=feed, address=address)


@bp.post("/mon-compte/calendrier")
@requires(Permission.OWN_WORK)
def open_feed() -> Any:
    """The address is shown in this answer, and never again: it is not kept."""
    form = BaseForm()
    if not form.validate_on_submit():
        return _calendar_page(form)
    address = feeds.open_feed(current_user, now=clock.now())
    db.session.commit()
    return _calendar_page(address=address)


@bp.post("/mon-compte/calendrier/supprimer")
@requires(Permission.OWN_WORK)
def revoke_feed() -> Any:
    form = BaseForm()
    if not form.validate_on_submit():
        return _calendar_page(form)
    feeds.revoke(current_user)
    db.session.commit()
    flash("Votre adresse est supprimée : elle ne montre plus rien.")
    return redirect(url_for(".calendar"), 303)


@bp.get("/calendrier/<token>.ics")
@public
def feed(token: str) -> Any:
    """Calendar programs cannot sign in: the address is the proof."""
    found = feeds.find(token) or abort(404)
    today = clock.today()
    content = feeds.content(found, visible_laureates(found.user, today), today=today)
    response = Response(content, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)
