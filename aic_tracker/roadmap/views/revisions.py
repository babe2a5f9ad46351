"""The versions of a roadmap: their list, one of them, the difference between any two."""

from types import SimpleNamespace
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.laureates.models import Axis, Laureate, SupportPeriod
from aic_tracker.roadmap import queries
from aic_tracker.roadmap.forms import CompareForm
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Revision, Roadmap
from aic_tracker.roadmap.revisions import queries as kept
from aic_tracker.roadmap.revisions import rules as revisions
from aic_tracker.roadmap.revisions import words
from aic_tracker.roadmap.views.common import bp, home

NOW = "maintenant"


@bp.get("/laureats/<slug>/feuille-de-route/versions")
@requires(Permission.READ_LAUREATE)
def versions(laureate: Laureate) -> Any:
    period, roadmap = _roadmap(laureate)
    rows = kept.revisions_of(roadmap.id)
    form = CompareForm(old=str(rows[min(1, len(rows) - 1)].number) if rows else None, new=NOW)
    choices = [(str(row.number), f"Version {row.number} — {row.reason}") for row in rows]
    form.old.options, form.new.options = choices, [(NOW, "Maintenant"), *choices]
    return render_template(
        "roadmap/versions.html",
        laureate=laureate,
        period=period,
        revisions=rows,
        form=form,
        accompagnement=_asked(laureate, period),
        back=home(laureate, period),
    )


@bp.get("/laureats/<slug>/feuille-de-route/versions/comparer")
@requires(Permission.READ_LAUREATE)
def compare(laureate: Laureate) -> Any:
    """Where the form of the list leads."""
    period, _ = _roadmap(laureate)
    old, new = request.args.get("old", ""), request.args.get("new", "")
    if not _is_number(old) or not (new == NOW or _is_number(new)):
        return redirect(url_for("roadmap.versions", slug=laureate.slug, accompagnement=_asked(laureate, period)), 303)
    if new != NOW and int(new) < int(old):
        old, new = new, old
    return redirect(_difference_url(laureate, period, int(old), new), 303)


@bp.get("/laureats/<slug>/feuille-de-route/versions/<int:number>")
@requires(Permission.READ_LAUREATE)
def version(laureate: Laureate, number: int) -> Any:
    period, roadmap = _roadmap(laureate)
    row = _found(roadmap, number)
    standing = {str(o.id): o for p in roadmap.priorities for o in p.objectives}
    return render_template(
        "roadmap/version.html",
        laureate=laureate,
        period=period,
        revision=row,
        priorities=revisions.in_order(row.content),
        reworded={
            key
            for key, o in standing.items()
            if _wording(row, key) not in (None, {name: getattr(o, name) for name in Objective.WORDING})
        },
        statuses=ObjectiveStatus,
        axes=Axis,
        accompagnement=_asked(laureate, period),
        back=home(laureate, period),
    )


@bp.get("/laureats/<slug>/feuille-de-route/versions/<int:old>/<int:new>")
@requires(Permission.READ_LAUREATE)
def difference(laureate: Laureate, old: int, new: int) -> Any:
    period, roadmap = _roadmap(laureate)
    first, last = _found(roadmap, min(old, new)), _found(roadmap, max(old, new))
    return _difference(laureate, period, first, last.content, f"la version {last.number}", last)


@bp.get("/laureats/<slug>/feuille-de-route/versions/<int:old>/maintenant")
@requires(Permission.READ_LAUREATE)
def difference_with_now(laureate: Laureate, old: int) -> Any:
    period, roadmap = _roadmap(laureate)
    return _difference(laureate, period, _found(roadmap, old), revisions.snapshot(roadmap), "maintenant", None)


def earlier_wording(row: Objective) -> tuple[int | None, Any]:
    """What an edit of the objective starts from: with `?reprendre=3`, the texts of revision 3."""
    asked = request.args.get("reprendre", "")
    if not _is_number(asked):
        return None, row
    said = _wording(_found(row.priority.roadmap, int(asked)), str(row.id)) or abort(404)
    values = {name: getattr(row, name) for name in ("due_on", "owner", "baseline", "target", "version")}
    return int(asked), SimpleNamespace(**values, **said)


def _difference(
    laureate: Laureate, period: SupportPeriod, old: Revision, content: revisions.Snapshot, until: str, new: Any
) -> Any:
    items = words.items_between(old.content, content)
    return render_template(
        "roadmap/difference.html",
        laureate=laureate,
        period=period,
        old=old,
        new=new,
        until=until,
        items=items,
        accompagnement=_asked(laureate, period),
        back=home(laureate, period),
    )


def _difference_url(laureate: Laureate, period: SupportPeriod, old: int, new: str) -> str:
    values: dict[str, Any] = {"slug": laureate.slug, "old": old, "accompagnement": _asked(laureate, period)}
    if new == NOW:
        return url_for("roadmap.difference_with_now", **values)
    return url_for("roadmap.difference", new=int(new), **values)


def _roadmap(laureate: Laureate) -> tuple[SupportPeriod, Roadmap]:
    period = shown_period(laureate, clock.today()) or abort(404)
    return period, queries.roadmap_of(period.id) or abort(404)


def _found(roadmap: Roadmap, number: int) -> Revision:
    return kept.revision(roadmap.id, number) or abort(404)


def _wording(revision: Revision, key: str) -> dict[str, str] | None:
    values = revision.content["objectives"].get(key)
    return None if values is None else {name: values.get(name, "") for name in Objective.WORDING}


def _asked(laureate: Laureate, period: SupportPeriod) -> int | None:
    return period.number if len(laureate.periods) > 1 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
