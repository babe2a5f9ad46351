"""`/`: what each role has to do next."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import Role, User
from aic_tracker.awaiting import lists, scope, start
from aic_tracker.awaiting.facts import Facts
from aic_tracker.dashboard import board, rules
from aic_tracker.dashboard.projects import projects_of
from aic_tracker.dashboard.standing import reading
from aic_tracker.dashboard.views.common import bp
from aic_tracker.dashboard.views.fresh import up_to_date
from aic_tracker.dashboard.views.waiting import SHOWN_ROWS, TO_DECIDE, WORRYING, waiting_panels
from aic_tracker.expertise.queries import assignments_of_expert
from aic_tracker.expertise.rules import RUNNING
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus

# Of what awaits a person, the most pressing.
SHOWN_ITEMS = 6


@bp.get("/")
@requires(Permission.OWN_ACCOUNT)
def home() -> Any:
    return HOMES[current_user.role](current_user)


def _awaiting(user: User) -> dict[str, Any]:
    """To be asked first, as `up_to_date`: it may end the transaction of the session."""
    items, today = lists.shown_to(user, clock.now()), clock.today()
    presses = any(lists.urgency(item.due_on, today) in lists.PRESSING for item in items)
    return {"awaited": items[:SHOWN_ITEMS], "awaited_total": len(items), "presses": presses}


def coach_home(coach: User) -> str:
    today, now = clock.today(), clock.now()
    up_to_date(now)
    awaited = _awaiting(coach)
    panels = waiting_panels(coach, today, now)
    mails = queue.lengths()
    return render_template(
        "dashboard/home_coach.html",
        **awaited,
        today=today,
        last_day=today + rules.WEEK - rules.DAY,
        month=rules.last_month(today),
        has_laureates=bool(panels.laureates),
        follows_some=bool(panels.mine),
        panels=panels.shown,
        has_panels=any(panel.own or panel.others for panel in panels.shown.values()),
        doubtful=mails.get(MailStatus.DOUBTFUL, 0),
        failed=mails.get(MailStatus.FAILED, 0),
        queue=queue.state(),
    )


def referent_home(referent: User) -> str:
    awaited = _awaiting(referent)
    today, now = clock.today(), clock.now()
    lines = sorted(
        board.lines(visible_laureates(referent, today), today, now), key=lambda line: rules.name_key(line.facts)
    )
    return render_template(
        "dashboard/home_referent.html",
        **awaited,
        today=today,
        last_month=rules.last_month(today),
        projects=projects_of(referent, lines, today),
        starts=start.starts(
            Facts(scope.of_laureates((line.laureate for line in lines), now)),
            [line.laureate for line in lines],
            {line.laureate.id: line.people for line in lines},
        ),
    )


def direction_home(direction: User) -> str:
    today, now = clock.today(), clock.now()
    up_to_date(now)
    awaited = _awaiting(direction)
    summary = reading.sums()
    return render_template(
        "dashboard/home_direction.html",
        **awaited,
        today=today,
        summary=summary,
        to_decide=reading.first(SHOWN_ROWS, today, *TO_DECIDE) if summary.to_decide else [],
        worrying=reading.first(SHOWN_ROWS, today, *WORRYING) if summary.worries else [],
    )


def expert_home(expert: User) -> str:
    awaited = _awaiting(expert)
    found = assignments_of_expert(expert)
    running = [line for line in found if line.assignment.status in RUNNING]
    return render_template(
        "dashboard/home_expert.html",
        **awaited,
        today=clock.today(),
        running=running,
        others=[line for line in found if line.assignment.status not in RUNNING],
        # The project can be read while an assignment runs there.
        readable={line.assignment.laureate_id for line in running},
    )


def admin_home(admin: User) -> str:
    awaited = _awaiting(admin)
    now, state, counts = clock.now(), queue.state(), accounts.number_by_role()
    return render_template(
        "dashboard/home_admin.html",
        **awaited,
        today=clock.today(),
        accounts=[(role, counts.get(role, 0)) for role in Role],
        mails=queue.lengths(),
        states=[MailStatus.PENDING, MailStatus.DOUBTFUL, MailStatus.FAILED, MailStatus.SENT],
        queue=state,
        is_paused=queue.is_paused(state, now),
        tick=rules.tick_health(state.last_tick_at, now, config.current().reminders.tick_seconds),
    )


def juror_home(_juror: User) -> Any:
    return redirect(url_for("selection.my_juries"), 303)


HOMES = {
    Role.COACH: coach_home,
    Role.REFERENT: referent_home,
    Role.DIRECTION: direction_home,
    Role.EXPERT: expert_home,
    Role.ADMIN: admin_home,
    Role.JUROR: juror_home,
}
