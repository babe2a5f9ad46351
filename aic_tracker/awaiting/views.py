"""`/ce-qui-m-attend`: all that waits for the person who is looking, the late first."""

from collections import Counter
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.awaiting import lists
from aic_tracker.awaiting.forms import AwaitingFilters
from aic_tracker.web.paging import Page, paginate_list

bp = Blueprint("awaiting", __name__)


@bp.get("/ce-qui-m-attend")
@requires(Permission.OWN_WORK)
def index() -> Any:
    today, form = clock.today(), AwaitingFilters()
    items = lists.shown_to(current_user, clock.now(), form.chosen()["quoi"])
    # On one page for who prints it; the list of one person, it is bounded by what they follow.
    is_whole = request.args.get("tout") == "oui"
    page = Page(items, 1, len(items), per_page=max(1, len(items))) if is_whole else paginate_list(items)
    return render_template(
        "awaiting/index.html",
        form=form,
        page=page,
        is_whole=is_whole,
        groups=lists.grouped(page.items, today),
        late=sum(item.is_late(today) for item in items),
        today=today,
    )


@bp.get("/ce-qui-m-attend/nombre")
@requires(Permission.OWN_WORK)
def count() -> Any:
    """What the header and a laureate's menu show: asked for once the page is there, so that none waits for it."""
    items, today = lists.shown_to(current_user, clock.now()), clock.today()
    late = sum(item.is_late(today) for item in items)
    paths = Counter(request.script_root + item.path.partition("#")[0].partition("?")[0] for item in items)
    answer = make_response({"count": len(items), "late": late, "paths": paths})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
