from flask import Blueprint, abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.renewals import operations, queries, rules
from aic_tracker.renewals.forms import DecisionForm
from aic_tracker.renewals.models import Outcome
from aic_tracker.web.charts import Series, radar
from aic_tracker.web.forms import render_form
from aic_tracker.web.periods import shown_period

bp = Blueprint("renewals", __name__)

DONE = {
    Outcome.RENEW: "Accompagnement renouvelé : la nouvelle période, ses points et sa feuille de route sont ouverts.",
    Outcome.END: "Décision enregistrée : l’accompagnement prend fin à son terme.",
    Outcome.STOP_EARLY: "Décision enregistrée : l’accompagnement s’arrête avant son terme.",
}


@bp.route("/laureats/<slug>/bilan")
@requires(Permission.READ_RENEWAL)
def show(laureate):
    period = shown_period(laureate, clock.today())
    return _page(laureate, period, _blank_form(laureate, period))


@bp.route("/laureats/<slug>/bilan/decision", methods=["POST"])
@requires(Permission.DECIDE_RENEWAL)
def decide(laureate):
    form = DecisionForm()
    is_valid = form.validate_on_submit()
    period = next((one for one in laureate.periods if one.number == form.period.data), None) or abort(404)
    if is_valid:
        values = form.values()
        values.pop("period")
        with form.reporting_domain_errors():
            decision = operations.decide(
                laureate, period, actor=current_user, now=clock.now(), today=clock.today(), **values
            )
            db.session.commit()
            flash(DONE[decision.outcome])
            return redirect(url_for("renewals.show", slug=laureate.slug, accompagnement=period.number), 303)
    return _page(laureate, period, form)


def _blank_form(laureate, period) -> DecisionForm:
    form = DecisionForm(formdata=None, period=period.number if period else None)
    open_now = rules.outcomes(_stage(laureate, period)) if period else []
    if len(open_now) == 1:
        form.outcome.data = open_now[0]
    return form


def _stage(laureate, period) -> rules.Stage:
    has_successor = any(other.number > period.number for other in laureate.periods)
    is_decided = queries.decision_of(period) is not None or period.ended_on is not None or has_successor
    return rules.stage(period.term_on, clock.today(), is_decided=is_decided)


def _page(laureate, period, form):
    if period is None:
        return render_form("renewals/none.html", form, laureate=laureate)
    stage = _stage(laureate, period)
    form.outcome.options = [(outcome, outcome.label) for outcome in rules.outcomes(stage)]
    report = queries.report(period, clock.today())
    return render_form(
        "renewals/show.html",
        form,
        laureate=laureate,
        period=period,
        stage=stage,
        Stage=rules.Stage,
        opens_on=rules.opens_on(period.term_on),
        today=clock.today(),
        decision=queries.decision_of(period),
        report=report,
        radar_chart=_radar(report.maturity),
        Outcome=Outcome,
    )


def _radar(maturity):
    if maturity is None:
        return None
    series = [Series(maturity.now.kind.label, [line.now for line in maturity.lines])]
    if maturity.then:
        series.insert(0, Series(maturity.then.kind.label, [line.then for line in maturity.lines], kind="before"))
    return radar([line.label for line in maturity.lines], series, title="Maturité, du premier au dernier diagnostic")
