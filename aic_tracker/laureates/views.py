from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock, formats
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.laureates import directory, membership, operations, queries, rules
from aic_tracker.laureates.fields import filled, wants_directory
from aic_tracker.laureates.forms import (
    LaureateForm,
    MemberForm,
    OrganisationForm,
    SeasonForm,
)
from aic_tracker.laureates.models import Laureate, MemberRole, Membership
from aic_tracker.laureates.tables import MEMBERS
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import EXPIRED, BaseForm, render_form

bp = Blueprint("laureates", __name__)


@bp.route("/laureats/<slug>/modifier", methods=["GET", "POST"])
@requires(Permission.EDIT_LAUREATE)
def edit(laureate: Laureate) -> Any:
    form = _laureate_form(obj=laureate)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_laureate(laureate, actor=current_user, **form.values())
            db.session.commit()
            flash("Fiche du projet enregistrée.")
            return redirect(url_for("laureates.members", slug=laureate.slug), 303)
    if form.is_stale:
        stored = _laureate_form(formdata=None, obj=laureate)
        return _conflict(form, stored, laureate.version, laureate, "fiche du projet")
    return render_form("laureates/edit.html", form, laureate=laureate)


def _laureate_form(**kwargs: Any) -> LaureateForm:
    form = LaureateForm(**kwargs)
    form.season.options = [(season, season.name) for season in queries.seasons()]
    return form


@bp.route("/laureats/<slug>/structure-porteuse", methods=["GET", "POST"])
@requires(Permission.EDIT_LAUREATE)
def edit_organisation(laureate: Laureate) -> Any:
    organisation, filling = laureate.organisation, None
    form = OrganisationForm(obj=organisation)
    if wants_directory():
        if BaseForm().validate_on_submit():
            form, filling = filled(OrganisationForm)
        else:
            form.refuse(EXPIRED)
    elif form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_organisation(organisation, laureate=laureate, actor=current_user, **form.values())
            db.session.commit()
            flash("Structure porteuse enregistrée.")
            return redirect(url_for("laureates.members", slug=laureate.slug), 303)
    if form.is_stale:
        stored = OrganisationForm(formdata=None, obj=organisation)
        return _conflict(form, stored, organisation.version, laureate, "structure porteuse")
    others = [carried.name for carried in queries.carried_by(organisation) if carried.id != laureate.id]
    return render_form(
        "laureates/edit_organisation.html",
        form,
        laureate=laureate,
        others=others,
        filling=filling,
        can_fill=directory.is_open(),
    )


def _conflict(form: Any, stored: BaseForm, version: int, laureate: Laureate, what: str) -> Any:
    back = url_for("laureates.members", slug=laureate.slug)
    return answer_conflict(form, stored, version=version, cancel=back, laureate=laureate, page_title=what)


@bp.get("/laureats/<slug>/membres")
@requires(Permission.READ_LAUREATE)
def members(laureate: Laureate) -> Any:
    today = clock.today()
    found = queries.members_of(laureate)
    if file := exported(MEMBERS, lambda: found, about=laureate.slug):
        return file
    return render_template(
        "laureates/members.html",
        laureate=laureate,
        present=[member for member in found if member.active_on(today)],
        coming=[member for member in found if member.from_on > today],
        past=[member for member in found if not member.active_on(today) and member.from_on <= today],
        period=rules.current_period(laureate.periods, today),
        last_day=rules.last_day,
        numbers=rules.numbers_line(laureate.organisation),
        category=directory.category_words(laureate.organisation.legal_category or ""),
        state=rules.state_line(laureate.organisation),
    )


@bp.route("/laureats/<slug>/membres/ajouter", methods=["GET", "POST"])
@requires(Permission.EDIT_LAUREATE)
def add_member(laureate: Laureate) -> Any:
    today = clock.today()
    form = MemberForm(from_on=today)
    people = accounts.active_users(Role.REFERENT, Role.COACH, Role.DIRECTION)
    form.person.options = [(user, _person_label(user)) for user in people]
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            added = _added_member(laureate, form)
            db.session.commit()
            flash(f"{added.user.name} est membre du projet.")
            return redirect(url_for("laureates.members", slug=laureate.slug), 303)
    return render_form("laureates/add_member.html", form, laureate=laureate)


def _added_member(laureate: Laureate, form: Any) -> Membership:
    place, from_on, is_meant = form.role.data, form.from_on.data, form.far_date_meant.data
    if form.person.data:
        return membership.add_member(
            laureate, form.person.data, place, from_on, actor=current_user, today=clock.today(), far_date_meant=is_meant
        )
    return membership.invite_member(
        laureate,
        form.email.data,
        form.name.data,
        place,
        from_on,
        actor=current_user,
        now=clock.now(),
        far_date_meant=is_meant,
    )


def _person_label(user: User) -> str:
    return f"{user.name} — {user.email} ({user.role.label})"


@bp.route("/laureats/<slug>/membres/<int:membership_id>/retirer", methods=["GET", "POST"])
@requires(Permission.EDIT_LAUREATE)
def withdraw_membership(laureate: Laureate, membership_id: int) -> Any:
    member = queries.membership_of(laureate, membership_id) or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            membership.withdraw_membership(member, laureate=laureate, actor=current_user, today=clock.today())
            db.session.commit()
            flash(f"La place {of(member.user.name)} est retirée : elle n’a pas commencé.")
            return redirect(url_for("laureates.members", slug=laureate.slug), 303)
    kept = queries.closed_for(member, laureate) if member.role is MemberRole.LEAD_COACH else []
    return render_form("laureates/withdraw_membership.html", form, laureate=laureate, member=member, kept=kept)


@bp.get("/administration/saisons")
@requires(Permission.MANAGE_SETTINGS)
def seasons() -> Any:
    return render_template("laureates/seasons.html", seasons=queries.seasons_with_laureates())


@bp.route("/administration/saisons/nouvelle", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def add_season() -> Any:
    form = SeasonForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            season = operations.add_season(actor=current_user, **form.values())
            db.session.commit()
            flash(f"La saison {formats.quoted(season.name)} est ouverte.")
            return redirect(url_for("laureates.seasons"), 303)
    return render_form("laureates/season.html", form, season=None)


@bp.route("/administration/saisons/<int:season_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def edit_season(season_id: int) -> Any:
    season = queries.season_by_id(season_id) or abort(404)
    form = SeasonForm(obj=season)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_season(season, actor=current_user, **form.values())
            db.session.commit()
            flash("Saison enregistrée.")
            return redirect(url_for("laureates.seasons"), 303)
    return render_form("laureates/season.html", form, season=season)
