"""Which reminders one receives: chosen on a page, or given up from a mail."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.reminders import operations, queries, unsubscribe
from aic_tracker.reminders.forms import NotificationsForm
from aic_tracker.reminders.kinds import KINDS, label_of
from aic_tracker.web.forms import render_form
from aic_tracker.web.security import without_csrf

bp = Blueprint("reminders", __name__)


@bp.route("/mon-compte/notifications", methods=["GET", "POST"])
@requires(Permission.OWN_WORK)
def notifications() -> Any:
    mine = {name: kind for name, kind in KINDS.items() if kind.may_tell(current_user)}
    optional = [(name, kind.label) for name, kind in mine.items() if kind.is_optional]
    off = queries.opted_out_by(current_user.id)
    form = NotificationsForm(wanted=[name for name, _ in optional if name not in off])
    form.wanted.options = optional
    form.wanted.may_wait = True
    if form.validate_on_submit():
        operations.choose_notifications(current_user, wanted=form.wanted.data, now=clock.now())
        db.session.commit()
        flash("Vos rappels sont enregistrés.")
        return redirect(url_for(".notifications"), 303)
    always = [kind.label for kind in mine.values() if not kind.is_optional]
    return render_form("reminders/notifications.html", form, always=always)


@bp.route("/desinscription/<token>", methods=["GET", "POST"])
@public
@without_csrf
def leave(token: str) -> Any:
    """The signed address is the proof: mail programs post here by themselves (RFC 8058). GET changes nothing."""
    reader, kind = unsubscribe.read(token) or abort(404)
    if kind not in KINDS or not KINDS[kind].is_optional:
        abort(404)
    if request.method == "POST":
        operations.unsubscribe(reader.id, kind, clock.now())
        db.session.commit()
    is_off = kind in queries.opted_out_by(reader.id)
    return render_template("reminders/leave.html", reader=reader, label=label_of(kind), is_off=is_off)
