from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import flash, g, redirect, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import nace, particulars, queries, undertakings
from aic_tracker.db import db
from aic_tracker.funding.forms import ActivityForm, CarrierForm, LinkForm, UnlinkForm
from aic_tracker.funding.forms.papers import ProfileForm
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.forms import BaseForm, render_form


@bp.route("/laureats/<slug>/aides/structure", methods=["GET", "POST"])
@requires(Permission.QUALIFY_ORGANISATION)
def profile(laureate: Laureate) -> Any:
    form = ProfileForm(obj=queries.ledger_of(laureate.organisation).profile)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            particulars.set_sector(laureate, laureate.organisation, actor=current_user, **form.values())
            db.session.commit()
            flash("Secteur de la structure enregistré.")
            return _to_ledger(laureate)
    return _page(laureate, form)


@bp.post("/laureats/<slug>/aides/structure/activite")
@requires(Permission.QUALIFY_ORGANISATION)
def state_activity(laureate: Laureate) -> Any:
    form = _asked(ActivityForm(prefix="activite-"))
    if form.validate_on_submit():
        with form.reporting_domain_errors(), _showing_the_sum():
            undertakings.state_activity(laureate, laureate.organisation, today=clock.today(), **_given(form))
            db.session.commit()
            flash("Activité de la structure enregistrée.")
            return _to_ledger(laureate)
    return _page(laureate, form)


@bp.post("/laureats/<slug>/aides/structure/lier")
@requires(Permission.QUALIFY_ORGANISATION)
def link(laureate: Laureate) -> Any:
    form = _link_form(laureate)
    if form.validate_on_submit():
        with form.reporting_domain_errors(), _showing_the_sum():
            undertakings.link(laureate, laureate.organisation, today=clock.today(), **_given(form))
            db.session.commit()
            flash("Structures liées : leurs aides s’additionnent.")
            return _to_ledger(laureate)
    return _page(laureate, form)


@bp.post("/laureats/<slug>/aides/structure/delier")
@requires(Permission.QUALIFY_ORGANISATION)
def unlink(laureate: Laureate) -> Any:
    form = _asked(UnlinkForm(prefix="delier-"))
    if form.validate_on_submit():
        with form.reporting_domain_errors(), _showing_the_sum():
            undertakings.unlink(laureate, laureate.organisation, **_given(form))
            db.session.commit()
            flash("Structure déliée : seules ses propres aides comptent.")
            return _to_ledger(laureate)
    return _page(laureate, form)


@bp.route("/laureats/<slug>/aides/structure/changer", methods=["GET", "POST"])
@requires(Permission.DECIDE_AID)
def change_carrier(laureate: Laureate) -> Any:
    form = CarrierForm()
    others = [one for one in laureates.organisations() if one.id != laureate.organisation_id]
    form.organisation.options = [(one, one.name) for one in others]
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            given: dict[str, Any] = {"decides": can("DECIDE_AID"), "actor": current_user, "today": clock.today()}
            undertakings.change_carrier(laureate, **given, **form.values())
            db.session.commit()
            flash("Structure porteuse changée : les aides à venir comptent pour elle.")
            return _to_ledger(laureate)
    ledger = queries.ledger_of(laureate.organisation)
    return render_form("funding/change_carrier.html", form, laureate=laureate, ledger=ledger)


def _asked(form: Any) -> Any:
    """The direction alone gives a reason."""
    if not can("DECIDE_AID"):
        del form.reason
    return form


def _given(form: UnlinkForm) -> Any:
    return {"reason": "", **form.values(), "decides": can("DECIDE_AID"), "actor": current_user}


@contextmanager
def _showing_the_sum() -> Iterator[None]:
    """Keep the sum of a refused change for the page that answers."""
    try:
        yield
    except undertakings.NeedsDirection as refusal:
        g.refused_sum = refusal.assessment
        raise


def _link_form(laureate: Laureate, **values: Any) -> Any:
    ledger = queries.ledger_of(laureate.organisation)
    form = _asked(LinkForm(prefix="lien-", **values))
    form.other.options = queries.organisations_to_link(ledger)
    if ledger.undertaking and not form.is_submitted():
        form.name.data = ledger.undertaking.name
    return form


def _page(laureate: Laureate, form: BaseForm) -> Any:
    ledger = queries.ledger_of(laureate.organisation)
    blank = [
        ProfileForm(formdata=None, obj=ledger.profile),
        _asked(ActivityForm(formdata=None, prefix="activite-", is_undertaking=ledger.is_concerned)),
        _link_form(laureate, formdata=None),
        _asked(UnlinkForm(formdata=None, prefix="delier-")),
    ]
    # The form sent is shown as it was typed, the others as things stand.
    sector, activity, link_form, unlink_form = (form if type(form) is type(one) else one for one in blank)
    return render_form(
        "funding/profile.html",
        form,
        laureate=laureate,
        ledger=ledger,
        nace_label=nace.label_of,
        profile_form=sector,
        activity_form=activity,
        link_form=link_form,
        unlink_form=unlink_form,
        refused_sum=g.get("refused_sum"),
    )


def _to_ledger(laureate: Laureate) -> Any:
    return redirect(url_for("funding.ledger", slug=laureate.slug), 303)
