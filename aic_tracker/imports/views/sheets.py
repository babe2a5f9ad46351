"""The first steps, each kept: the file, its sheet and head, its columns; closing the browser loses nothing."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission, permissions_on
from aic_tracker.access.queries import laureate_for
from aic_tracker.db import db
from aic_tracker.imports import files, matching, operations, queries
from aic_tracker.imports.blank import blank_of
from aic_tracker.imports.cells import column_letters
from aic_tracker.imports.forms import COLUMN, SHARED, FileForm, PlaceForm, StepForm, columns_form, said_once
from aic_tracker.imports.kinds import KINDS, may_take_in, offered
from aic_tracker.imports.kinds.base import Kind
from aic_tracker.imports.models import SheetImport, State
from aic_tracker.imports.views.pages import STEPS, preview, under_way
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.queries import laureate_with_periods
from aic_tracker.laureates.rules import current_period
from aic_tracker.laureates.support import refusal_of
from aic_tracker.paper.xlsx import MEDIA_TYPE
from aic_tracker.roadmap.operations import create_roadmap
from aic_tracker.web.files import made
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("imports", __name__)

UNDER_WAY = "under-way"  # what asks, in the page of a long import, how far it is


@bp.get("/imports")
@requires(Permission.IMPORT_SHEETS)
def index() -> Any:
    kinds = offered(current_user)
    return render_template(
        "imports/index.html", kinds=kinds, imports=queries.imports_of(current_user), titles=_titles(), State=State
    )


@bp.route("/imports/nouveau/<kind_key>", methods=["GET", "POST"])
@requires(Permission.IMPORT_SHEETS)
def upload(kind_key: str) -> Any:
    kind = _kind(kind_key)
    return _receive(kind, None) if not kind.of_a_laureate else abort(404)


@bp.route("/laureats/<slug>/feuille-de-route/importer", methods=["GET", "POST"])
@requires(Permission.EDIT_ROADMAP)
def roadmap(laureate: Laureate) -> Any:
    period = current_period(laureate.periods, clock.today())
    closed = refusal_of(create_roadmap, period, clock.today()) if period else ""
    return _receive(KINDS["feuille-de-route"], laureate, closed)


@bp.route("/laureats/<slug>/aides/importer", methods=["GET", "POST"])
@requires(Permission.DECLARE_AID)
def aids(laureate: Laureate) -> Any:
    return _receive(KINDS["aides"], laureate)


def _receive(kind: Kind, laureate: Laureate | None, closed: str = "") -> Any:
    form = FileForm()
    form.closed = closed
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            received = operations.receive(
                kind,
                filename=form.file.data.filename,
                content=form.file.data.content,
                actor=current_user,
                now=clock.now(),
                laureate=laureate,
            )
            db.session.commit()
            return redirect(url_for("imports.show", import_id=received.id), 303)
    return render_form("imports/upload.html", form, kind=kind, steps=STEPS)


@bp.get("/imports/modele/<kind_key>.xlsx")
@requires(Permission.IMPORT_SHEETS)
def template(kind_key: str) -> Any:
    kind = _kind(kind_key)
    return made(blank_of(kind, at=clock.now()), MEDIA_TYPE, f"modele-{kind.key}.xlsx")


@bp.get("/imports/<int:import_id>")
@requires(Permission.IMPORT_SHEETS)
def show(import_id: int) -> Any:
    received = found(import_id)
    if request.headers.get("HX-Target") == UNDER_WAY and received.state not in queries.UNDER_WAY:
        return "", {"HX-Refresh": "true"}  # it came to its end
    if received.state is State.COLUMNS or (received.state is State.READY and "colonnes" in request.args):
        return _columns_page(received)
    if received.state is State.READING:
        return render_template("imports/reading.html", received=received, kind=KINDS[received.kind], steps=STEPS)
    if received.state in queries.UNDER_WAY:
        return under_way(received)
    return preview(received, StepForm(data={"version": received.version}))


@bp.post("/imports/<int:import_id>/feuille")
@requires(Permission.IMPORT_SHEETS)
def place(import_id: int) -> Any:
    received = found(import_id, locked=True)
    form = _place_form(received)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.choose_place(received, sheet=form.sheet.data or "", head=form.head.data - 1, now=clock.now())
            db.session.commit()
            return redirect(url_for("imports.show", import_id=import_id, colonnes=1), 303)
    if form.is_stale:
        return _where_it_is(import_id, form)
    return _columns_page(received, place_form=form)


@bp.post("/imports/<int:import_id>/colonnes")
@requires(Permission.IMPORT_SHEETS)
def columns(import_id: int) -> Any:
    received = found(import_id, locked=True)
    kind, form = KINDS[received.kind], _columns_form(received)
    if form.validate_on_submit() and _shared_is_read(kind, form):
        values = form.values()
        with form.reporting_domain_errors():
            operations.match(
                received,
                places={
                    one.name: values[COLUMN + one.name] for one in kind.fields if values[COLUMN + one.name] is not None
                },
                shared={name: values[SHARED + name] or "" for name in said_once(kind)},
                actor=current_user,
                now=clock.now(),
            )
            db.session.commit()
            return redirect(url_for("imports.show", import_id=import_id), 303)
    if form.is_stale:
        return _where_it_is(import_id, form)
    return _columns_page(received, form=form)


def _where_it_is(import_id: int, form: BaseForm) -> Any:
    """Of an import that went on in another window: its columns are not to be chosen any more."""
    form.flash_refusals()
    return redirect(url_for("imports.show", import_id=import_id), 303)


def _shared_is_read(kind: Kind, form: BaseForm) -> bool:
    for name in kind.shared():
        typed = form[SHARED + name].data
        try:
            if typed:
                kind.field(name).read(typed)
        except ValueError as refusal:
            form.refuse(str(refusal), field=SHARED + name)
    return not form.errors_list()


@bp.post("/imports/<int:import_id>/suite")
@requires(Permission.IMPORT_SHEETS)
def read_on(import_id: int) -> Any:
    received = found(import_id, locked=True)
    form = BaseForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.read_on(received, actor=current_user, now=clock.now())
            db.session.commit()
    return redirect(url_for("imports.show", import_id=import_id), 303)


def _kind(key: str) -> Kind:
    kind = KINDS.get(key)
    if kind is None or not may_take_in(current_user, kind):
        abort(404)
    return kind


def _titles() -> dict[str, str]:
    return {kind.key: kind.title for kind in KINDS.values()}


def found(import_id: int, *, locked: bool = False) -> SheetImport:
    received = queries.import_of(current_user, import_id, locked=locked) if import_id < 2**31 else None
    if received is None or not _may_still(received):
        abort(404)
    return received


def _may_still(received: SheetImport) -> bool:
    """Whether the person may write today what the sheet is made of, in the project that it belongs to."""
    kind = KINDS[received.kind]
    if received.laureate_id is None:
        return may_take_in(current_user, kind)
    laureate = laureate_with_periods(received.laureate_id)
    found = laureate_for(current_user, laureate.slug, clock.today()) if laureate else None
    return found is not None and kind.permission in permissions_on(current_user.role, found[1])


def _table(received: SheetImport) -> files.Table:
    if received.content is None:
        abort(404)
    return files.table_of(received.content, received.sheet)


def _columns_form(received: SheetImport) -> Any:
    columns = matching.columns_of(_table(received).rows, received.head)
    return columns_form(KINDS[received.kind], received, columns)


def _place_form(received: SheetImport) -> PlaceForm:
    form = PlaceForm(data={"sheet": received.sheet, "head": received.head + 1})
    names = files.sheet_names(received.content) if received.content else []
    form.sheet.options = [(name, name) for name in names if name]
    return form


def _columns_page(received: SheetImport, *, form: Any = None, place_form: PlaceForm | None = None) -> Any:
    table = _table(received)
    columns = matching.columns_of(table.rows, received.head)
    kind = KINDS[received.kind]
    page, status = render_form(
        "imports/columns.html",
        form or columns_form(kind, received, columns),
        place_form=place_form or _place_form(received),
        received=received,
        kind=kind,
        columns=[(column_letters(column.place), column) for column in columns],
        fields=[one.name for one in kind.fields],
        shared=said_once(kind),
        hidden=[number + 1 for number in sorted(table.hidden) if number > received.head][:20],
        steps=STEPS,
    )
    return page, 422 if place_form and place_form.errors_list() else status
