"""`/`: what each role has to do next."""

from typing import Any

from flask import render_template
from flask_login import current_user

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints.queries import awaiting_minutes, points_between
from aic_tracker.dashboard import board, queries, rules, totals
from aic_tracker.dashboard.projects import projects_of
from aic_tracker.dashboard.views.blueprint import bp
from aic_tracker.expertise.queries import assignments_of_expert
from aic_tracker.expertise.rules import RUNNING
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus


@bp.route("/")
@requires(Permission.OWN_ACCOUNT)
def home() -> Any:
    return HOMES[current_user.role](current_user)


def coach_home(coach: User) -> str:
    today, now = clock.today(), clock.now()
    visible = visible_laureates(coach, today)
    ids = visible.with_only_columns(Laureate.id)
    lines = board.by_attention(board.lines(visible.where(Laureate.status == LaureateStatus.ACTIVE), today, now), today)
    mine = {line.laureate.id for line in lines if coach in line.people.coaches}
    week = points_between(ids, now, paris_instant(today + rules.WEEK, 0))
    held = awaiting_minutes(ids, now)

    def split(matters: tuple[rules.Matter, ...]) -> tuple[list[board.Line], list[board.Line]]:
        return rules.own_first([line for line in lines if line.has(*matters)], mine, lambda line: line.laureate.id)

    groups = {
        "week": rules.own_first(week, mine, lambda point: point.laureate_id),
        "held": rules.own_first(held, mine, lambda point: point.laureate_id),
        "terms": split((rules.Matter.OVERDUE, rules.Matter.RENEWAL)),
        "no_point": split((rules.Matter.NO_POINT,)),
        "late": split((rules.Matter.LATE,)),
        "undeclared": split((rules.Matter.MISSING_TIME,)),
    }
    mails = queries.mails_by_status()
    return render_template(
        "dashboard/home_coach.html",
        today=today,
        last_day=today + rules.WEEK - rules.DAY,
        month=rules.last_month(today),
        has_laureates=bool(lines),
        follows_some=bool(mine),
        groups=groups,
        is_calm=not any(own or others for own, others in groups.values()),
        doubtful=mails.get(MailStatus.DOUBTFUL, 0),
        failed=mails.get(MailStatus.FAILED, 0),
        queue=queue.state(),
    )


def referent_home(referent: User) -> str:
    today, now = clock.today(), clock.now()
    lines = sorted(
        board.lines(visible_laureates(referent, today), today, now), key=lambda line: rules.name_key(line.facts)
    )
    return render_template(
        "dashboard/home_referent.html",
        today=today,
        last_month=rules.last_month(today),
        projects=projects_of(referent, lines, today),
    )


def direction_home(direction: User) -> str:
    today, now = clock.today(), clock.now()
    visible = visible_laureates(direction, today).where(Laureate.status == LaureateStatus.ACTIVE)
    lines = board.by_attention(board.lines(visible, today, now), today)
    return render_template(
        "dashboard/home_direction.html",
        today=today,
        summary=totals.summary(lines),
        to_decide=[line for line in lines if line.has(rules.Matter.OVERDUE, rules.Matter.RENEWAL)],
        worrying=[(line, found) for line in lines if (found := line.concerns_from(rules.Matter.NO_POINT))],
    )


def expert_home(expert: User) -> str:
    found = assignments_of_expert(expert)
    running = [line for line in found if line.assignment.status in RUNNING]
    return render_template(
        "dashboard/home_expert.html",
        today=clock.today(),
        running=running,
        others=[line for line in found if line.assignment.status not in RUNNING],
        # The project can be read while an assignment runs there.
        readable={line.assignment.laureate_id for line in running},
    )


def admin_home(_admin: User) -> str:
    now, state, counts = clock.now(), queue.state(), queries.active_accounts()
    return render_template(
        "dashboard/home_admin.html",
        accounts=[(role, counts.get(role, 0)) for role in Role],
        mails=queries.mails_by_status(),
        states=[MailStatus.PENDING, MailStatus.DOUBTFUL, MailStatus.FAILED, MailStatus.SENT],
        queue=state,
        is_paused=queue.is_paused(state, now),
        tick=rules.tick_health(state.last_tick_at, now, config.current().reminders.tick_seconds),
    )


HOMES = {
    Role.COACH: coach_home,
    Role.REFERENT: referent_home,
    Role.DIRECTION: direction_home,
    Role.EXPERT: expert_home,
    Role.ADMIN: admin_home,
}
