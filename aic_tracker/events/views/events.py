"""The list of events, one event, and what may be done to it."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import Role
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.events import answers, calendar, door, forms, guests, operations, queries, rules, tables
from aic_tracker.events.models import Answer, Event, EventStatus
from aic_tracker.events.views.common import address, bp, changed, found, is_open
from aic_tracker.folding import by_name, french_order
from aic_tracker.formats import plural
from aic_tracker.laureates import queries as laureates
from aic_tracker.mail.outsiders import Outsider
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import BaseForm, render_form

ORDER = (Answer.YES, Answer.WAITING, Answer.PERHAPS, Answer.INVITED, Answer.NO)


@bp.get("/evenements")
@requires(Permission.READ_EVENTS)
def index() -> Any:
    now = clock.now()
    events = queries.events_for(current_user)
    ids = [event.id for event in events]
    counts = queries.counts(ids) if can("READ_GUESTS") else {}
    came = queries.came(ids) if can("READ_GUESTS") else {}
    if can("READ_GUESTS") and (file := exported(tables.EVENTS, lambda: _counted(events, counts, came))):
        return file
    return render_template(
        "events/index.html",
        coming=[event for event in reversed(events) if event.ends_at > now],
        past=[event for event in events if event.ends_at <= now],
        counts=counts,
        came=came,
        own=queries.own_answers(current_user, ids),
        Answer=Answer,
    )


def _counted(
    events: Sequence[Event], counts: dict[int, dict[Answer, int]], came: dict[int, int]
) -> list[tables.Counted]:
    def of(event: Event, answer: Answer) -> int:
        return counts[event.id].get(answer, 0)

    return [tables.Counted(one, of(one, Answer.YES), of(one, Answer.WAITING), came[one.id]) for one in events]


@bp.route("/evenements/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def add() -> Any:
    form = forms.PrepareForm(**forms.USUAL)
    _offer(form)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            event = operations.prepare_event(current_user, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("L’événement est enregistré. Relisez-le, puis envoyez les invitations.")
            return redirect(address(event), 303)
    return render_form("events/add.html", form)


@bp.get("/evenements/<int:event_id>")
@requires(Permission.READ_EVENTS)
def show(event_id: int) -> Any:
    told = shown(found(event_id))
    if can("READ_GUESTS") and (file := exported(tables.GUESTS, lambda: _guests(told), about=f"evenement-{event_id}")):
        return file
    return render_template("events/show.html", **told, form=BaseForm(formdata=None))


def _guests(told: dict[str, Any]) -> list[tables.Invited]:
    return [tables.Invited(one, told["ranks"][one.id], told["outcomes"][one.id]) for one in told["invited"]]


def shown(event: Event) -> dict[str, Any]:
    """What the page of an event says, to whoever reads it."""
    now = clock.now()
    own = next((one for one in event.attendances if one.user_id == current_user.id and one.told_at), None)
    invited = sorted(
        event.attendances, key=lambda one: (ORDER.index(one.answer), one.queue_rank or 0, french_order(one.who))
    )
    day = paris_day(event.starts_at)
    came = sum(one.came_at is not None for one in event.attendances)
    return {
        "event": event,
        "is_open": is_open(event),
        "has_begun": event.starts_at <= now,
        "is_over": event.ends_at <= now,
        "came": came,
        "own": own,
        "rank": answers.rank(event, own) if own else None,
        "ranks": {one.id: answers.rank(event, one) for one in event.attendances},
        "invited": invited,
        "taken": sum(one.answer is Answer.YES for one in event.attendances),
        "untold": [one for one in invited if one.told_at is None and one.reader is not None],
        "newcomers": guests.newcomers(event, clock.today()) if is_open(event) and can("MANAGE_EVENTS") else [],
        "unread": calendar.UNREAD,
        "day": day,
        "quarters": rules.quarters_of(event.duration_minutes),
        "time_for": guests.referent_of(current_user, day) if own and own.came_at else [],
        "door_is_open": door.is_open(event, now),
        "outcomes": {one.id: rules.outcome(one, is_counted=came > 0) for one in event.attendances},
        "Answer": Answer,
        "Status": EventStatus,
    }


@bp.post("/evenements/<int:event_id>/inviter")
@requires(Permission.MANAGE_EVENTS)
def announce(event_id: int) -> Any:
    event, form = found(event_id), BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            number = operations.announce_event(event, actor=current_user, now=clock.now())
            db.session.commit()
            flash(
                f"{plural(number, 'invitation part', 'invitations partent')}."
                if number
                else "Tout le monde est invité."
            )
    for problem in form.errors_list():
        flash(problem.message, "error")
    return redirect(url_for("events.show", event_id=event_id), 303)


@bp.route("/evenements/<int:event_id>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def edit(event_id: int) -> Any:
    return changed(found(event_id), _edit_form, operations.edit_event, "L’événement est modifié.", "events/edit.html")


@bp.route("/evenements/<int:event_id>/deplacer", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def move(event_id: int) -> Any:
    return changed(found(event_id), _move_form, operations.move_event, "L’événement est déplacé.", "events/move.html")


@bp.route("/evenements/<int:event_id>/annuler", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def cancel(event_id: int) -> Any:
    done = "L’événement est annulé."
    return changed(found(event_id), _cancel_form, operations.cancel_event, done, "events/cancel.html")


@bp.route("/evenements/<int:event_id>/remerciements", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVENTS)
def thank(event_id: int) -> Any:
    done = "Le message est enregistré : il part le jour ouvré qui suit l’événement."
    form_of = forms.ThanksForm
    return changed(
        found(event_id),
        lambda event, **kwargs: form_of(obj=event, **kwargs),
        operations.write_thanks,
        done,
        "events/thanks.html",
        until_cancelled=True,
    )


def _edit_form(event: Event, **kwargs: Any) -> Any:
    named = [one for one in event.attendances if one.is_named]
    outside = [Outsider(one.email, one.name) for one in named if one.email]
    form = forms.EditForm(
        obj=event, people=[one.user for one in named if one.user], guests=forms.written(outside), **kwargs
    )
    _offer(form, event)
    return form


def _move_form(event: Event, **kwargs: Any) -> Any:
    return forms.MoveForm(obj=event, **kwargs)


def _cancel_form(event: Event, **kwargs: Any) -> Any:
    return forms.CancelForm(version=event.version, **kwargs)


def _offer(form: forms.EventForm, event: Event | None = None) -> None:
    supported = {laureate.id: laureate for laureate, _starts, _until in guests.supported(clock.today())}
    supported |= {laureate.id: laureate for laureate in event.laureates} if event else {}
    people = {user.id: user for user in accounts.active_users(*Role)}
    people |= {one.user.id: one.user for one in event.attendances if one.user and one.is_named} if event else {}
    form.offer(laureates.seasons(), by_name(supported.values()), by_name(people.values()))
