"""The minutes of a closed point: corrected, read as their readers will have them, then sent."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import departures, forms, minutes, paper
from aic_tracker.checkpoints.departures import Sent
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.checkpoints.views.common import address, bp, found, people, too_late_or_early, transition
from aic_tracker.db import db
from aic_tracker.folding import by_name
from aic_tracker.formats import plural
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.message import read_back
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/points/<int:number>/compte-rendu", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def correct(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if back := too_late_or_early(laureate, point, point.status is CheckpointStatus.CLOSED):
        return back
    return transition(
        laureate,
        point,
        lambda point, **kwargs: forms.MinutesForm(obj=point, **kwargs),
        minutes.correct_minutes,
        "Le compte rendu est corrigé. Relisez-le avant de l’envoyer.",
        "checkpoints/correct.html",
        then=url_for("checkpoints.send_minutes", slug=laureate.slug, number=number),
        unchanged="Aucun mot n’a changé : le compte rendu reste tel qu’il était.",
    )


@bp.route("/laureats/<slug>/points/<int:number>/compte-rendu/envoi", methods=["GET", "POST"])
@requires(Permission.MANAGE_CHECKPOINTS)
def send_minutes(laureate: Laureate, number: int) -> Any:
    point = found(laureate, number)
    if back := too_late_or_early(laureate, point, point.status is CheckpointStatus.CLOSED):
        return back
    sent = departures.of(point)
    form = _form(laureate, point, sent)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            send = partial(minutes.send_minutes, point, laureate, actor=current_user, now=clock.now())
            sending = send(**form.values())
            db.session.commit()
            flash(*_said(point, sending))
            return redirect(address(laureate, point), 303)
    if form.errors_list():
        point = found(laureate, number)
    if form.is_stale:
        # Nothing was typed but who receives it: what they would receive is shown as it stands now.
        form.version.typed = form.minutes_version.typed = None
        form.version.data, form.minutes_version.data = point.version, point.minutes_version
    mail = minutes.preview(point, laureate, sender=current_user, now=clock.now(), to=_reader(form))
    return render_form(
        "checkpoints/send_minutes.html",
        form,
        laureate=laureate,
        point=point,
        subject=mail.subject,
        text=read_back(mail.content)[0],
        sender=config.current().smtp.sender,
        answers_to=laureates.lead_coach(laureate.id, clock.today()),
        document=paper.minutes_name(point, laureate),
        sent=[one for one in sent if one.version == point.minutes_version],
        barred=_barred(laureate, point),
    )


def _said(point: Checkpoint, sending: minutes.Sending) -> tuple[str, str]:
    name = "Le compte rendu corrigé" if point.minutes_version > 1 else "Le compte rendu"
    if sending.leaving:
        return f"{name} du point n° {point.number} part à {plural(sending.leaving, 'personne')}.", "message"
    if sending.unwritten:
        return f"{name} du point n° {point.number} n’est parti à personne.", "error"
    which = f"La version {point.minutes_version} de ce" if point.minutes_version > 1 else "Ce"
    return f"{which} compte rendu est déjà parti aux personnes choisies : rien n’est envoyé de nouveau.", "info"


def _form(laureate: Laureate, point: Checkpoint, sent: Sequence[Sent]) -> forms.SendMinutesForm:
    """Ticked: those it did not reach; and, until this version leaves, those invited and whoever had one before it.

    Who has it already is offered no more.
    """
    have_it = {one.key for one in sent if one.version == point.minutes_version and not one.is_lost}
    lost = [one for one in sent if one.version == point.minutes_version and one.is_lost]
    before = [one for one in sent if one.version < point.minutes_version] if point.minutes_wait else []
    guests = {attendee.user_id for attendee in point.attendees} if point.minutes_wait else set()
    wanted = guests | {one.user_id for one in (*lost, *before) if one.user_id is not None}
    present = people(laureate, point)
    others = wanted - {user.id for user in present}
    everybody = by_name([*present, *accounts.those(others)]) if others else present
    allowed = minutes.receivers(everybody, laureate.id, clock.now())
    offered = [user for user in allowed if departures.key(point.id, point.minutes_version, user) not in have_it]
    addresses = dict.fromkeys(departures.outside([*lost, *before]))
    form = forms.SendMinutesForm(
        people=[user for user in offered if user.id in wanted],
        addresses="\n".join(addresses),
        version=point.version,
        minutes_version=point.minutes_version,
    )
    form.people.options = forms.people_options(offered)
    form.people.may_wait = True  # an address may do
    return form


def _barred(laureate: Laureate, point: Checkpoint) -> list[str]:
    """Those invited who may receive nothing about the laureate any more."""
    guests = [attendee.user for attendee in point.attendees]
    allowed = {user.id for user in minutes.receivers(guests, laureate.id, clock.now())}
    return [user.name for user in guests if user.id not in allowed]


def _reader(form: forms.SendMinutesForm) -> User:
    """Whose copy is shown: the first of those ticked; all say the same."""
    chosen: list[User] = form.people.data or []
    return chosen[0] if chosen else current_user
