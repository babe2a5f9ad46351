"""/envois: what will leave, what left, what waits and why; and the few decisions that only a person can take."""

from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.db import db
from aic_tracker.mail import queue
from aic_tracker.mail.message import read_back, without_links
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.mail.outbox import IMMEDIATE_KINDS
from aic_tracker.reminders import feed_queries, feeds, mail_queries, operations, queries, schedule, unsubscribe
from aic_tracker.reminders.forms import MailFilters, NotificationsForm, ReleaseForm, SendAgainForm
from aic_tracker.reminders.kinds import KINDS, label_of
from aic_tracker.reminders.mail_queries import Filters, Pile
from aic_tracker.reminders.schedule import Due
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate, paginate_list
from aic_tracker.web.security import without_csrf

bp = Blueprint("reminders", __name__)

DAYS_AHEAD = 30
# Fewer leave within a tick: there is nothing to watch.
WORTH_WATCHING = 20


@bp.route("/envois")
@requires(Permission.READ_MAILS)
def mails() -> Any:
    pile = next((pile for pile in Pile if pile == request.args.get("etat")), Pile.TO_COME)
    form = MailFilters()
    form.laureat.options = [(laureate, laureate.name) for laureate in mail_queries.laureates()]
    chosen = form.chosen()
    filters = Filters(chosen["laureat"], chosen["personne"] or "")
    now = clock.now()
    if pile is Pile.TO_COME:
        wanted = (due for due in schedule.to_come(now, DAYS_AHEAD) if _is_wanted(due, filters))
        page = paginate_list([list(group) for _, group in groupby(wanted, key=_departure)])
    else:
        rows = mail_queries.prevented if pile is Pile.PREVENTED else partial(mail_queries.mails, pile)
        page = paginate(rows(filters), scalars=False)
    state = queue.state()
    return render_template(
        "reminders/mails.html",
        pile=pile,
        piles=[(p, _pile_url(p)) for p in Pile],
        sizes=mail_queries.pile_sizes(),
        page=page,
        filters_form=form,
        label_of=label_of,
        immediate_kinds=IMMEDIATE_KINDS,
        hold_reason=state.hold_reason,
        pause_reason=state.pause_reason if queue.is_paused(state, now) else "",
        paused_until=state.paused_until,
        **_progress(),
        last_tick_at=state.last_tick_at,
    )


@bp.route("/envois/progression")
@requires(Permission.READ_MAILS)
def progress() -> Any:
    return render_template("reminders/_progress.html", **_progress())


def _progress() -> dict[str, Any]:
    found = mail_queries.progress(clock.now())
    return {"progress": found, "is_draining": found.waiting >= WORTH_WATCHING}


def _pile_url(pile: Pile) -> str:
    """The same filters on another pile."""
    kept: dict[str, Any] = {name: request.args[name] for name in ("laureat", "personne") if request.args.get(name)}
    return url_for(".mails", etat=pile.value, **kept)


def _departure(due: Due) -> tuple[Any, ...]:
    """The same for all the readers of one reminder."""
    return due.stage.due_at, due.kind.name, due.occurrence.object_id, due.occurrence.stamp


def _is_wanted(due: Due, filters: Filters) -> bool:
    laureate, person = due.occurrence.laureate, due.recipient
    wanted = filters.person.lower()
    return (filters.laureate is None or (laureate is not None and laureate.id == filters.laureate.id)) and (
        wanted in person.name.lower() or wanted in person.email
    )


@bp.route("/envois/<int:mail_id>")
@requires(Permission.READ_MAILS)
def mail(mail_id: int) -> Any:
    row, person, laureate = _mail(mail_id)
    # A link that signs in is for its reader alone.
    text, attachments = ("", []) if row.kind in IMMEDIATE_KINDS else read_back(row.content)
    return render_template(
        "reminders/mail.html",
        mail=row,
        person=person,
        laureate=laureate,
        label=label_of(row.kind),
        is_secret=row.kind in IMMEDIATE_KINDS,
        text=without_links(text),
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
            flash("Le message repart dans quelques instants.")
            return redirect(url_for(".mail", mail_id=row.id), 303)
    return render_form("reminders/send_again.html", form, mail=row, person=person)


@bp.route("/envois/<int:mail_id>/recu", methods=["POST"])
@requires(Permission.SETTLE_MAILS)
def consider_received(mail_id: int) -> Any:
    row, _person, _laureate = _mail(mail_id)
    if not BaseForm().validate_on_submit():
        abort(400)
    operations.consider_received(row, actor=current_user, now=clock.now())
    db.session.commit()
    flash("Le message est considéré comme reçu.")
    return redirect(url_for(".mails", etat=Pile.DOUBTFUL.value), 303)


@bp.route("/envois/empeches/<int:failure_id>/ecarter", methods=["POST"])
@requires(Permission.SETTLE_MAILS)
def dismiss(failure_id: int) -> Any:
    failure = mail_queries.failure(failure_id) or abort(404)
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
        flash(f"L’envoi reprend{without}.")
        return redirect(url_for(".mails", etat=Pile.WAITING.value), 303)
    waiting = mail_queries.pile_sizes()[Pile.WAITING]
    return render_form("reminders/release.html", form, hold_reason=state.hold_reason, waiting=waiting)


def _mail(mail_id: int) -> tuple[OutgoingMail, Any, Any]:
    return mail_queries.mail(mail_id) or abort(404)


@bp.route("/mon-compte/notifications", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def notifications() -> Any:
    optional = [(name, kind.label) for name, kind in KINDS.items() if kind.is_optional]
    off = queries.opted_out_by(current_user.id)
    form = NotificationsForm(wanted=[name for name, _ in optional if name not in off])
    form.wanted.options = optional
    form.wanted.may_wait = True
    if form.validate_on_submit():
        operations.choose_notifications(current_user, wanted=form.wanted.data, now=clock.now())
        db.session.commit()
        flash("Vos rappels sont enregistrés.")
        return redirect(url_for(".notifications"), 303)
    always = [kind.label for kind in KINDS.values() if not kind.is_optional]
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


@bp.route("/mon-compte/calendrier")
@requires(Permission.OWN_ACCOUNT)
def calendar() -> Any:
    return _calendar_page()


def _calendar_page(form: BaseForm | None = None, address: str = "") -> Any:
    feed = feed_queries.feed_of(current_user.id)
    return render_form("reminders/calendar.html", form or BaseForm(), feed=feed, address=address)


@bp.route("/mon-compte/calendrier", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
def open_feed() -> Any:
    """The address is shown in this answer, and never again: it is not kept."""
    form = BaseForm()
    if not form.validate_on_submit():
        return _calendar_page(form)
    address = feeds.open_feed(current_user, now=clock.now())
    db.session.commit()
    return _calendar_page(address=address)


@bp.route("/mon-compte/calendrier/supprimer", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
def revoke_feed() -> Any:
    form = BaseForm()
    if not form.validate_on_submit():
        return _calendar_page(form)
    feeds.revoke(current_user)
    db.session.commit()
    flash("Votre adresse est supprimée : elle ne montre plus rien.")
    return redirect(url_for(".calendar"), 303)


@bp.route("/calendrier/<token>.ics")
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
