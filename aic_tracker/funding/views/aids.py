from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import operations, queries, regimes
from aic_tracker.aid.models import Aid, Regime
from aic_tracker.db import db
from aic_tracker.funding.forms import CancelForm, DeclarationForm, RegimeForm
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/aides/declarer", methods=["GET", "POST"])
@requires(Permission.DECLARE_AID)
def declare(laureate: Laureate) -> Any:
    form = DeclarationForm()
    form.signed_on.latest = clock.today()
    linked = {one.id: one for one in queries.ledger_of(laureate.organisation).linked}
    form.structure.options = [(one.id, one.name) for one in linked.values()]
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            organisation = linked.get(form.structure.data or 0, laureate.organisation)
            declaration = operations.declare(
                laureate, organisation, actor=current_user, now=clock.now(), **form.values()
            )
            db.session.commit()
            flash("Déclaration enregistrée." if declaration.is_nil else _declared(laureate, form.regime.data))
            return _to_ledger(laureate)
    return render_form("funding/declare.html", form, laureate=laureate)


def _declared(laureate: Laureate, regime: Regime) -> str:
    counts = regime.ceiling is not None and queries.ledger_of(laureate.organisation).is_concerned
    return f"Aide déclarée : elle {'compte dans le plafond' if counts else 'n’entre dans aucun plafond'}."


@bp.route("/laureats/<slug>/aides/<int:aid_id>/regime", methods=["GET", "POST"])
@requires(Permission.QUALIFY_ORGANISATION)
def specify_regime(laureate: Laureate, aid_id: int) -> Any:
    aid = _find(laureate, aid_id)
    form = RegimeForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            given: dict[str, Any] = {"decides": can("DECIDE_AID"), "actor": current_user}
            regimes.specify(laureate, laureate.organisation, aid, **given, **form.values())
            db.session.commit()
            flash("Régime de l’aide précisé.")
            return _to_ledger(laureate)
    return render_form("funding/specify_regime.html", form, laureate=laureate, aid=aid)


@bp.route("/laureats/<slug>/aides/<int:aid_id>/annuler", methods=["GET", "POST"])
@requires(Permission.DECIDE_AID)
def cancel(laureate: Laureate, aid_id: int) -> Any:
    aid = _find(laureate, aid_id)
    if source := aid.assignment_id or aid.overrun_of_id:
        return redirect(url_for("assignments.show", slug=laureate.slug, assignment_id=source), 303)
    if aid.tranche_id is not None:
        return redirect(url_for("funding.withdraw", slug=laureate.slug, tranche_id=aid.tranche_id), 303)
    form = CancelForm(cancelled_on=clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.cancel(aid, actor=current_user, today=clock.today(), **form.values())
            db.session.commit()
            flash("Aide annulée : elle ne compte plus dans le plafond.")
            return _to_ledger(laureate)
    return render_form("funding/cancel.html", form, laureate=laureate, aid=aid)


def _find(laureate: Laureate, aid_id: int) -> Aid:
    ledger = queries.ledger_of(laureate.organisation)
    aid = queries.aid_of(ledger, aid_id) or abort(404)
    # Its own, and what it declared for an organisation that is one undertaking with it.
    return aid if laureate.organisation_id == aid.organisation_id or aid.laureate_id == laureate.id else abort(404)


def _to_ledger(laureate: Laureate) -> Any:
    return redirect(url_for("funding.ledger", slug=laureate.slug), 303)
