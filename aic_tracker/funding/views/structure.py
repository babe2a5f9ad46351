from flask import flash, redirect, url_for
from flask_login import current_user

from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import queries, undertakings
from aic_tracker.db import db
from aic_tracker.funding.forms import LinkForm, ProfileForm
from aic_tracker.funding.views.blueprint import bp
from aic_tracker.laureates.models import LegalForm
from aic_tracker.web.forms import BaseForm, render_form


@bp.route("/laureats/<slug>/aides/structure", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AID)
def profile(laureate):
    organisation = laureate.organisation
    form = ProfileForm(obj=queries.ledger_of(organisation).profile)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            undertakings.set_profile(laureate, organisation, actor=current_user, **form.values())
            db.session.commit()
            flash("Situation de la structure enregistrée.")
            return _to_ledger(laureate)
    return _profile_page(laureate, form)


@bp.route("/laureats/<slug>/aides/structure/lier", methods=["POST"])
@requires(Permission.PROPOSE_AID)
def link(laureate):
    form = _link_form(laureate)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            values = form.values()
            undertakings.link(laureate, laureate.organisation, values["other"], name=values["name"], actor=current_user)
            db.session.commit()
            flash("Structures liées : leurs aides s’additionnent.")
            return _to_ledger(laureate)
    return _profile_page(laureate, form, link_form=form)


@bp.route("/laureats/<slug>/aides/structure/delier", methods=["POST"])
@requires(Permission.PROPOSE_AID)
def unlink(laureate):
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            undertakings.unlink(laureate, laureate.organisation, actor=current_user)
            db.session.commit()
            flash("Structure déliée : seules ses propres aides comptent.")
            return _to_ledger(laureate)
    return _profile_page(laureate, form)


def _link_form(laureate, **values) -> LinkForm:
    ledger = queries.ledger_of(laureate.organisation)
    form = LinkForm(prefix="lien-", **values)
    form.other.options = queries.organisations_to_link(ledger)
    if ledger.undertaking and not form.is_submitted():
        form.name.data = ledger.undertaking.name
    return form


def _profile_page(laureate, form, *, link_form=None):
    ledger = queries.ledger_of(laureate.organisation)
    return render_form(
        "funding/profile.html",
        form,
        laureate=laureate,
        ledger=ledger,
        profile_form=form if isinstance(form, ProfileForm) else ProfileForm(formdata=None, obj=ledger.profile),
        link_form=link_form or _link_form(laureate, formdata=None),
        is_administration=ledger.organisation.legal_form is LegalForm.ADMINISTRATION,
    )


def _to_ledger(laureate):
    return redirect(url_for("funding.ledger", slug=laureate.slug), 303)
