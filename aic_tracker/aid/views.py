"""Declared aids, cancellations, linked organisations, and the central register."""

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import operations, queries, rules
from aic_tracker.aid.forms import CancelForm, DeclarationForm, LinkForm, ProfileForm, RegisterForm
from aic_tracker.aid.models import Aid, Regime
from aic_tracker.db import db
from aic_tracker.inputs import plain_number
from aic_tracker.laureates.models import LegalForm
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.table_files import csv_answer

bp = Blueprint("aid", __name__)

REGULATIONS = {Regime.GENERAL: "(UE) 2023/2831", Regime.SIEG: "(UE) 2023/2832"}


def _to_ledger(laureate):
    return redirect(url_for("funding.ledger", slug=laureate.slug), 303)


@bp.route("/laureats/<slug>/aides/declarer", methods=["GET", "POST"])
@requires(Permission.DECLARE_AID)
def declare(laureate):
    form = DeclarationForm()
    form.signed_on.latest = clock.today()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            declaration = operations.declare(
                laureate, laureate.organisation, actor=current_user, now=clock.now(), **form.values()
            )
            db.session.commit()
            flash("Déclaration enregistrée." if declaration.is_nil else "Aide déclarée : elle compte dans le plafond.")
            return _to_ledger(laureate)
    return render_form("aid/declare.html", form, laureate=laureate)


@bp.route("/laureats/<slug>/aides/<int:aid_id>/annuler", methods=["GET", "POST"])
@requires(Permission.DECIDE_AID)
def cancel(laureate, aid_id):
    aid = _find(laureate, aid_id)
    if aid.tranche_id is not None:
        return redirect(url_for("funding.withdraw", slug=laureate.slug, tranche_id=aid.tranche_id), 303)
    form = CancelForm(cancelled_on=clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.cancel(aid, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash("Aide annulée : elle ne compte plus dans le plafond.")
            return _to_ledger(laureate)
    return render_form("aid/cancel.html", form, laureate=laureate, aid=aid)


def _find(laureate, aid_id: int) -> Aid:
    ledger = queries.ledger_of(laureate.organisation)
    aid = queries.aid_of(ledger, aid_id) or abort(404)
    return aid if aid.organisation_id == laureate.organisation_id else abort(404)


@bp.route("/laureats/<slug>/aides/structure", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AID)
def profile(laureate):
    organisation = laureate.organisation
    form = ProfileForm(obj=queries.ledger_of(organisation).profile)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.set_profile(laureate, organisation, actor=current_user, **form.values())
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
            operations.link(laureate, laureate.organisation, values["other"], name=values["name"], actor=current_user)
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
            operations.unlink(laureate, laureate.organisation, actor=current_user)
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
        "aid/profile.html",
        form,
        laureate=laureate,
        ledger=ledger,
        profile_form=form if isinstance(form, ProfileForm) else ProfileForm(formdata=None, obj=ledger.profile),
        link_form=link_form or _link_form(laureate, formdata=None),
        is_administration=ledger.organisation.legal_form is LegalForm.ADMINISTRATION,
    )


@bp.route("/aides/registre")
@requires(Permission.READ_REGISTER)
def register():
    lines = queries.register(clock.today())
    return render_template(
        "aid/register.html",
        to_enter=[line for line in lines if line.days_left is not None],
        entered=[line for line in lines if line.days_left is None],
        late=sum(line.days_left is not None and line.days_left < 0 for line in lines),
        regulations=REGULATIONS,
        opens_on=rules.REGISTER_OPENS_ON,
        delay=config.current().aid.register_working_days,
    )


@bp.route("/aides/registre/<int:aid_id>", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def enter_in_register(aid_id):
    line = queries.register_line(aid_id, clock.today()) or abort(404)
    aid = line.aid
    form = RegisterForm(registered_on=aid.registered_on or clock.today(), reference=aid.register_reference)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.enter_in_register(aid, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash("Inscription au registre notée.")
            return redirect(url_for("aid.register"), 303)
    return render_form("aid/enter_in_register.html", form, line=line, regulations=REGULATIONS)


@bp.route("/aides/registre.csv")
@requires(Permission.READ_REGISTER)
def export_register():
    header = [
        "Bénéficiaire",
        "SIREN",
        "Montant (EUR)",
        "Date d’octroi",
        "Autorité d’octroi",
        "Instrument",
        "Secteur (NACE)",
        "Règlement",
        "À inscrire avant le",
        "Inscrite le",
        "Référence",
    ]
    rows = [
        [
            line.aid.organisation.name,
            line.aid.organisation.siren or "",
            plain_number(Decimal(line.aid.amount_cents) / 100),
            line.aid.granted_on.isoformat(),
            line.aid.authority,
            line.aid.instrument,
            line.nace,
            REGULATIONS[line.aid.regime],
            line.limit.isoformat(),
            line.aid.registered_on.isoformat() if line.aid.registered_on else "",
            line.aid.register_reference,
        ]
        for line in queries.register(clock.today())
    ]
    return csv_answer(f"registre-aides-{clock.today():%Y-%m-%d}.csv", header, rows)
