from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.funding.models import PledgeState
from aic_tracker.introductions import queries as introductions
from aic_tracker.laureates import queries as members
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.rules import last_day
from aic_tracker.renewals import (
    file_queries,
    kept_queries,
    operations,
    paper,
    queries,
    rules,
    since,
    withdrawing,
    writing,
)
from aic_tracker.renewals.forms import DecisionForm, OpinionForm, SelfAssessmentForm, ToldForm, WithdrawalForm
from aic_tracker.renewals.models import Outcome, RenewalDecision, RenewalFile
from aic_tracker.web.charts import Series, radar
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.files import made
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("renewals", __name__)

DONE = {
    Outcome.RENEW: (
        "Accompagnement renouvelé : la nouvelle période et ses points sont ouverts. Les objectifs encore ouverts "
        "à son premier jour seront reconduits ce jour-là."
    ),
    Outcome.END: "Décision enregistrée : l’accompagnement prend fin à son terme.",
    Outcome.STOP_EARLY: "Décision enregistrée : l’accompagnement s’arrête avant son terme.",
}


@bp.get("/laureats/<slug>/bilan")
@requires(Permission.READ_RENEWAL)
def show(laureate: Laureate) -> Any:
    period = shown_period(laureate, clock.today())
    return _page(laureate, period, DecisionForm(formdata=None, period=period.number if period else None))


@bp.get("/laureats/<slug>/bilan.pdf")
@requires(Permission.READ_RENEWAL)
def document(laureate: Laureate) -> Any:
    period, now = shown_period(laureate, clock.today()) or abort(404), clock.now()
    file, decision = file_queries.written(period)
    bilan = kept_queries.decided_on(decision) or kept_queries.live(laureate, period, clock.today())
    content = paper.report_pdf(laureate, period, bilan, file, decision, at=now)
    return made(content, "application/pdf", paper.report_name(laureate, period, at=now))


@bp.route("/laureats/<slug>/bilan/auto-evaluation", methods=["GET", "POST"])
@requires(Permission.ASSESS_ITSELF)
def assess(laureate: Laureate) -> Any:
    when: dict[str, Any] = {"now": clock.now(), "today": clock.today()}
    return _write(
        laureate,
        SelfAssessmentForm,
        lambda file: file.self_assessment,
        lambda whose, period, **values: writing.write_self_assessment(whose, period, **when, **values),
        "L’auto-évaluation est enregistrée.",
    )


@bp.route("/laureats/<slug>/bilan/avis", methods=["GET", "POST"])
@requires(Permission.GIVE_OPINION)
def give_opinion(laureate: Laureate) -> Any:
    when: dict[str, Any] = {"now": clock.now(), "today": clock.today()}
    return _write(
        laureate,
        OpinionForm,
        lambda file: file.opinion,
        lambda whose, period, **values: writing.write_opinion(whose, period, **when, **values),
        "L’avis de l’équipe est enregistré.",
    )


@bp.route("/laureats/<slug>/bilan/personnes-prevenues", methods=["GET", "POST"])
@requires(Permission.NOTE_WHO_WAS_TOLD)
def note_told(laureate: Laureate) -> Any:
    period = shown_period(laureate, clock.today()) or abort(404)
    decision = queries.decision_of(period)
    if decision is None or decision.outcome is not Outcome.STOP_EARLY:
        abort(404)
    return _write(laureate, ToldForm, lambda file: file.told, writing.note_told, "Les personnes prévenues sont notées.")


@bp.post("/laureats/<slug>/bilan/decision")
@requires(Permission.DECIDE_RENEWAL)
def decide(laureate: Laureate) -> Any:
    form = DecisionForm()
    is_valid = form.validate_on_submit()
    period = next((one for one in laureate.periods if one.number == form.period.data), None) or abort(404)
    if is_valid and "modify" not in request.form:
        values = form.values()
        is_confirmed = values.pop("confirmed")
        values.pop("period")
        with form.reporting_domain_errors():
            if not is_confirmed:
                return _confirm(laureate, period, form)
            decision = operations.decide(
                laureate, period, actor=current_user, now=clock.now(), today=clock.today(), **values
            )
            db.session.commit()
            flash(DONE[decision.outcome])
            return redirect(_url(laureate, period), 303)
    return _page(laureate, period, form)


def _confirm(laureate: Laureate, period: SupportPeriod, form: DecisionForm) -> Any:
    """What the decision does and whom it is told to, before it is taken; raises when it may not be."""
    asked = {"outcome": form.outcome.data, "effective_on": form.effective_on.data}
    first_day = operations.first_day_after(period, **asked, today=clock.today())
    team = members.teams([laureate.id], clock.today())[laureate.id]
    return render_form(
        "renewals/confirm.html",
        form,
        laureate=laureate,
        period=period,
        first_day=first_day,
        told=[user for user in {*team.coaches, *team.referents} if user.id != current_user.id and user.is_active],
        back=_url(laureate, period),
        Outcome=Outcome,
    )


@bp.route("/laureats/<slug>/bilan/decision/retirer", methods=["GET", "POST"])
@requires(Permission.DECIDE_RENEWAL)
def withdraw(laureate: Laureate) -> Any:
    shown = shown_period(laureate, clock.today()) or abort(404)
    form = WithdrawalForm(period=shown.number)
    is_valid = form.validate_on_submit()
    period = next((one for one in laureate.periods if one.number == form.period.data), None) or abort(404)
    decision = queries.decision_of(period)
    if decision is None or decision.effective_on <= clock.today():
        return redirect(_url(laureate, period), 303)
    if is_valid:
        with form.reporting_domain_errors():
            withdrawing.withdraw(
                laureate,
                period,
                reason=form.reason.data,
                actor=current_user,
                now=clock.now(),
                today=clock.today(),
            )
            db.session.commit()
            flash("La décision est retirée : l’accompagnement attend une décision.")
            return redirect(_url(laureate, period), 303)
    return render_form(
        "renewals/withdraw.html",
        form,
        laureate=laureate,
        period=period,
        decision=decision,
        last_day=last_day(period.term_on),
        Outcome=Outcome,
    )


@bp.get("/laureats/<slug>/apres")
@requires(Permission.READ_RENEWAL)
def alumni(laureate: Laureate) -> Any:
    if laureate.status is not LaureateStatus.ENDED:
        abort(404)
    last = laureate.periods[-1] if laureate.periods else abort(404)
    bilan_of_today = kept_queries.live(laureate, last, clock.today())
    return render_template(
        "renewals/alumni.html",
        laureate=laureate,
        last=last,
        today=clock.today(),
        chapters=file_queries.chapters(laureate),
        partnerships=introductions.partnerships_of(laureate),
        bilan=bilan_of_today,
        followed=[one for one in bilan_of_today.pledges if one.state == PledgeState.OPEN.value],
        Outcome=Outcome,
    )


def _write(
    laureate: Laureate,
    form_class: type[BaseForm],
    text_of: Callable[[RenewalFile], str],
    write: Callable[..., None],
    done: str,
) -> Any:
    """One text of the file: shown, saved, or compared with what somebody else saved meanwhile."""
    period = shown_period(laureate, clock.today()) or abort(404)
    text = _text(period, text_of)
    form = form_class(text=text, version=rules.version_of(text))
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            write(laureate, period, actor=current_user, **form.values())
            db.session.commit()
            flash(done)
            return redirect(_url(laureate, period), 303)
    if form.is_stale:
        text = _text(period, text_of)
        version = rules.version_of(text)
        return answer_conflict(
            form,
            form_class(formdata=None, text=text, version=version),
            version=version,
            cancel=_url(laureate, period),
            laureate=laureate,
            page_title="bilan",
        )
    return render_form(
        "renewals/write.html",
        form,
        laureate=laureate,
        period=period,
        back=_url(laureate, period),
        refusal=None if form_class is ToldForm else _refusal(laureate, period),
    )


def _refusal(laureate: Laureate, period: SupportPeriod) -> str | None:
    stage = _stage(laureate, period, queries.decision_of(period))
    return rules.writing_refusal(period.term_on, clock.today(), is_decided=stage is rules.Stage.DECIDED)


def _text(period: SupportPeriod, text_of: Callable[[RenewalFile], str]) -> str:
    file = file_queries.file_of(period)
    return text_of(file) if file else ""


def _url(laureate: Laureate, period: SupportPeriod) -> str:
    return url_for("renewals.show", slug=laureate.slug, accompagnement=period.number)


def _stage(laureate: Laureate, period: SupportPeriod, decision: RenewalDecision | None) -> rules.Stage:
    has_successor = any(other.number > period.number for other in laureate.periods)
    is_decided = period.ended_on is not None or has_successor or decision is not None
    return rules.stage(period.term_on, clock.today(), is_decided=is_decided)


def _page(laureate: Laureate, period: SupportPeriod | None, form: Any) -> Any:
    if period is None:
        return render_form("renewals/none.html", form, laureate=laureate)
    file, decision = file_queries.written(period)
    stage = _stage(laureate, period, decision)
    open_now = rules.outcomes(stage)
    form.outcome.options = [(outcome, outcome.label) for outcome in open_now]
    if len(open_now) == 1 and not form.is_submitted():
        form.outcome.data = open_now[0]
    live, kept = kept_queries.live(laureate, period, clock.today()), kept_queries.decided_on(decision)
    bilan = kept or live
    return render_form(
        "renewals/show.html",
        form,
        laureate=laureate,
        period=period,
        stage=stage,
        Stage=rules.Stage,
        opens_on=rules.opens_on(period.term_on),
        today=clock.today(),
        decision=decision,
        bilan=bilan,
        changes=since.changes(kept, live) if kept else [],
        file=file,
        radar_chart=_radar(bilan.maturity),
        Outcome=Outcome,
        has_ended=laureate.status is LaureateStatus.ENDED,
    )


def _radar(maturity: Any) -> Any:
    if maturity is None:
        return None
    series = [Series(maturity.now, [line.now for line in maturity.lines])]
    if maturity.then:
        series.insert(0, Series(maturity.then, [line.then for line in maturity.lines], kind="before"))
    return radar([line.label for line in maturity.lines], series, title="Maturité, du premier au dernier diagnostic")
