from typing import Any

from flask import flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import queries as aids
from aic_tracker.aid import rules as aid_rules
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.db import db
from aic_tracker.formats import date_plain
from aic_tracker.funding import dossier, operations, queries
from aic_tracker.funding.forms import DecisionForm
from aic_tracker.funding.models import TrancheStatus
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.web.forms import render_form


@bp.get("/laureats/<slug>/comites")
@requires(Permission.READ_AID)
def committees(laureate: Laureate) -> Any:
    form = DecisionForm(formdata=None, decided_on=clock.today())
    return _page(laureate, shown_period(laureate, clock.today()), form)


@bp.post("/laureats/<slug>/comites")
@requires(Permission.DECIDE_AID)
def decide(laureate: Laureate) -> Any:
    period = shown_period(laureate, clock.today())
    form = DecisionForm()
    _offer_meetings(form, period)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.decide(laureate, period, actor=current_user, now=clock.now(), **form.values())
            db.session.commit()
            flash("Décision du comité enregistrée.")
            return redirect(url_for("funding.committees", slug=laureate.slug), 303)
    return _page(laureate, period, form)


def _offer_meetings(form: DecisionForm, period: SupportPeriod | None) -> None:
    meetings = checkpoints.committees_held(period) if period else []
    form.checkpoint.options = [
        (meeting, f"{meeting.kind.label} du {date_plain(paris_day(meeting.starts_at))}") for meeting in meetings
    ]


def _page(laureate: Laureate, period: SupportPeriod | None, form: Any) -> Any:
    _offer_meetings(form, period)
    today = clock.today()
    ledger = aids.ledger_of(laureate.organisation)
    reserved = queries.reserved(ledger) if ledger.is_concerned else []
    terms = aids.terms()
    return render_form(
        "funding/committees.html",
        form,
        laureate=laureate,
        period=period,
        file=dossier.file_of(period, today) if period else None,
        balance=aid_rules.balance(ledger.movements, aid_rules.CEILED[0], today, terms, reserved),
        is_concerned=ledger.is_concerned,
        decisions=queries.decisions_of(laureate),
        grants=queries.grants_of(laureate),
        Status=TrancheStatus,
        today=today,
    )
