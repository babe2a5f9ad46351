from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.introductions import directory, queries, rules
from aic_tracker.introductions.forms import ContactForm, DirectoryFilter, EditContactForm
from aic_tracker.introductions.models import Contact
from aic_tracker.introductions.tables import CONTACTS, Courted
from aic_tracker.introductions.views.common import bp
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate


@bp.get("/contacts")
@requires(Permission.READ_CONTACTS)
def contacts() -> Any:
    form = DirectoryFilter()
    chosen = form.chosen()
    today = clock.today()
    statement = queries.contacts(
        search=chosen["q"],
        inactive=chosen["state"] == "inactive",
        to_verify_on=today if chosen["state"] == "to_verify" else None,
    )
    if file := exported(CONTACTS, lambda: each_of(statement, told=_courted)):
        return file
    page = paginate(statement)
    return render_template(
        "introductions/contacts.html",
        form=form,
        page=page,
        courting=queries.courting([one.id for one in page.items], today),
        is_filtered=any(chosen.values()),
        is_old=rules.details_are_old,
        today=today,
    )


def _courted(some: Sequence[Contact]) -> list[Courted]:
    courting = queries.courting([one.id for one in some], clock.today())
    return [Courted(one, courting.get(one.id, [])) for one in some]


@bp.get("/contacts/<int:contact_id>")
@requires(Permission.READ_CONTACTS)
def contact(contact_id: int) -> Any:
    found = _find_contact(contact_id)
    today = clock.today()
    return render_template(
        "introductions/contact.html",
        contact=found,
        courting=queries.courting([found.id], today).get(found.id, []),
        is_old=rules.details_are_old(found, today),
    )


@bp.route("/contacts/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTACTS)
def add_contact() -> Any:
    form = ContactForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            added = directory.add_contact(actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash(f"{added.person} figure dans les contacts.")
            return redirect(url_for("introductions.contact", contact_id=added.id), 303)
    return render_form("introductions/add_contact.html", form)


@bp.route("/contacts/<int:contact_id>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTACTS)
def edit_contact(contact_id: int) -> Any:
    found = _find_contact(contact_id)
    form = EditContactForm(obj=found)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            directory.edit_contact(found, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash("Contact enregistré.")
            return redirect(url_for("introductions.contact", contact_id=found.id), 303)
    if form.is_stale:
        return answer_conflict(
            form,
            as_stored(form, found),
            version=found.version,
            cancel=url_for("introductions.contact", contact_id=found.id),
            page_title=found.organisation,
        )
    return render_form("introductions/edit_contact.html", form, contact=found)


@bp.post("/contacts/<int:contact_id>/verifier")
@requires(Permission.MANAGE_CONTACTS)
def verify_contact(contact_id: int) -> Any:
    found = _find_contact(contact_id)
    if BaseForm().validate_on_submit():
        directory.verify_contact(found, actor=current_user, today=clock.today())
        db.session.commit()
        flash("Coordonnées vérifiées aujourd’hui.")
    return redirect(url_for("introductions.contact", contact_id=found.id), 303)


@bp.post("/contacts/<int:contact_id>/desactiver", defaults={"active": False})
@bp.post("/contacts/<int:contact_id>/reactiver", defaults={"active": True})
@requires(Permission.MANAGE_CONTACTS)
def set_contact_active(contact_id: int, active: bool) -> Any:
    found = _find_contact(contact_id)
    if BaseForm().validate_on_submit():
        directory.set_contact_active(found, active, actor=current_user)
        db.session.commit()
        flash("Contact réactivé." if active else "Contact désactivé : il ne sera plus proposé.")
    return redirect(url_for("introductions.contact", contact_id=found.id), 303)


def _find_contact(contact_id: int) -> Contact:
    return queries.contact(contact_id, lock=request.method == "POST") or abort(404)
