"""The declaration of an organisation, asked and signed; the notice of an aid; the documents of both."""

from typing import Any

from flask import Response, abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import declarations, documents, notices, queries, register_lines
from aic_tracker.db import db
from aic_tracker.formats import listed
from aic_tracker.funding.forms.papers import NoticeForm, SignForm
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.files import made
from aic_tracker.web.forms import render_form


@bp.route("/laureats/<slug>/aides/declaration/demander", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AID)
def ask_declaration(laureate: Laureate) -> Any:
    form = NoticeForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            told = declarations.ask(laureate, actor=current_user, now=clock.now())
            db.session.commit()
            flash(f"Déclaration demandée à {listed([one.name for one in told])}." if told else "Demande notée.")
            return redirect(url_for("funding.ledger", slug=laureate.slug), 303)
    return render_form("funding/ask_declaration.html", form, laureate=laureate)


@bp.route("/laureats/<slug>/aides/declaration/signer", methods=["GET", "POST"])
@requires(Permission.DECLARE_AID)
def sign_declaration(laureate: Laureate) -> Any:
    form = SignForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            declarations.sign(
                laureate,
                laureate.organisation,
                signatory=form.signatory.data,
                actor=current_user,
                now=clock.now(),
            )
            db.session.commit()
            flash("Déclaration signée : son document est conservé.")
            return redirect(url_for("funding.ledger", slug=laureate.slug), 303)
    ledger = queries.ledger_of(laureate.organisation)
    return render_form(
        "funding/sign_declaration.html",
        form,
        laureate=laureate,
        received=declarations.received(ledger, clock.today()),
        years=queries.terms().years,
        today=clock.today(),
    )


@bp.get("/laureats/<slug>/aides/declarations/<int:declaration_id>.pdf")
@requires(Permission.READ_AID)
def declaration_document(laureate: Laureate, declaration_id: int) -> Response:
    paper = notices.declaration_paper(laureate.organisation_id, declaration_id) or abort(404)
    day = paper.made_at.date().isoformat()
    return made(paper.content, "application/pdf", f"{laureate.slug}-declaration-minimis-{day}.pdf")


@bp.route("/aides/registre/<int:aid_id>/notifier", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def notify(aid_id: int) -> Any:
    line = register_lines.line(aid_id, clock.today()) or abort(404)
    form = NoticeForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            notices.send(line.aid, line.facts, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Notification envoyée : son document est conservé.")
            return redirect(url_for("funding.register"), 303)
    return render_form("funding/notify.html", form, line=line, sent=notices.latest(aid_id))


@bp.get("/laureats/<slug>/aides/<int:aid_id>/notification.pdf")
@requires(Permission.READ_AID)
def notice_document(laureate: Laureate, aid_id: int) -> Response:
    aid = queries.aid_given(laureate.id, aid_id) or abort(404)
    paper = notices.latest(aid_id) or abort(404)
    return made(paper.content, "application/pdf", documents.notice_name(aid))
