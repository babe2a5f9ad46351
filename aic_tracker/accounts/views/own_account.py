"""One's own account and sessions."""

from datetime import datetime
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import identity, operations, rules, sessions
from aic_tracker.accounts.forms import AccountForm
from aic_tracker.accounts.models import UserSession
from aic_tracker.accounts.views.common import bp
from aic_tracker.audit.models import Event
from aic_tracker.audit.operations import record
from aic_tracker.db import db
from aic_tracker.web.forms import BaseForm, render_form


@bp.route("/mon-compte", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def my_account() -> Any:
    form = AccountForm(obj=current_user)
    if form.validate_on_submit():
        operations.rename(current_user, name=form.name.data, actor=current_user)
        db.session.commit()
        flash("Votre nom est enregistré.")
        return redirect(url_for("accounts.my_account"), 303)
    return render_form("accounts/my_account.html", form)


@bp.get("/mon-compte/sessions")
@requires(Permission.OWN_ACCOUNT)
def my_sessions() -> Any:
    opened = [
        {"session": session, "device": rules.device_label(session.agent)}
        for session in sessions.open_sessions(current_user, clock.now())
    ]
    return render_template("accounts/sessions.html", opened=opened, current=identity.current_session())


@bp.get("/mon-compte/session")
@requires(Permission.OWN_ACCOUNT)
def session_end() -> Any:
    """How long this session lasts yet, for its pages, without putting off its end."""
    identity.leave_unnoted()
    current = identity.current_session() or abort(404)
    return _end(current, rules.ends_at(current, current_user.role))


@bp.get("/mon-compte/session/prolonger")
@requires(Permission.OWN_ACCOUNT)
def stay() -> Any:
    """As any page does: who asks for it is there."""
    current = identity.current_session() or abort(404)
    return _end(current, rules.ends_at(current, current_user.role, clock.now()))


def _end(current: UserSession, ends_at: datetime) -> Any:
    answer = make_response(
        {
            "seconds": int((ends_at - clock.now()).total_seconds()),
            "at": formats.hour(ends_at),
            "can_stay": ends_at < current.expires_at,
        }
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/mon-compte/sessions/<int:session_id>/fermer")
@requires(Permission.OWN_ACCOUNT)
def close_session(session_id: int) -> Any:
    session = sessions.session_of(current_user, session_id) or abort(404)
    if BaseForm().validate_on_submit():
        sessions.revoke(session, clock.now())
        record(
            Event.SESSIONS_CLOSED,
            actor_id=current_user.id,
            now=clock.now(),
            object_kind="user_session",
            object_id=session.id,
        )
        db.session.commit()
        flash("Cette session est fermée.")
    return redirect(url_for("accounts.my_sessions"), 303)


@bp.post("/mon-compte/sessions/fermer-les-autres")
@requires(Permission.OWN_ACCOUNT)
def close_other_sessions() -> Any:
    if BaseForm().validate_on_submit():
        sessions.revoke_all(current_user, clock.now(), but=identity.current_session())
        record(Event.SESSIONS_CLOSED, actor_id=current_user.id, now=clock.now(), details={"which": "others"})
        db.session.commit()
        flash("Toutes vos autres sessions sont fermées.")
    return redirect(url_for("accounts.my_sessions"), 303)
