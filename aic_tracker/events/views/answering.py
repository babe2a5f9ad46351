"""Answering an invitation, from the event's page or from the mail. Opening a page answers nothing: scanners do too."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.events import answers, calendar, forms, links, rules
from aic_tracker.events.models import Answer, Attendance
from aic_tracker.events.views.common import address, bp, found
from aic_tracker.web.forms import render_form

SAID = {
    Answer.YES: "C’est noté : vous avez une place.",
    Answer.WAITING: "Les places sont prises : vous êtes en liste d’attente, et serez prévenu·e si l’une se libère.",
    Answer.PERHAPS: "C’est noté : peut-être. Cette réponse ne garde pas de place.",
    Answer.NO: "C’est noté : vous ne venez pas.",
}


@bp.route("/evenements/<int:event_id>/repondre", methods=["GET", "POST"])
@requires(Permission.READ_EVENTS)
def reply(event_id: int) -> Any:
    event = found(event_id)
    own = next((one for one in event.attendances if one.user_id == current_user.id and one.told_at), None)
    return _reply(own or abort(404), then=address(event), is_signed_in=True)


@bp.route("/evenements/reponse/<token>", methods=["GET", "POST"])
@public
def reply_from_mail(token: str) -> Any:
    own = links.find(token) or abort(404)
    return _reply(own, then=url_for("events.reply_from_mail", token=token), is_signed_in=False)


def _reply(own: Attendance, *, then: str, is_signed_in: bool) -> Any:
    wished = links.WORDS.get(request.args.get("reponse", ""))
    given = Answer.YES if own.answer is Answer.WAITING else own.answer
    form = forms.AnswerForm(wish=wished or (None if given is Answer.INVITED else given), needs=own.needs)
    form.closed = rules.answer_refusal(own.event.status, own.event.starts_at, clock.now())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            became = answers.answer(own, form.wish.data, needs=form.needs.data, now=clock.now())
            db.session.commit()
            flash(SAID[became])
            return redirect(then, 303)
    return render_form(
        "events/reply.html",
        form,
        own=own,
        event=own.event,
        is_signed_in=is_signed_in,
        unread=calendar.UNREAD,
        cancel=address(own.event) if is_signed_in else None,
    )
