"""What a laureate agrees to show on its public page; the team sees it, and takes it back when it is asked to."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.db import db
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.message import absolute_url
from aic_tracker.opendata import commons, consents, publiccode, queries
from aic_tracker.opendata.models import Block
from aic_tracker.opendata.views.common import KEPT_MINUTES, bp
from aic_tracker.web.forms import BaseForm, render_form

# In addresses, French.
BLOCKS = {
    "objectifs": Block.OBJECTIVES,
    "engagements": Block.COMMITMENTS,
    "partenariats": Block.PARTNERSHIPS,
}


@bp.get("/laureats/<slug>/page-publique")
@requires(Permission.READ_CONSENTS)
def public_page(laureate: Laureate) -> Any:
    return _page(laureate, BaseForm(formdata=None))


@bp.get("/laureats/<slug>/page-publique/publiccode.yml")
@requires(Permission.READ_CONSENTS)
def publiccode_draft(laureate: Laureate) -> Response:
    funder, page = config.current().funding.authority, absolute_url(f"/communs/{laureate.slug}")
    headers = {"Content-Disposition": 'attachment; filename="publiccode.yml"'}
    return Response(publiccode.draft(laureate, funder=funder, page=page), headers=headers, mimetype="application/yaml")


@bp.post("/laureats/<slug>/page-publique/<block>/accepter")
@requires(Permission.GIVE_CONSENT)
def give_consent(laureate: Laureate, block: str) -> Any:
    return _done(laureate, block, consents.give, "« {} » : accord enregistré.")


@bp.post("/laureats/<slug>/page-publique/<block>/retirer")
@requires(Permission.WITHDRAW_CONSENT)
def withdraw_consent(laureate: Laureate, block: str) -> Any:
    return _done(laureate, block, consents.withdraw, "« {} » : accord retiré.")


def _done(laureate: Laureate, word: str, operation: Callable[..., None], said: str) -> Any:
    block = BLOCKS.get(word) or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        operation(laureate, block, actor=current_user, now=clock.now())
        db.session.commit()
        flash(said.format(block.label))
        return redirect(url_for("opendata.public_page", slug=laureate.slug, _anchor=word), 303)
    return _page(laureate, form)


def _page(laureate: Laureate, form: BaseForm) -> Any:
    kept = consents.history(laureate.id)
    return render_form(
        "opendata/consents.html",
        form,
        laureate=laureate,
        is_open=queries.is_open(),
        is_there=laureates.begun_with_slug(laureate.slug, clock.today()) is not None,
        blocks=[(block, word) for word, block in BLOCKS.items()],
        held={consent.block: consent for consent in reversed(kept) if consent.withdrawn_at is None},
        history=kept,
        results=commons.results(laureate),
        minutes=KEPT_MINUTES,
    )
