from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.diagnostic import operations, queries, rules
from aic_tracker.diagnostic.forms import OpenForm, SignForm, fill_form
from aic_tracker.diagnostic.models import LEVEL_LABELS, Diagnostic, DiagnosticKind
from aic_tracker.formats import listed
from aic_tracker.laureates.models import Axis, Laureate, SupportPeriod
from aic_tracker.laureates.support import refusal_of
from aic_tracker.web.charts import Series, radar
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("diagnostic", __name__)


@bp.get("/laureats/<slug>/diagnostic")
@requires(Permission.READ_LAUREATE)
def show(laureate: Laureate) -> Any:
    """The furthest diagnostic of the period; without one, how to open it."""
    period = shown_period(laureate, clock.today()) or abort(404)
    last = rules.latest(queries.diagnostics_of(period.id))
    if last is None:
        return _not_opened(laureate, period, OpenForm(formdata=None))
    return _page(laureate, _found(laureate, last.id), BaseForm())


@bp.get("/laureats/<slug>/diagnostic/evolution")
@requires(Permission.READ_LAUREATE)
def evolution(laureate: Laureate) -> Any:
    """The diagnostics of the period side by side, and what changed from the first to the last, in words."""
    period = shown_period(laureate, clock.today()) or abort(404)
    opened = queries.diagnostics_of(period.id)
    initial = rules.latest(queries.initial_diagnostics(laureate.id, up_to_period=period.number)[-1:])
    kept = [initial, *(rules.latest(opened, kind) for kind in list(DiagnosticKind)[1:])]
    diagnostics = [_found(laureate, one.id) for one in kept if one is not None]
    first, last = (diagnostics[0], diagnostics[-1]) if len(diagnostics) > 1 else (None, None)
    levels = [rules.levels(one) for one in diagnostics]
    return render_template(
        "diagnostic/evolution.html",
        laureate=laureate,
        period=period,
        diagnostics=diagnostics,
        rows=[
            (
                rating.dimension,
                [by_code.get(rating.dimension.code) for by_code in levels],
                rules.change_in_words(levels[0].get(rating.dimension.code), rating.level),
            )
            for rating in (rules.in_order(last.ratings) if last else ())
        ],
        level_labels=LEVEL_LABELS,
        chart=_two(first, last) if first and last else None,
    )


@bp.get("/laureats/<slug>/diagnostic/<int:diagnostic_id>")
@requires(Permission.READ_LAUREATE)
def show_one(laureate: Laureate, diagnostic_id: int) -> Any:
    return _page(laureate, _found(laureate, diagnostic_id), BaseForm())


@bp.post("/laureats/<slug>/diagnostic/ouvrir")
@requires(Permission.EDIT_DIAGNOSTIC)
def open_diagnostic(laureate: Laureate) -> Any:
    form = OpenForm()
    period = shown_period(laureate, clock.today()) or abort(404)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            diagnostic = operations.open_diagnostic(
                laureate, period, form.kind.data, actor=current_user, today=clock.today()
            )
            db.session.commit()
            return redirect(url_for(".fill", slug=laureate.slug, diagnostic_id=diagnostic.id), 303)
    last = rules.latest(queries.diagnostics_of(period.id))
    return _page(laureate, _found(laureate, last.id), form) if last else _not_opened(laureate, period, form)


@bp.route("/laureats/<slug>/diagnostic/<int:diagnostic_id>/remplir", methods=["GET", "POST"])
@requires(Permission.EDIT_DIAGNOSTIC)
def fill(laureate: Laureate, diagnostic_id: int) -> Any:
    diagnostic = _found(laureate, diagnostic_id)
    here = url_for(".show_one", slug=laureate.slug, diagnostic_id=diagnostic.id)
    form = fill_form(diagnostic)
    form.closed = refusal_of(operations.fill_diagnostic, diagnostic, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            withdrawn = operations.fill_diagnostic(
                diagnostic,
                answers=form.answers(),
                summary=form.summary.data,
                version=form.version.data,
                actor=current_user,
                today=clock.today(),
            )
            db.session.commit()
            flash("Diagnostic enregistré.")
            if withdrawn:
                sides = listed([side.label for side in withdrawn])
                flash(f"Signature retirée, car elle portait sur un autre texte : {sides}.", "warning")
            return redirect(here, 303)
    elif diagnostic.is_frozen and not form.is_submitted():
        flash("Ce diagnostic est signé des deux côtés : ouvrez une nouvelle version pour le modifier.", "info")
        return redirect(here, 303)
    if form.is_stale:
        saved = _found(laureate, diagnostic_id)
        return answer_conflict(
            form,
            fill_form(saved, formdata=None),
            version=saved.version,
            cancel=here,
            laureate=laureate,
            page_title=saved.kind.label,
        )
    return render_form(
        "diagnostic/fill.html",
        form,
        laureate=laureate,
        diagnostic=diagnostic,
        signed=rules.signed_sides(diagnostic),
        axes=[(axis, [line for line in form.lines() if line[0].axis is axis]) for axis in Axis],
    )


@bp.post("/laureats/<slug>/diagnostic/<int:diagnostic_id>/signer")
@requires(Permission.SIGN_DIAGNOSTIC)
def sign(laureate: Laureate, diagnostic_id: int) -> Any:
    diagnostic = _found(laureate, diagnostic_id)
    form = SignForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.sign_diagnostic(diagnostic, version=form.version.data, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Diagnostic signé. Les deux signatures y sont." if diagnostic.is_frozen else "Diagnostic signé.")
            return redirect(url_for(".show_one", slug=laureate.slug, diagnostic_id=diagnostic.id), 303)
    return _page(laureate, _found(laureate, diagnostic_id), form)


@bp.post("/laureats/<slug>/diagnostic/<int:diagnostic_id>/nouvelle-version")
@requires(Permission.EDIT_DIAGNOSTIC)
def open_revision(laureate: Laureate, diagnostic_id: int) -> Any:
    diagnostic = _found(laureate, diagnostic_id)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            copy = operations.open_revision(diagnostic, actor=current_user, today=clock.today())
            db.session.commit()
            flash(f"Version {copy.revision} ouverte : modifiez-la, puis faites-la signer des deux côtés.")
            return redirect(url_for(".fill", slug=laureate.slug, diagnostic_id=copy.id), 303)
    return _page(laureate, diagnostic, form)


def _found(laureate: Laureate, diagnostic_id: int) -> Diagnostic:
    diagnostic = queries.diagnostic_for(laureate.id, diagnostic_id)
    return diagnostic if diagnostic is not None else abort(404)


def _not_opened(laureate: Laureate, period: SupportPeriod, form: BaseForm) -> tuple[str, int]:
    closed = refusal_of(operations.open_diagnostic, laureate, clock.today())
    return render_form("diagnostic/not_opened.html", form, laureate=laureate, period=period, closed=closed)


def _page(laureate: Laureate, diagnostic: Diagnostic, form: BaseForm) -> tuple[str, int] | Response:
    others = queries.diagnostics_of(diagnostic.period_id)
    initials = queries.initial_diagnostics(laureate.id, up_to_period=diagnostic.period.number)
    initial = rules.latest(initials[-1:]) if diagnostic.kind is not DiagnosticKind.INITIAL else None
    compared = queries.diagnostic_for(laureate.id, initial.id) if initial else None
    ratings = rules.in_order(diagnostic.ratings)
    may_open = not refusal_of(operations.open_diagnostic, laureate, clock.today())
    return render_form(
        "diagnostic/show.html",
        form,
        laureate=laureate,
        diagnostic=diagnostic,
        others=others,
        is_last=rules.latest(others, diagnostic.kind) is diagnostic,
        closed=refusal_of(operations.fill_diagnostic, diagnostic, clock.today()),
        openable=rules.openable(others, has_signed_initial=rules.is_signed(initials)) if may_open else [],
        missing=rules.unrated(diagnostic),
        may_sign=rules.can_sign(diagnostic, current_user.role),
        axes=[(axis, [rating for rating in ratings if rating.dimension.axis is axis]) for axis in Axis],
        changes=rules.change_since(rules.levels(compared), rules.levels(diagnostic)) if compared else None,
        level_labels=LEVEL_LABELS,
        chart=_chart(diagnostic, compared),
    )


def _chart(diagnostic: Diagnostic, compared: Diagnostic | None) -> Any:
    ratings = rules.in_order(diagnostic.ratings)
    series = [
        Series("Aujourd’hui", [rating.level for rating in ratings], "now"),
        Series("Cible à douze mois", [rating.target for rating in ratings], "target"),
    ]
    if compared is not None:
        before = rules.levels(compared)
        first = Series("Diagnostic initial", [before.get(r.dimension.code) for r in ratings], "before")
        series.insert(0, first)
    return radar([rating.dimension.label for rating in ratings], series)


def _two(first: Diagnostic, last: Diagnostic) -> Any:
    ratings, before = rules.in_order(last.ratings), rules.levels(first)
    series = [
        Series(first.kind.label, [before.get(rating.dimension.code) for rating in ratings], "before"),
        Series(last.kind.label, [rating.level for rating in ratings], "now"),
    ]
    return radar([rating.dimension.label for rating in ratings], series)
