"""The sources with their last pass, the matching of questions, and the dossiers that were read."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission, can
from aic_tracker.db import db
from aic_tracker.documents import storage
from aic_tracker.errors import DomainError
from aic_tracker.imports.kinds import offered
from aic_tracker.onboarding import queries as onboarding
from aic_tracker.outgoing.service import ServiceFault
from aic_tracker.sources import forms, operations, passes, queries, rules
from aic_tracker.sources.grist import importing
from aic_tracker.sources.models import Dossier, SourceKind
from aic_tracker.sources.tables import DOSSIERS
from aic_tracker.web import paging
from aic_tracker.web.exports import each_of, exported
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("sources", __name__)

SANDBOX = "sandbox; default-src 'none'"


@bp.get("/sources")
@requires(Permission.READ_SOURCES)
def index() -> Any:
    known = queries.all_sources()
    return render_template(
        "sources/index.html",
        sources=[(kind, rules.NAMES[kind], known.get(kind), passes.is_set(kind)) for kind in passes.SET],
        dossiers=queries.count_dossiers(),
        settings=config.current(),
        kinds=offered(current_user) if can(current_user, Permission.CREATE_LAUREATE) else [],
    )


@bp.post("/sources/grist/importer/<kind_key>")
@requires(Permission.CREATE_LAUREATE)
def take_table(kind_key: str) -> Any:
    """The rows of the table, as they are now, become an import to be gone on with."""
    found = next((one for one in offered(current_user) if one.key == kind_key), None)
    if found is None or not passes.is_set(SourceKind.GRIST):
        abort(404)
    if BaseForm().validate_on_submit():
        db.session.commit()  # nothing is held while the service is waited for
        try:
            received = importing.receive(found, actor=current_user, now=clock.now())
        except (ServiceFault, DomainError) as fault:
            db.session.rollback()
            flash(f"La table n’a pas pu être importée. {fault}", "error")
        else:
            db.session.commit()
            return redirect(url_for("imports.show", import_id=received.id), 303)
    return redirect(url_for("sources.index"), 303)


@bp.post("/sources/<kind>/essayer")
@requires(Permission.MANAGE_SOURCES)
def attempt(kind: str) -> Any:
    found = _kind(kind)
    if BaseForm().validate_on_submit():
        db.session.commit()  # nothing is held while the service is waited for
        for _ in passes.passing(found, clock.now()):
            db.session.commit()
        source = queries.known_source(found)
        if source is None or source.problem:
            flash("Le passage a échoué : la raison est écrite ci-dessous.", "error")
        else:
            flash("Le passage a réussi.")
    return redirect(url_for("sources.index"), 303)


def _kind(kind: str) -> SourceKind:
    found = next((known for known in passes.SET if known.value == kind), None)
    if found is None or not passes.is_set(found):
        abort(404)
    return found


@bp.route("/sources/demarche/correspondances", methods=["GET", "POST"])
@requires(Permission.MANAGE_SOURCES)
def match() -> Any:
    source = queries.known_source(SourceKind.DEMARCHE)
    questions = source.questions if source else []
    matching = (source.matching or rules.guessed(questions)) if source else {}
    form = forms.matching_form(questions, matching)
    if form.validate_on_submit() and source and questions:
        with form.reporting_domain_errors():
            operations.match(source, forms.chosen(form, questions), actor=current_user)
            db.session.commit()
            flash("Correspondances enregistrées.")
            return redirect(url_for("sources.index"), 303)
    return render_form("sources/match.html", form, questions=questions)


@bp.get("/dossiers")
@requires(Permission.READ_DOSSIERS)
def dossiers() -> Any:
    filters = forms.DossierFilters()
    statement = queries.dossiers(state=filters.chosen()["state"])
    if file := exported(DOSSIERS, lambda: each_of(statement)):
        return file
    page = paging.paginate(statement)
    return render_template(
        "sources/dossiers.html",
        filters_form=filters,
        page=page,
        to_report=[(dossier, rules.to_report(dossier)) for dossier in queries.to_report()],
        reasons=rules.REASONS,
    )


@bp.get("/dossiers/<int:number>")
@requires(Permission.READ_DOSSIERS)
def dossier(number: int) -> Any:
    found = _dossier(number)
    said = [(answer["label"], rules.words_of(answer.get("value")) or answer["text"]) for answer in found.answers]
    notes = [(answer["label"], rules.words_of(answer.get("value")) or answer["text"]) for answer in found.annotations]
    return render_template(
        "sources/dossier.html", dossier=found, said=said, notes=notes, reasons=rules.REASONS, file_size=rules.file_size
    )


@bp.get("/dossiers/<int:number>/fichiers/<int:file_id>")
@requires(Permission.READ_DOSSIERS)
def file(number: int, file_id: int) -> Any:
    found = queries.file_of(number, file_id)
    if found is None or not found.stored_name or not storage.path_of(found.stored_name).is_file():
        abort(404)
    # Whatever it claims to be: it is saved, never shown.
    answer = send_file(
        storage.path_of(found.stored_name),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.filename,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/dossiers/<int:number>/reprendre", methods=["GET", "POST"])
@requires(Permission.CREATE_LAUREATE)
def take(number: int) -> Any:
    found, draft = _dossier(number), onboarding.draft_of(current_user)
    source = queries.known_source(SourceKind.DEMARCHE)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            matching = source.matching if source else {}
            operations.take(found, matching, draft, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Le dossier a rempli un nouveau lauréat : relisez chaque étape.")
            return redirect(url_for("onboarding.organisation"), 303)
    return render_form("sources/take.html", form, dossier=found, has_draft=draft is not None)


def _dossier(number: int) -> Dossier:
    return queries.dossier_numbered(number) or abort(404)
