"""Referent time: read, noted, taken back."""

from typing import Any

from flask import Response, abort, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.api import shapes, shown
from aic_tracker.api.views.asked import TimeSaid, one, page
from aic_tracker.api.views.common import answer, bp, only, page_of
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet import operations, queries
from aic_tracker.timesheet.models import TimeEntry


@bp.route("/laureats/<slug>/temps")
@requires(Permission.READ_TIME)
@bp.arguments(page(shapes.TIME), location="query")
@bp.response(200, shapes.page(shapes.TIME))
def times(asked: dict[str, Any], laureate: Laureate) -> Any:
    """Le temps noté par les référentes et référents."""
    return page_of(lambda after, most: queries.entries_after(laureate.id, after, most), shown.time, asked)


@bp.route("/laureats/<slug>/temps", methods=["POST"])
@requires(Permission.LOG_TIME)
@bp.arguments(TimeSaid)
@bp.response(201, shapes.TIME)
def log_time(said: dict[str, Any], laureate: Laureate) -> Any:
    """Note du temps : le sien, ou celui de quelqu’un d’autre quand on accompagne."""
    person = _person(laureate, said.pop("person"))
    entry = operations.log_time(laureate, person, actor=current_user, now=clock.now(), **said)
    db.session.flush()
    body = shown.time(entry)
    db.session.commit()
    return answer(body, 201, {"Location": url_for(".time", slug=laureate.slug, entry_id=entry.id)})


@bp.route("/laureats/<slug>/temps/<int:entry_id>")
@requires(Permission.READ_TIME)
@bp.arguments(one(shapes.TIME), location="query")
@bp.response(200, shapes.TIME)
def time(asked: dict[str, Any], laureate: Laureate, entry_id: int) -> Any:
    """Un temps noté."""
    return answer(only(shown.time(_found(laureate, entry_id)), asked.get("fields")))


@bp.route("/laureats/<slug>/temps/<int:entry_id>", methods=["DELETE"])
@requires(Permission.LOG_TIME)
@bp.response(204)
def delete_time(laureate: Laureate, entry_id: int) -> Any:
    """Retire un temps noté."""
    entry = _found(laureate, entry_id)
    if not can("CORRECT_TIME") and entry.user_id != current_user.id:
        abort(403)
    operations.delete_entry(entry, laureate, actor=current_user, now=clock.now())
    db.session.commit()
    return Response(status=204)


def _found(laureate: Laureate, entry_id: int) -> TimeEntry:
    return queries.entry(laureate.id, entry_id) or abort(404)


def _person(laureate: Laureate, user_id: int | None) -> User:
    if current_user.is_service and user_id is None:
        raise DomainError("Un service n’a pas de temps à lui : dites de qui est ce temps.", field="person")
    if not current_user.is_service and user_id in (None, current_user.id):
        return current_user._get_current_object()  # type: ignore[no-any-return]
    for user in queries.referents_of(laureate.id):
        if user.id == user_id:
            return user
    raise DomainError("Cette personne n’est pas référente du projet.", field="person")
