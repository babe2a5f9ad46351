"""The files of a laureate, of its points and of its assignments: list, attach, download, remove."""

from typing import Any

from flask import abort, flash, redirect, send_file, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.checkpoints import queries as points
from aic_tracker.db import db
from aic_tracker.diagnostic.queries import diagnostics_of
from aic_tracker.diagnostic.rules import latest
from aic_tracker.documents import operations, queries, rules, storage
from aic_tracker.documents.forms import AttachForm
from aic_tracker.documents.models import Document, Holder
from aic_tracker.documents.views.common import bp
from aic_tracker.expertise import queries as assignments
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap.queries import has_roadmap
from aic_tracker.web.forms import BaseForm, render_form
from aic_tracker.web.security import accepts_body_of

# The file and the form around it; slightly larger ones are answered by the form, in its own words.
LARGEST_BODY = rules.LARGEST + 2 * 1024 * 1024
# Whatever a file holds, a browser that opened it would run nothing of it.
SANDBOX = "default-src 'none'; sandbox"


@bp.get("/laureats/<slug>/documents")
@requires(Permission.READ_LAUREATE)
def index(laureate: Laureate) -> Any:
    return _index(laureate, AttachForm(formdata=None))


@bp.post("/laureats/<slug>/documents")
@requires(Permission.ADD_DOCUMENTS)
@accepts_body_of(LARGEST_BODY)
def attach_to_laureate(laureate: Laureate) -> Any:
    form = AttachForm()
    return _attach(laureate, laureate, form, url_for(".index", slug=laureate.slug)) or _index(laureate, form)


@bp.route("/laureats/<slug>/points/<int:number>/documents", methods=["GET", "POST"])
@requires(Permission.ADD_DOCUMENTS)
@accepts_body_of(LARGEST_BODY)
def attach_to_point(laureate: Laureate, number: int) -> Any:
    point = points.point(laureate.id, number) or abort(404)
    back = url_for("checkpoints.show", slug=laureate.slug, number=number)
    form = AttachForm()
    return _attach(laureate, point, form, back) or _page(laureate, form, f"Point n° {number}", back)


@bp.route("/laureats/<slug>/appuis/<int:assignment_id>/documents", methods=["GET", "POST"])
@requires(Permission.ADD_ASSIGNMENT_DOCUMENTS)
@accepts_body_of(LARGEST_BODY)
def attach_to_assignment(laureate: Laureate, assignment_id: int) -> Any:
    assignment = assignments.assignment_of(laureate, assignment_id, current_user) or abort(404)
    back = url_for("assignments.show", slug=laureate.slug, assignment_id=assignment_id)
    form = AttachForm()
    return _attach(laureate, assignment, form, back) or _page(laureate, form, assignment.title, back)


@bp.get("/laureats/<slug>/documents/<int:document_id>")
@requires(Permission.READ_LAUREATE)
def download(laureate: Laureate, document_id: int) -> Any:
    document = _find(laureate, document_id)
    file = storage.path_of(document.stored_name)
    if not file.is_file():
        abort(404)
    answer = send_file(
        file,
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.filename,
        etag=document.sha256,
        last_modified=document.added_at,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.route("/laureats/<slug>/documents/<int:document_id>/retirer", methods=["GET", "POST"])
@requires(Permission.READ_LAUREATE)
def remove(laureate: Laureate, document_id: int) -> Any:
    document = _find(laureate, document_id)
    if not rules.may_remove(document, current_user):
        abort(403)
    form, back = BaseForm(), _home(laureate, document)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.remove(document, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Document retiré.")
            return redirect(back, 303)
    return render_form("documents/remove.html", form, laureate=laureate, document=document, back=back)


def _attach(laureate: Laureate, to: Any, form: AttachForm, back: str) -> Any:
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            chosen = form.file.data
            operations.attach(
                laureate,
                to,
                actor=current_user,
                now=clock.now(),
                filename=chosen.filename,
                content=chosen.content,
            )
            db.session.commit()
            flash("Document joint.")
            return redirect(back, 303)
    return None


def _index(laureate: Laureate, form: AttachForm) -> Any:
    documents = queries.documents_of(laureate.id, current_user)
    period = shown_period(laureate, clock.today())
    return render_form(
        "documents/index.html",
        form,
        laureate=laureate,
        documents=[document for document in documents if document.removed_at is None],
        removed=[document for document in documents if document.removed_at is not None],
        numbers=points.numbers_of_points(laureate.id),
        titles=assignments.titles(laureate.id),
        closed_points=points.closed_points(laureate.id),
        roadmap=period is not None and has_roadmap(period.id),
        diagnostic=latest(diagnostics_of(period.id)) if period else None,
        may_remove=rules.may_remove,
        Holder=Holder,
    )


def _page(laureate: Laureate, form: AttachForm, place: str, back: str) -> Any:
    return render_form("documents/attach.html", form, laureate=laureate, place=place, back=back)


def _find(laureate: Laureate, document_id: int) -> Document:
    return queries.document_of(laureate.id, document_id, current_user) or abort(404)


def _home(laureate: Laureate, document: Document) -> str:
    """The page of what the file is attached to."""
    if document.holder is Holder.CHECKPOINT:
        number = points.numbers_of_points(laureate.id).get(document.holder_id)
        return url_for("checkpoints.show", slug=laureate.slug, number=number)
    if document.holder is Holder.ASSIGNMENT:
        return url_for("assignments.show", slug=laureate.slug, assignment_id=document.holder_id)
    return url_for(".index", slug=laureate.slug)


@bp.app_template_global()
def attachments(holder: str, holder_id: int) -> list[dict[str, Any]]:
    """For the pages of points and assignments: what is attached there, and whether the reader may remove it."""
    return [
        {"document": document, "may_remove": rules.may_remove(document, current_user)}
        for document in queries.attached_to(Holder(holder), holder_id)
    ]
