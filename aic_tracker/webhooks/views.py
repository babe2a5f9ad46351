"""/administration/webhooks: the addresses that are told what happens, what each was told, and what it answered."""

import random
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate
from aic_tracker.webhooks import operations, queries, queue, rules, sending
from aic_tracker.webhooks.forms import NoticeFilters, WebhookForm
from aic_tracker.webhooks.models import Notice, Webhook
from aic_tracker.webhooks.rules import Outcome

bp = Blueprint("webhooks", __name__)

HOME = "/administration/webhooks"


@bp.get(HOME)
@requires(Permission.MANAGE_SETTINGS)
def index() -> Any:
    found = queries.webhooks()
    return render_template("webhooks/index.html", webhooks=found, most=operations.MOST_ADDRESSES)


@bp.route(f"{HOME}/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def add() -> Any:
    """The secret is shown in this answer, and never again."""
    form = WebhookForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            webhook, secret = operations.add(actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            return render_template("webhooks/secret_given.html", webhook=webhook, secret=secret, is_new=True)
    return render_form("webhooks/edit.html", form, webhook=None)


@bp.get(f"{HOME}/<int:webhook_id>")
@requires(Permission.MANAGE_SETTINGS)
def show(webhook_id: int) -> Any:
    webhook = _webhook(webhook_id)
    filters = NoticeFilters()
    page = paginate(queries.notices(webhook.id, filters.chosen()["etat"]))
    return render_template(
        "webhooks/show.html",
        webhook=webhook,
        told=[label for key, (label, _tables) in rules.FAMILIES.items() if key in webhook.families],
        waiting=queries.waiting(webhook.id),
        filters_form=filters,
        page=page,
        answers=queries.last_words([notice.id for notice in page.items]),
        now=clock.now(),
    )


@bp.route(f"{HOME}/<int:webhook_id>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def edit(webhook_id: int) -> Any:
    webhook = _webhook(webhook_id)
    form = WebhookForm(obj=webhook)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit(webhook, actor=current_user, **form.values())
            db.session.commit()
            flash("Webhook enregistré.")
            return redirect(url_for(".show", webhook_id=webhook.id), 303)
    return render_form("webhooks/edit.html", form, webhook=webhook)


@bp.route(f"{HOME}/<int:webhook_id>/secret", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def give_secret(webhook_id: int) -> Any:
    """The secret is shown in this answer, and never again."""
    webhook = _webhook(webhook_id)
    form = BaseForm()
    if form.validate_on_submit():
        secret = operations.give_secret(webhook, actor=current_user, now=clock.now())
        db.session.commit()
        return render_template("webhooks/secret_given.html", webhook=webhook, secret=secret, is_new=False)
    return render_form("webhooks/give_secret.html", form, webhook=webhook)


@bp.post(f"{HOME}/<int:webhook_id>/essayer")
@requires(Permission.MANAGE_SETTINGS)
def try_out(webhook_id: int) -> Any:
    webhook = _webhook(webhook_id)
    if not BaseForm().validate_on_submit():
        abort(400)
    try:
        notice = operations.try_out(webhook, actor=current_user, now=clock.now())
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", webhook_id=webhook_id), 303)
    notice_id, began = notice.id, clock.now()
    claimed = queue.claim(notice_id, began)
    db.session.commit()  # nothing is held while the address is waited for
    said = None if claimed is None else sending.told(claimed)
    if claimed is not None and said is not None:
        queue.settle(claimed, said, began=began, now=clock.now(), spread=random.random())
        db.session.commit()
    _tell(said)
    return redirect(url_for(".notice", notice_id=notice_id), 303)


def _tell(said: rules.Said | None) -> None:
    if said is None:
        flash("Le message part en ce moment même.")
    elif said.outcome is Outcome.RECEIVED:
        flash("L’adresse a bien reçu le message.")
    else:
        flash(f"L’adresse n’a pas reçu le message. {said.words}", "error")


@bp.post(f"{HOME}/<int:webhook_id>/suspendre")
@requires(Permission.MANAGE_SETTINGS)
def close(webhook_id: int) -> Any:
    webhook = _webhook(webhook_id)
    if not BaseForm().validate_on_submit():
        abort(400)
    operations.close(webhook, actor=current_user, now=clock.now())
    db.session.commit()
    flash("Le webhook est suspendu : rien ne part ni n’est gardé pour lui.")
    return redirect(url_for(".show", webhook_id=webhook_id), 303)


@bp.post(f"{HOME}/<int:webhook_id>/retablir")
@requires(Permission.MANAGE_SETTINGS)
def reopen(webhook_id: int) -> Any:
    webhook = _webhook(webhook_id)
    if not BaseForm().validate_on_submit():
        abort(400)
    operations.reopen(webhook, actor=current_user)
    db.session.commit()
    flash("Le webhook est rétabli : ce qui attendait part.")
    return redirect(url_for(".show", webhook_id=webhook_id), 303)


@bp.route(f"{HOME}/<int:webhook_id>/retirer", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def remove(webhook_id: int) -> Any:
    webhook = _webhook(webhook_id)
    form = BaseForm()
    if form.validate_on_submit():
        operations.remove(webhook, actor=current_user)
        db.session.commit()
        flash("Webhook retiré.")
        return redirect(url_for(".index"), 303)
    return render_form("webhooks/remove.html", form, webhook=webhook, waiting=queries.waiting(webhook.id))


@bp.get(f"{HOME}/messages/<int:notice_id>")
@requires(Permission.MANAGE_SETTINGS)
def notice(notice_id: int) -> Any:
    found = _notice(notice_id)
    return render_template(
        "webhooks/notice.html", notice=found, webhook=found.webhook, attempts=queries.attempts(found.id)
    )


@bp.post(f"{HOME}/messages/<int:notice_id>/renvoyer")
@requires(Permission.MANAGE_SETTINGS)
def send_again(notice_id: int) -> Any:
    found = _notice(notice_id)
    if not BaseForm().validate_on_submit():
        abort(400)
    try:
        operations.send_again(found, actor=current_user, now=clock.now())
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash("Le message repart dans quelques instants, sous le même identifiant.")
    return redirect(url_for(".notice", notice_id=notice_id), 303)


def _webhook(webhook_id: int) -> Webhook:
    return queries.webhook(webhook_id) or abort(404)


def _notice(notice_id: int) -> Notice:
    return queries.notice(notice_id) or abort(404)
