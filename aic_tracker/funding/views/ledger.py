from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template, request
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import notices
from aic_tracker.aid import queries as aids
from aic_tracker.aid import rules as aid_rules
from aic_tracker.aid.models import AidSource, Regime
from aic_tracker.funding import queries
from aic_tracker.funding.forms import SimulationForm
from aic_tracker.funding.tables import LEDGER
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.charts import WindowDay, window
from aic_tracker.web.exports import exported


@bp.get("/laureats/<slug>/aides")
@requires(Permission.READ_AID)
def ledger(laureate: Laureate) -> Any:
    today = clock.today()
    found = aids.ledger_of(laureate.organisation)
    if file := exported(LEDGER, lambda: found.aids, about=laureate.slug):
        return file
    reserved = queries.reserved(found) if found.is_concerned else []
    form = SimulationForm()
    is_asked = "montant" in request.args
    is_valid = is_asked and form.validate()
    return render_template(
        "funding/ledger.html",
        laureate=laureate,
        ledger=found,
        balances=_balances(found, reserved, today),
        charts=_charts(found, today),
        reserved=reserved,
        declarations=aids.declarations_of(found.organisations),
        names={one.id: one.name for one in found.organisations},
        kept_papers=notices.of_declarations(laureate.organisation_id),
        undeclared=aids.undeclared(found, today) if found.is_concerned else None,
        form=form,
        is_asked=is_asked,
        answers=_answers(found, reserved, form, today) if is_valid else None,
        has_several=bool(found.linked),
        own_id=laureate.organisation_id,
        leaves_on=lambda aid: aid_rules.leaves_on(aid.granted_on, aids.terms().years),
        counts=lambda aid: aid.regime.ceiling is not None and aid.cancelled_on is None and found.holds(aid),
        window_years=aids.terms().years,
        Source=AidSource,
        unspecified=[aid for aid in found.own_aids if aid.regime is Regime.UNSPECIFIED and not aid.cancelled_on],
        user=current_user,
    )


def _regimes(found: aids.Ledger, reserved: Sequence[Any]) -> list[Regime]:
    """The general one always, the other when it has lines."""
    used = {movement.regime.ceiling for movement in (*found.movements, *reserved)}
    return [regime for regime in aid_rules.CEILED if regime is Regime.GENERAL or regime in used]


def _balances(found: aids.Ledger, reserved: Sequence[Any], today: date) -> Any:
    if not found.is_concerned:
        return []
    terms = aids.terms()
    regimes = _regimes(found, reserved)
    return [aid_rules.balance(found.movements, regime, today, terms, reserved) for regime in regimes]


def _charts(found: aids.Ledger, today: date) -> Any:
    terms = aids.terms()
    charts = []
    for regime in aid_rules.CEILED if found.is_concerned else ():
        days = aid_rules.changes(found.movements, regime, terms.years)
        steps = [WindowDay(day.on, day.granted_cents, day.left_cents, day.used_cents) for day in days]
        if steps:
            title = f"Total de la fenêtre de {terms.years} ans — {regime.short_label}"
            charts.append(window(steps, terms.ceilings[regime], today, title=title))
    return charts


def _answers(found: aids.Ledger, reserved: Sequence[Any], form: SimulationForm, today: date) -> Any:
    """The answer with what is reserved; and without it, when that changes the answer."""
    regime = form.regime.data or Regime.GENERAL
    asked = {"regime": regime, "amount_cents": form.montant.data, "on": form.le.data or today, "terms": aids.terms()}
    full = aid_rules.assess(found.movements, **asked, reserved=reserved)
    bare = aid_rules.assess(found.movements, **asked)
    return {"full": full, "bare": bare if bare.is_possible != full.is_possible else None}
