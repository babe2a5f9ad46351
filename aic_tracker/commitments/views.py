from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.commitments import links, operations, queries, rules
from aic_tracker.commitments.forms import CheckForm, EvidenceForm
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.commitments.tables import COMMITMENTS
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("commitments", __name__)

# In addresses, French.
KINDS = {
    "interet-general": CommitmentKind.GENERAL_INTEREST,
    "transparence": CommitmentKind.TRANSPARENCY,
    "donnees-ouvertes": CommitmentKind.OPEN_DATA,
    "licence-libre": CommitmentKind.OPEN_SOURCE,
    "mention": CommitmentKind.MENTION,
    "publication": CommitmentKind.PUBLICATION,
}
SENT, CHECKED = "Preuve envoyée à l’équipe d’accompagnement.", "Constat enregistré."
WORDS = {kind: word for word, kind in KINDS.items()}


@bp.get("/laureats/<slug>/engagements")
@requires(Permission.READ_COMMITMENTS)
def index(laureate: Laureate) -> Any:
    if file := exported(COMMITMENTS, lambda: queries.commitments_of(laureate.id), about=laureate.slug):
        return file
    return _page(laureate, BaseForm(formdata=None))


@bp.route("/laureats/<slug>/engagements/<kind>/preuve", methods=["GET", "POST"])
@requires(Permission.SUBMIT_EVIDENCE)
def submit(laureate: Laureate, kind: str) -> Any:
    commitment = _find(laureate, kind)
    form = EvidenceForm(obj=commitment)
    return _transition(laureate, commitment, form, operations.submit_evidence, SENT, "commitments/submit.html")


@bp.route("/laureats/<slug>/engagements/<kind>/constat", methods=["GET", "POST"])
@requires(Permission.CHECK_COMMITMENTS)
def check(laureate: Laureate, kind: str) -> Any:
    commitment = _find(laureate, kind)
    form = CheckForm(note=commitment.note, version=commitment.version)
    if commitment.checked_on:
        form.state.data = commitment.state
    return _transition(
        laureate, commitment, form, operations.check, CHECKED, "commitments/check.html", today=clock.today()
    )


@bp.post("/laureats/<slug>/engagements/<kind>/lien")
@requires(Permission.CHECK_COMMITMENTS)
def check_link(laureate: Laureate, kind: str) -> Any:
    url = _find(laureate, kind).evidence_url or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        # The site may take its time: no lock is held meanwhile.
        db.session.commit()
        found = links.visit(url)
        with form.reporting_domain_errors():
            operations.note_link(_find(laureate, kind), url, found, actor=current_user, now=clock.now())
            db.session.commit()
            if rules.answers(found.status):
                flash("Le lien répond.")
            else:
                flash("Le lien ne répond pas comme attendu : voyez le détail.", "warning")
            return redirect(_url(laureate, kind), 303)
    return _page(laureate, form)


def _find(laureate: Laureate, kind: str) -> Commitment:
    known = KINDS.get(kind) or abort(404)
    return queries.commitment_of(laureate.id, known, lock=request.method == "POST")


def _url(laureate: Laureate, kind: str) -> str:
    return url_for("commitments.index", slug=laureate.slug, _anchor=kind)


def _transition(
    laureate: Laureate,
    commitment: Any,
    form: Any,
    operation: Callable[..., Any],
    done: str,
    template: str,
    **given: Any,
) -> Any:
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operation(commitment, actor=current_user, **given, **form.values())
            db.session.commit()
            flash(done)
            return redirect(_url(laureate, WORDS[commitment.kind]), 303)
    if form.is_stale:
        return answer_conflict(
            form,
            as_stored(form, commitment),
            version=commitment.version,
            cancel=_url(laureate, WORDS[commitment.kind]),
            laureate=laureate,
            page_title="engagement",
        )
    meaning = rules.MEANINGS[commitment.kind]
    return render_form(template, form, laureate=laureate, commitment=commitment, meaning=meaning)


def _page(laureate: Laureate, form: BaseForm) -> Any:
    commitments = queries.commitments_of(laureate.id)
    return render_form(
        "commitments/index.html",
        form,
        laureate=laureate,
        commitments=commitments,
        settled=rules.settled(commitments),
        meanings=rules.MEANINGS,
        words=WORDS,
        answers=rules.answers,
        State=CommitmentState,
    )
