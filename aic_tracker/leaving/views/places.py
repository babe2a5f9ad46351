"""A place in a project that ends, or goes to somebody else."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.laureates import membership, queries
from aic_tracker.laureates.models import Laureate, MemberRole
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.leaving import operations
from aic_tracker.leaving.fields import LEFT
from aic_tracker.leaving.forms import CloseMembershipForm, LeadForm
from aic_tracker.leaving.holdings import Held, held_by
from aic_tracker.leaving.views.common import bp
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/membres/charge-d-acceleration", methods=["GET", "POST"])
@requires(Permission.EDIT_LAUREATE)
def change_lead(laureate: Laureate) -> Any:
    today, now = clock.today(), clock.now()
    form = LeadForm(from_on=today)
    coaches = accounts.coaches()
    form.person.options = [(user, f"{user.name} — {user.email}") for user in coaches]
    lead = queries.lead_coach(laureate.id, today)
    held = held_by(lead, now, among=[laureate.id]).get(laureate.id, Held()) if lead else Held()
    form.heir.options = told_apart(_heirs(laureate, lead), {}) if lead else []
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            from_on = form.from_on.data
            former = queries.lead_coach(laureate.id, from_on)
            membership.add_member(
                laureate,
                form.person.data,
                MemberRole.LEAD_COACH,
                from_on,
                actor=current_user,
                today=today,
                far_date_meant=form.far_date_meant.data,
            )
            if former is not None:
                heir = form.heir.data or form.person.data
                operations.settle(former, laureate, from_on=from_on, heir=heir, actor=current_user, now=now)
            db.session.commit()
            flash(f"Le projet est confié à {form.person.data.name}.")
            return redirect(url_for("laureates.members", slug=laureate.slug), 303)
    leads = [
        member
        for member in queries.members_of(laureate)
        if member.role is MemberRole.LEAD_COACH and member.active_on(today)
    ]
    return render_form("leaving/change_lead.html", form, laureate=laureate, leads=leads, held=held)


@bp.route("/laureats/<slug>/membres/<int:membership_id>/fermer", methods=["GET", "POST"])
@requires(Permission.EDIT_LAUREATE)
def close_membership(laureate: Laureate, membership_id: int) -> Any:
    today, now = clock.today(), clock.now()
    member = queries.membership_of(laureate, membership_id) or abort(404)
    form = CloseMembershipForm(until_on=member.until_on or max(today, member.from_on))
    held = held_by(member.user, now, among=[laureate.id]).get(laureate.id, Held())
    form.heir.options = told_apart(_heirs(laureate, member.user), {})
    lead = queries.lead_coach(laureate.id, today)
    form.heir.placeholder = f"{lead.name}, qui en est chargé·e" if lead and lead.id != member.user_id else LEFT
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            until_on = form.until_on.data
            membership.close_membership(member, until_on, laureate=laureate, actor=current_user, today=today)
            operations.settle(member.user, laureate, from_on=until_on, heir=form.heir.data, actor=current_user, now=now)
            db.session.commit()
            flash(f"La place {of(member.user.name)} est fermée.")
            return redirect(url_for("laureates.members", slug=laureate.slug), 303)
    return render_form("leaving/close_membership.html", form, laureate=laureate, member=member, held=held)


def _heirs(laureate: Laureate, user: User) -> list[User]:
    """Who else of the project may be given something to do."""
    team = queries.people_of([laureate.id], clock.today()).get(laureate.id, queries.Team())
    return team.others_than(user)
