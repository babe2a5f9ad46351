"""What the law's papers lack, said once each, and where it is completed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.aid import particulars, queries, register_lines
from aic_tracker.aid.papers import INSTRUMENTS, Place
from aic_tracker.aid.register_lines import RegisterLine
from aic_tracker.db import db
from aic_tracker.funding.forms.papers import CompleteForm
from aic_tracker.funding.views.common import bp
from aic_tracker.laureates.models import Laureate
from aic_tracker.web.forms import render_form


class Missing(NamedTuple):
    """One thing to complete, once, with the aids that wait for it."""

    says: str
    of: str
    url: str | None
    lines: list[RegisterLine]


@bp.get("/aides/registre/manques")
@requires(Permission.READ_REGISTER)
def incomplete() -> Any:
    lines = register_lines.incomplete(clock.today())
    return render_template("funding/incomplete.html", missing=_missing(lines), count=len(lines))


def _missing(lines: Iterable[RegisterLine]) -> list[Missing]:
    """What an organisation or the settings lack is one thing, however many aids wait for it."""
    found: dict[tuple[Any, ...], Missing] = {}
    for line in lines:
        for gap in line.gaps:
            own: Any = line.aid.organisation_id if gap.place in (Place.ORGANISATION, Place.SECTOR) else line.aid.id
            key = (gap, None if gap.place is Place.SETTINGS else own)
            said = Missing(gap.says, _of(gap.place, line), _url(gap.place, line), [])
            found.setdefault(key, said).lines.append(line)
    return list(found.values())


def _of(place: Place, line: RegisterLine) -> str:
    if place is Place.SETTINGS:
        return "Réglages du serveur ([funding] authority_siret)"
    return line.facts.beneficiary if place in (Place.ORGANISATION, Place.SECTOR) else f"Aide {line.facts.number}"


def _url(place: Place, line: RegisterLine) -> str | None:
    """The page where the reader may complete it."""
    laureate = line.aid.laureate
    if laureate is None or place is Place.SETTINGS:
        return None
    if place is Place.ORGANISATION:
        # The page of a project is that of the organisation that carries it today.
        edits = can("EDIT_LAUREATE") and laureate.organisation_id == line.aid.organisation_id
        return url_for("laureates.edit_organisation", slug=laureate.slug) if edits else None
    if place is Place.SECTOR:
        is_carried = laureate.organisation_id == line.aid.organisation_id
        return url_for("funding.profile", slug=laureate.slug) if is_carried else None
    where = "funding.specify_regime" if place is Place.REGIME else "funding.complete"
    return url_for(where, slug=laureate.slug, aid_id=line.aid.id)


@bp.route("/laureats/<slug>/aides/<int:aid_id>/completer", methods=["GET", "POST"])
@requires(Permission.QUALIFY_ORGANISATION)
def complete(laureate: Laureate, aid_id: int) -> Any:
    """Of an aid that the programme gave to this project, whoever carries it today."""
    aid = queries.aid_given(laureate.id, aid_id) or abort(404)
    form = CompleteForm(
        instrument=INSTRUMENTS.get(aid.instrument),
        authority_siret=aid.authority_siret or None,
        funder=aid.funder,
        funder_siret=aid.funder_siret or None,
    )
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            particulars.complete(aid, actor=current_user, **form.values())
            db.session.commit()
            flash("Aide complétée.")
            return redirect(url_for("funding.incomplete"), 303)
    return render_form("funding/complete.html", form, laureate=laureate, aid=aid)
