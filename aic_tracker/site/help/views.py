"""« Aide »: each task in a few steps, the reader's own first. Open to everybody: it says nothing of anybody."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, current_app, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.access.permissions import Permission, permissions_of
from aic_tracker.access.queries import followed_by
from aic_tracker.accounts.models import Role
from aic_tracker.laureates.models import Laureate
from aic_tracker.site.help import tasks
from aic_tracker.site.help.tasks import Task

# More projects than these are chosen from their list.
NAMED = 3

bp = Blueprint("help", __name__)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["help_of_page"] = help_of_page


@bp.get("/aide")
@public
def index() -> Any:
    own = [task for task in tasks.every() if _role() in task.roles]
    by_role = [(role, [task for task in tasks.every() if role in task.roles]) for role in Role]
    followed = followed_by(current_user, clock.today(), at_most=NAMED + 1) if _role() else []
    return render_template(
        "help/index.html",
        role=_role(),
        own=own,
        others=[task for task in tasks.every() if task not in own],
        by_role=sorted(by_role, key=lambda pair: pair[0] is not _role()),
        ways={task.name: _ways(task, followed) for task in tasks.every()},
        width=tasks.WIDTH,
    )


def help_of_page() -> Task | None:
    """The task of the page being drawn."""
    return tasks.explaining(request.endpoint or "", _role())


def _role() -> Role | None:
    return current_user.role if current_user.is_authenticated else None


def _ways(task: Task, followed: Sequence[Laureate]) -> list[tuple[str, str]]:
    """Where this reader does it: pairs (name of the project, address); the name is blank where there is one way only.

    Whether the page opens is its guard's affair: it is asked what the role may ever do.
    """
    role = _role()
    granted = permissions_of(role) if role else frozenset()
    guard = getattr(current_app.view_functions[task.goes], "guard", None)
    if guard != "public" and guard not in granted:
        return []
    if not any("slug" in rule.arguments for rule in current_app.url_map.iter_rules(task.goes)):
        return [("", url_for(task.goes))]
    if len(followed) in range(1, NAMED + 1):
        named = len(followed) > 1
        return [(one.name if named else "", url_for(task.goes, slug=one.slug)) for one in followed]
    return [("Lauréats", url_for("dashboard.portfolio"))] if Permission.READ_PORTFOLIO in granted else []
