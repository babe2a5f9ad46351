"""What the roadmap's pages share: their blueprint, what they load, where they go back to."""

from collections.abc import Sequence

from flask import Blueprint, abort, url_for

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.roadmap import queries
from aic_tracker.roadmap.models import Action, Objective, Priority

bp = Blueprint("roadmap", __name__)


def home(laureate: Laureate, period: SupportPeriod | None = None, anchor: str | None = None) -> str:
    """The roadmap's address, on the period that one comes from."""
    number = period.number if period is not None and len(laureate.periods) > 1 else None
    return url_for("roadmap.show", slug=laureate.slug, accompagnement=number, _anchor=anchor)


def found_priority(laureate: Laureate, priority_id: int) -> Priority:
    priority = queries.priority_for(laureate.id, priority_id)
    return priority if priority is not None else abort(404)


def found_objective(laureate: Laureate, objective_id: int) -> Objective:
    objective = queries.objective_for(laureate.id, objective_id)
    return objective if objective is not None else abort(404)


def found_action(laureate: Laureate, action_id: int) -> Action:
    action = queries.action_for(laureate.id, action_id)
    return action if action is not None else abort(404)


def owners(laureate: Laureate, current: User | None = None) -> Sequence[tuple[User, str]]:
    """Those who may own something here; whoever owns it already stays in the list after leaving the project."""
    members = laureates.active_members(laureate.id, clock.today())
    if current is not None and current not in members:
        members.append(current)
    return [(user, user.name) for user in members]
