"""A roadmap takes from the catalogue, and gives to it."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.catalogue import operations, queries, rules
from aic_tracker.catalogue.forms import EntryForm, ProposalFilter, ProposalForm
from aic_tracker.catalogue.taking import TakenOut, take
from aic_tracker.catalogue.views.common import bp
from aic_tracker.db import db
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.formats import date_plain, plural
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import queries as roadmaps
from aic_tracker.roadmap.models import Roadmap
from aic_tracker.typography import spaced
from aic_tracker.web.forms import render_form

# On one page; a search or a dimension finds the others.
MOST_SHOWN = 60


@bp.route("/laureats/<slug>/feuille-de-route/catalogue", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def propose(laureate: Laureate) -> Any:
    period = shown_period(laureate, clock.today()) or abort(404)
    roadmap = roadmaps.roadmap_of(period.id) or abort(404)
    asked = ProposalFilter()
    chosen = asked.chosen()
    found = _proposals(laureate, period, **chosen)
    form = _form(roadmap, found[:MOST_SHOWN])
    form.closed = refusal_of(operations.add_to_roadmap, roadmap, clock.today())
    if form.validate_on_submit():
        if not form.entries:
            form.refuse("Cochez au moins un objectif.", field="needed" if form.needed.options else "others")
        else:
            with form.reporting_domain_errors():
                values: dict[str, Any] = {"entries": form.entries, "priority": form.priority.data}
                added = operations.add_to_roadmap(roadmap, laureate, actor=current_user, now=clock.now(), **values)
                db.session.commit()
                flash(
                    f"{plural(len(form.entries), 'objectif')} du catalogue : dites qui en répond et ce qui se mesure."
                )
                return redirect(_home(laureate, period, f"priorite-{added.id}"), 303)
    return render_form(
        "catalogue/propose.html",
        form,
        laureate=laureate,
        period=period,
        asked=asked,
        left_out=max(0, len(found) - MOST_SHOWN),
        is_filtered=any(chosen.values()),
        is_empty=queries.is_empty(),
        back=_home(laureate, period),
    )


def _proposals(laureate: Laureate, period: SupportPeriod, *, q: str, dimension: str | None) -> list[rules.Proposal]:
    diagnostic = diagnostics.last_opened(laureate.id, up_to_period=period.number)
    ratings = {rating.dimension.code: rating for rating in diagnostic.ratings} if diagnostic else {}
    return rules.proposals(
        queries.offered(search=q, dimension=dimension),
        ratings,
        period=period,
        today=clock.today(),
        without=queries.used_in(period.id),
    )


def _form(roadmap: Roadmap, found: list[rules.Proposal]) -> ProposalForm:
    form = ProposalForm()
    form.needed.options = [(one.entry, (one.entry.title, _hint(one))) for one in found if one.is_needed]
    form.others.options = [(one.entry, (one.entry.title, _hint(one))) for one in found if not one.is_needed]
    new = rules.new_priorities([one.entry for one in found], roadmap.priorities)
    form.priority.options = [
        *((priority, f"{priority.axis.label} — {priority.title}") for priority in roadmap.priorities),
        *((one, f"Nouvelle priorité : {one.axis.label} — {one.title}") for one in new),
    ]
    return form


def _hint(one: rules.Proposal) -> str:
    """« Gouvernance : besoin fort. Indicateur : … Échéance proposée : 2 juin 2026 (4 mois). »"""
    said = [one.why]
    if one.entry.indicator:
        said.append(f"Indicateur : {one.entry.indicator}")
    if one.due_on:
        said.append(f"Échéance proposée : {date_plain(one.due_on)}")
    return spaced(". ".join(said) + ".")


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/catalogue", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def take_in(laureate: Laureate, objective_id: int) -> Any:
    """What the catalogue would keep of an objective is read, and corrected, before it is saved."""
    if not can("KEEP_CATALOGUE"):
        abort(403)
    objective = roadmaps.objective_for(laureate.id, objective_id) or abort(404)
    taken: TakenOut = take(laureate, objective)
    form = EntryForm(**taken.values)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.add_entry(actor=current_user, **form.values())
            db.session.commit()
            flash("Objectif ajouté au catalogue : il est proposé aux autres projets.")
            return redirect(url_for("catalogue.index"), 303)
    back = url_for("roadmap.objective", slug=laureate.slug, objective_id=objective.id)
    return render_form(
        "catalogue/take_in.html", form, laureate=laureate, objective=objective, left=taken.left, back=back
    )


def _home(laureate: Laureate, period: SupportPeriod, anchor: str | None = None) -> str:
    number = period.number if len(laureate.periods) > 1 else None
    return url_for("roadmap.show", slug=laureate.slug, accompagnement=number, _anchor=anchor)
