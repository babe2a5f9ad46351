"""What the pages of points share: their blueprint, what they load, where they go back to."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import queries
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.folding import by_name, french_order
from aic_tracker.laureates.models import Laureate

bp = Blueprint("checkpoints", __name__)


def found(laureate: Laureate, number: int) -> Checkpoint:
    return queries.point(laureate.id, number) or abort(404)


def address(laureate: Laureate, point: Checkpoint) -> str:
    return url_for("checkpoints.show", slug=laureate.slug, number=point.number)


def attendees(point: Checkpoint) -> list[Attendee]:
    return sorted(point.attendees, key=lambda attendee: french_order(attendee.user.name))


def people(laureate: Laureate, point: Checkpoint) -> list[User]:
    """Who may be invited or noted as present: those invited already included."""
    found = {user.id: user for user in queries.invitable(laureate.id, paris_day(point.starts_at))}
    found.update({attendee.user_id: attendee.user for attendee in point.attendees})
    return by_name(found.values())


def too_late_or_early(laureate: Laureate, point: Checkpoint, allowed: bool) -> Any:
    """Back to the point, with the reason, when the page asked for has nothing to offer."""
    if allowed or request.method == "POST":
        return None
    early = point.status is CheckpointStatus.PLANNED
    label = point.status.label.lower()
    flash("Ce point n’a pas encore eu lieu." if early else f"Ce point est {label} : ce n’est plus possible.", "warning")
    return redirect(address(laureate, point), 303)


def as_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"
