"""The directory of experts, and their accounts."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.expertise import directory, queries
from aic_tracker.expertise.forms import DirectoryFilter, ExpertForm, InviteForm
from aic_tracker.expertise.models import Expert
from aic_tracker.expertise.tables import EXPERTS
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.paging import paginate_list

bp = Blueprint("expertise", __name__)


@bp.get("/experts")
@requires(Permission.READ_EXPERTS)
def experts() -> Any:
    form = DirectoryFilter()
    chosen = form.chosen()
    lines = queries.directory(search=chosen["q"], skill=chosen["skill"], state=chosen["state"])
    if file := exported(EXPERTS, lambda: lines):
        return file
    return render_template(
        "expertise/experts.html", form=form, page=paginate_list(lines), is_filtered=any(chosen.values())
    )


@bp.get("/experts/<int:expert_id>")
@requires(Permission.READ_EXPERTS)
def expert(expert_id: int) -> Any:
    found = _find_expert(expert_id)
    return render_template("expertise/expert.html", line=queries.expert_line(found), history=queries.history_of(found))


@bp.route("/experts/nouveau", methods=["GET", "POST"])
@requires(Permission.MANAGE_EXPERTS)
def add_expert() -> Any:
    form = ExpertForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            added = directory.add_expert(actor=current_user, **form.values())
            db.session.commit()
            flash(f"{added.name} figure dans l’annuaire.")
            return redirect(url_for("expertise.expert", expert_id=added.id), 303)
    return render_form("expertise/add_expert.html", form)


@bp.route("/experts/<int:expert_id>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_EXPERTS)
def edit_expert(expert_id: int) -> Any:
    found = _find_expert(expert_id)
    form = ExpertForm(obj=found)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            directory.edit_expert(found, actor=current_user, **form.values())
            db.session.commit()
            flash("Fiche enregistrée.")
            return redirect(url_for("expertise.expert", expert_id=found.id), 303)
    return render_form("expertise/edit_expert.html", form, expert=found)


@bp.route("/experts/<int:expert_id>/inviter", methods=["GET", "POST"])
@requires(Permission.MANAGE_EXPERTS)
def invite_expert(expert_id: int) -> Any:
    found = _find_expert(expert_id)
    form = InviteForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            directory.invite_expert(found, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash(f"{found.name} peut désormais se connecter.")
            return redirect(url_for("expertise.expert", expert_id=found.id), 303)
    return render_form("expertise/invite_expert.html", form, expert=found)


@bp.post("/experts/<int:expert_id>/desactiver", defaults={"active": False})
@bp.post("/experts/<int:expert_id>/reactiver", defaults={"active": True})
@requires(Permission.MANAGE_EXPERTS)
def set_expert_active(expert_id: int, active: bool) -> Any:
    found = _find_expert(expert_id)
    if BaseForm().validate_on_submit():
        directory.set_expert_active(found, active, actor=current_user)
        db.session.commit()
        flash("Fiche réactivée." if active else "Fiche désactivée : plus aucun appui ne lui sera proposé.")
    return redirect(url_for("expertise.expert", expert_id=found.id), 303)


def _find_expert(expert_id: int) -> Expert:
    return queries.expert(expert_id) or abort(404)
