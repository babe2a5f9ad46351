"""/envois: what will leave, what left, what waits and why; and the few decisions that only a person can take."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.mail import failures, hours, kinds, queue
from aic_tracker.mail.message import read_back
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders.kinds import KINDS, label_of
from aic_tracker.sendings import coming, operations, queries
from aic_tracker.sendings.forms import MailFilters, ReleaseForm, SendAgainForm
from aic_tracker.sendings.models import Departure
from aic_tracker.sendings.queries import Filters, Pile
from aic_tracker.sendings.tables import DEPARTURES, MAILS, PREVENTED, ToCome
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate

bp = Blueprint("sendings", __name__)

# Fewer leave within a tick: there is nothing to watch.
WORTH_WATCHING = 20


@bp.get("/envois")
@requires(Permission.READ_MAILS)
def mails() -> Any:
    pile = next((pile for pile in Pile if pile == request.args.get("etat")), Pile.TO_COME)
    form = MailFilters()
    chosen = form.chosen()
    filters = Filters(chosen["laureat"] or "", chosen["personne"] or "")
    now = clock.now()
    readers: dict[int, list[str]] = {}
    if pile is Pile.TO_COME:
        coming.bring_up_to_date(now)
        leaving = coming.departures(now, laureate_ids=filters.laureate_ids, reader_ids=filters.reader_ids)
        if file := exported(DEPARTURES, lambda: each_of(leaving, told=partial(_to_come, filters))):
            return file
        page = paginate(leaving)
        readers = coming.readers_of((row.place for row in page.items), filters.person)
    else:
        rows = queries.prevented if pile is Pile.PREVENTED else partial(queries.mails, pile)
        table = PREVENTED if pile is Pile.PREVENTED else MAILS
        if file := exported(table, lambda: each_of(rows(filters), scalars=False)):
            return file
        page = paginate(rows(filters), scalars=False)
    state = queue.state()
    return render_template(
        "sendings/mails.html",
        pile=pile,
        piles=[(p, _pile_url(p)) for p in Pile],
        sizes=queries.pile_sizes(),
        page=page,
        readers=readers,
        filters_form=form,
        label_of=label_of,
        immediate_kinds=kinds.immediate(),
        hold_reason=state.hold_reason,
        pause_reason=state.pause_reason if queue.is_paused(state, now) else "",
        paused_until=state.paused_until,
        **_progress(),
        last_tick_at=state.last_tick_at,
    )


def _to_come(filters: Filters, some: Sequence[Departure]) -> list[ToCome]:
    readers = coming.readers_of((one.place for one in some), filters.person)
    return [ToCome(one, readers.get(one.place, [])) for one in some]


@bp.get("/envois/progression")
@requires(Permission.READ_MAILS)
def progress() -> Any:
    return render_template("sendings/_progress.html", **_progress())


def _progress() -> dict[str, Any]:
    found = queue.progress(clock.now())
    return {"progress": found, "is_draining": found.waiting >= WORTH_WATCHING}


def _pile_url(pile: Pile) -> str:
    """The same filters on another pile."""
    kept: dict[str, Any] = {name: request.args[name] for name in ("laureat", "personne") if request.args.get(name)}
    return url_for(".mails", etat=pile.value, **kept)


@bp.get("/envois/<int:mail_id>")
@requires(Permission.READ_MAILS)
def mail(mail_id: int) -> Any:
    row, person, laureate = _mail(mail_id)
    # A link that signs in is for its reader alone.
    is_secret = kinds.of(row.kind).is_immediate
    text, attachments = ("", []) if is_secret else read_back(row.content)
    return render_template(
        "sendings/mail.html",
        mail=row,
        person=person,
        laureate=laureate,
        label=label_of(row.kind),
        is_secret=is_secret,
        text=kinds.without_links(text),
        attachments=attachments,
        is_emptied=not row.content,
    )


@bp.route("/envois/<int:mail_id>/renvoyer", methods=["GET", "POST"])
@requires(Permission.SETTLE_MAILS)
def send_again(mail_id: int) -> Any:
    row, person, _laureate = _mail(mail_id)
    if request.method == "GET" and row.status not in (MailStatus.DOUBTFUL, MailStatus.FAILED):
        return redirect(url_for(".mail", mail_id=row.id), 303)
    form = SendAgainForm()
    # The doubt is the reason; a failure needs to be told what changed.
    form.reason.required = row.status is not MailStatus.DOUBTFUL
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.send_again(row, actor=current_user, reason=form.reason.data or "", now=clock.now())
            db.session.commit()
            flash(_leaves(row.kind))
            return redirect(url_for(".mail", mail_id=row.id), 303)
    return render_form("sendings/send_again.html", form, mail=row, person=person, is_reminder=row.kind in KINDS)


def _leaves(kind: str) -> str:
    now = clock.now()
    at = hours.departure(kind, now)
    when = "dans quelques instants" if at == now else f"le {formats.moment(at)}, à l’heure où partent les rappels"
    return f"Le message repart {when}."


@bp.post("/envois/<int:mail_id>/recu")
@requires(Permission.SETTLE_MAILS)
def consider_received(mail_id: int) -> Any:
    row, _person, _laureate = _mail(mail_id)
    if not BaseForm().validate_on_submit():
        abort(400)
    operations.consider_received(row, actor=current_user, now=clock.now())
    db.session.commit()
    flash("Le message est considéré comme reçu.")
    return redirect(url_for(".mails", etat=Pile.DOUBTFUL.value), 303)


@bp.post("/envois/empeches/<int:failure_id>/ecarter")
@requires(Permission.SETTLE_MAILS)
def dismiss(failure_id: int) -> Any:
    failure = failures.by_id(failure_id) or abort(404)
    if not BaseForm().validate_on_submit():
        abort(400)
    operations.dismiss(failure, actor=current_user, now=clock.now())
    db.session.commit()
    flash("C’est écarté. S’il échoue encore, il revient ici.")
    return redirect(url_for(".mails", etat=Pile.PREVENTED.value), 303)


@bp.route("/envois/reprendre", methods=["GET", "POST"])
@requires(Permission.SETTLE_MAILS)
def release() -> Any:
    state = queue.state()
    if not state.hold_reason:
        return redirect(url_for(".mails"), 303)
    form = ReleaseForm()
    if form.validate_on_submit():
        dropped = operations.release_queue(state, actor=current_user, is_dropping=form.waiting.data == "drop")
        db.session.commit()
        without = f", sans {formats.plural(dropped, 'rappel')} en attente" if dropped else ""
        opening = hours.opening(clock.now())
        later = "" if hours.are_open(clock.now()) else f" Les rappels partent le {formats.moment(opening)}."
        flash(f"L’envoi reprend{without}.{later}")
        return redirect(url_for(".mails", etat=Pile.WAITING.value), 303)
    waiting = queries.pile_sizes()[Pile.WAITING]
    return render_form("sendings/release.html", form, hold_reason=state.hold_reason, waiting=waiting)


def _mail(mail_id: int) -> tuple[OutgoingMail, Any, Any]:
    return queries.mail(mail_id) or abort(404)
