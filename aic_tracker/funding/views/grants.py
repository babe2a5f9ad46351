from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import queries as aids
from aic_tracker.aid import rules as aid_rules
from aic_tracker.aid.models import Regime
from aic_tracker.db import db
from aic_tracker.funding import operations, queries, rules
from aic_tracker.funding.forms import ConditionForm, GrantForm, ReasonForm, TrancheForm
from aic_tracker.funding.models import Tranche
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import refusal_of
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/subventions/nouvelle", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AID)
def propose_grant(laureate: Laureate) -> Any:
    usual = config.current().funding
    is_concerned = aids.ledger_of(laureate.organisation).is_concerned
    form = GrantForm(
        authority=usual.authority,
        regime=Regime.GENERAL if is_concerned else Regime.NOT_AID,
        first_cents=usual.seed_euros * 100,
        second_cents=usual.second_tranche_euros * 100,
    )
    form.closed = refusal_of(operations.propose_grant, laureate, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.propose_grant(laureate, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Subvention proposée : la direction décide de chaque tranche.")
            return _back(laureate)
    return render_form("funding/propose_grant.html", form, laureate=laureate)


@bp.route("/laureats/<slug>/subventions/conditions/<int:condition_id>", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AID)
def check_condition(laureate: Laureate, condition_id: int) -> Any:
    condition = queries.condition_of(laureate, condition_id) or abort(404)
    form = ConditionForm(obj=condition, is_met=condition.met_on is not None)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.check_condition(laureate, condition, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash("Condition enregistrée.")
            return _back(laureate)
    return render_form("funding/check_condition.html", form, laureate=laureate, condition=condition)


@bp.route("/laureats/<slug>/subventions/tranches/<int:tranche_id>/accorder", methods=["GET", "POST"])
@requires(Permission.DECIDE_AID)
def grant_tranche(laureate: Laureate, tranche_id: int) -> Any:
    tranche = _find(laureate, tranche_id)
    form = TrancheForm(obj=tranche)
    form.closed = refusal_of(operations.grant_tranche, laureate, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.grant_tranche(
                laureate, laureate.organisation, tranche, actor=current_user, now=clock.now(), **form.values()
            )
            db.session.commit()
            flash("Tranche accordée : elle figure parmi les aides de la structure.")
            return _back(laureate)
    return _tranche_page("funding/grant_tranche.html", form, laureate, tranche)


@bp.route("/laureats/<slug>/subventions/tranches/<int:tranche_id>/refuser", methods=["GET", "POST"])
@requires(Permission.DECIDE_AID)
def refuse_tranche(laureate: Laureate, tranche_id: int) -> Any:
    done = "Tranche refusée : elle n’est plus réservée."
    return _settle(laureate, tranche_id, operations.refuse_tranche, done, "funding/refuse_tranche.html")


@bp.route("/laureats/<slug>/subventions/tranches/<int:tranche_id>/retirer", methods=["GET", "POST"])
@requires(Permission.DECIDE_AID)
def withdraw(laureate: Laureate, tranche_id: int) -> Any:
    done = "Tranche retirée : son aide est annulée."
    return _settle(laureate, tranche_id, operations.withdraw_tranche, done, "funding/withdraw_tranche.html")


def _settle(laureate: Laureate, tranche_id: int, operation: Callable[..., Any], done: str, template: str) -> Any:
    tranche = _find(laureate, tranche_id)
    form = ReasonForm(obj=tranche)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operation(laureate, tranche, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash(done)
            return _back(laureate)
    return _tranche_page(template, form, laureate, tranche)


def _find(laureate: Laureate, tranche_id: int) -> Tranche:
    return queries.tranche_of(laureate, tranche_id, lock=request.method == "POST") or abort(404)


def _back(laureate: Laureate) -> Any:
    return redirect(url_for("funding.committees", slug=laureate.slug), 303)


def _tranche_page(template: str, form: TrancheForm, laureate: Laureate, tranche: Tranche) -> Any:
    if form.is_stale:
        # What is sent next was decided in sight of what is stored now.
        form.rebase(tranche.version)
    return render_form(
        template,
        form,
        laureate=laureate,
        tranche=tranche,
        unmet=rules.unmet(tranche),
        assessment=_assessment(laureate, tranche),
        undeclared=_undeclared(laureate, tranche),
    )


def _undeclared(laureate: Laureate, tranche: Tranche) -> str | None:
    """Why the organisation may not be granted it yet, for want of its declaration."""
    ledger = aids.ledger_of(laureate.organisation)
    ceiling = tranche.grant.regime.ceiling
    if not ledger.is_concerned or ceiling is None:
        return None
    return aids.undeclared(ledger, clock.today(), ceiling)


def _assessment(laureate: Laureate, tranche: Tranche) -> Any:
    """The sum that granting it today would make; None where no ceiling applies."""
    ledger = aids.ledger_of(laureate.organisation)
    ceiling = tranche.grant.regime.ceiling
    if not ledger.is_concerned or ceiling is None:
        return None
    return aid_rules.assess(
        ledger.movements, regime=ceiling, amount_cents=tranche.amount_cents, on=clock.today(), terms=aids.terms()
    )
