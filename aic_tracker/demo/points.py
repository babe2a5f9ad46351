"""Points: those of the past held and closed, those to come planned, one moved here, one cancelled there."""

from datetime import date, timedelta

from aic_tracker import formats
from aic_tracker.calendar_fr import add_working_days, paris_day, paris_instant, previous_working_day
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.checkpoints.rules import proposed_points
from aic_tracker.db import db
from aic_tracker.demo.stage import Stage
from aic_tracker.folding import french_order
from aic_tracker.laureates.models import LaureateStatus, SupportPeriod

AGENDA = "Feuille de route, temps donné, prochaines échéances"
OPENING_AGENDA = "Présentation des personnes, calendrier des douze mois, diagnostic partagé"
REVIEW_AGENDA = "Bilan de l’accompagnement, auto-évaluation, suites"
OPENING_MINUTES = (
    "Premier point. Chaque personne a dit ce qu’elle attend de l’accompagnement ; le calendrier des points est adopté. "
    "Le diagnostic partagé sera rempli ensemble, puis signé des deux côtés."
)
QUIET_MINUTES = (
    "Tour de la feuille de route : pas de changement sur les objectifs depuis le dernier point. "
    "Le temps donné et les prochaines échéances ont été passés en revue."
)
REVIEW_MINUTES = "Dernier point de la période : les résultats ont été relus ensemble en vue du bilan."
LAST = "Dernier point de l’accompagnement."
NEAR_DAYS = 15  # no two points of one month
KINDS = {6: CheckpointKind.ACCELERATION, 11: CheckpointKind.FUNDING}  # by rank in the period


def build(stage: Stage) -> None:
    for period in stage.periods:
        days = _days(stage, period)
        for rank, day in enumerate(days, start=1):
            _add(stage, period, day, rank, is_last=rank == len(days))
    db.session.add_all(stage.points)
    db.session.flush()
    for period in stage.periods:
        _tell_proposal(stage, period)
    for point in stage.points:
        _tell(stage, point)


def closed(stage: Stage, period: SupportPeriod) -> list[Checkpoint]:
    return [p for p in stage.points if p.period is period and p.status is CheckpointStatus.CLOSED]


def _days(stage: Stage, period: SupportPeriod) -> list[date]:
    days = proposed_points(period.starts_on, period.term_on)
    if "planned_in" in stage.script and period is stage.last_period:
        wished = [stage.today + timedelta(days=ahead) for ahead in stage.script["planned_in"]]
        days = [day for day in days if day < stage.today] + [stage.working_day(day, period) for day in wished]
    held = _awaiting_minutes(stage, period)
    if held:
        days = sorted(
            [day for day in days if abs(day - held) > timedelta(days=NEAR_DAYS) or day >= stage.today] + [held]
        )
    return days


def _awaiting_minutes(stage: Stage, period: SupportPeriod) -> date | None:
    """The day of a point that was held and not told: the one situation that asks for a gesture."""
    if "held_in" not in stage.script or period is not stage.last_period:
        return None
    return previous_working_day(stage.today + timedelta(days=stage.script["held_in"]))


def _add(stage: Stage, period: SupportPeriod, day: date, rank: int, *, is_last: bool) -> None:
    number = len(stage.points) + 1
    is_review = is_last and (stage.script.get("review_last", False) or stage.laureate.status is LaureateStatus.ENDED)
    starts_at = paris_instant(day, stage.script.get("hour", 14))
    point = Checkpoint(
        laureate=stage.laureate,
        period=period,
        number=number,
        kind=CheckpointKind.REVIEW if is_review else KINDS.get(rank, CheckpointKind.REGULAR),
        status=CheckpointStatus.PLANNED,
        starts_at=starts_at,
        duration_minutes=90 if is_review else 60,
        place=stage.script.get("place", ""),
        agenda=OPENING_AGENDA if rank == 1 else REVIEW_AGENDA if is_review else AGENDA,
        uid=f"point-{stage.laureate.slug}-{number}@demo.example.org",
        sequence=1 if number in stage.script.get("moved", ()) else 0,
        attendees=[],
        actions=[],
    )
    stage.points.append(point)
    _settle(stage, point, day)
    # Somebody is missing now and then, never everybody.
    people = [stage.lead_on(day), *stage.coaches, *stage.referents]
    for seat, user in enumerate(people):
        present = None
        if point.status in (CheckpointStatus.HELD, CheckpointStatus.CLOSED):
            present = seat in (0, len(people) - 1) or stage.dice.random() < 0.8
        point.attendees.append(Attendee(user=user, was_present=present))


def _settle(stage: Stage, point: Checkpoint, day: date) -> None:
    """What became of a point whose day is over."""
    reasons: dict[int, str] = dict(stage.script.get("cancelled", ()))
    if point.number in reasons:
        point.status, point.cancel_reason = CheckpointStatus.CANCELLED, reasons[point.number]
        point.sequence += 1
    elif day < stage.today:
        point.status = CheckpointStatus.CLOSED
        point.held_at = point.starts_at + timedelta(minutes=point.duration_minutes)
        point.closed_at = point.held_at + timedelta(minutes=40)
        point.closer_id = stage.lead_on(day).id
        if day == _awaiting_minutes(stage, point.period):
            point.status, point.closed_at, point.closer_id = CheckpointStatus.HELD, None, None


def _tell_proposal(stage: Stage, period: SupportPeriod) -> None:
    points = [point for point in stage.points if point.period is period]
    opened = next(e for e in stage.events if e.verb == "period.opened" and e.obj is period)
    stage.tell(
        paris_day(opened.at),
        17,
        opened.actor,
        "checkpoint.proposed",
        points[0],
        f"a planifié {formats.plural(len(points), 'point')} pour l’accompagnement n° {period.number}",
        after={"dates": [paris_day(point.starts_at).isoformat() for point in points]},
    )


def _tell(stage: Stage, point: Checkpoint) -> None:
    day = paris_day(point.starts_at)
    lead = stage.lead_on(stage.before_today(day))
    if point.number in stage.script.get("moved", ()):
        former = point.starts_at - timedelta(days=7)
        stage.tell(
            add_working_days(paris_day(former), -4),
            11,
            lead,
            "checkpoint.moved",
            point,
            f"a déplacé le point n° {point.number} au {formats.moment(point.starts_at)}",
            before={"starts_at": former.isoformat()},
            after={"starts_at": point.starts_at.isoformat()},
        )
    if point.status is CheckpointStatus.CANCELLED:
        stage.tell(
            add_working_days(day, -3),
            9,
            lead,
            "checkpoint.cancelled",
            point,
            f"a annulé le {point.number_and_day}",
            after={"cancel_reason": point.cancel_reason},
        )
    if point.status is CheckpointStatus.HELD:
        present = sorted((attendee.user.name for attendee in point.attendees if attendee.was_present), key=french_order)
        summary = f"a noté la tenue du point n° {point.number}"
        stage.tell(day, 17, lead, "checkpoint.held", point, summary, after={"present": present}, minute=30)


def write_minutes(stage: Stage) -> None:
    """Once the objectives have said what was told at each point, and the actions what was decided."""
    for period in stage.periods:
        for point in closed(stage, period):
            _write(stage, point, is_first=point is closed(stage, period)[0])
        if (ends := closed(stage, period)) and stage.points[-1] is ends[-1]:
            ends[-1].no_next_reason = LAST


def _write(stage: Stage, point: Checkpoint, *, is_first: bool) -> None:
    said = stage.notes.get(point.number, [])
    opening = [OPENING_MINUTES] if is_first else [REVIEW_MINUTES] if point.kind is CheckpointKind.REVIEW else []
    listed = ["\n".join(f"- {note}" for note in said)] if said else []
    point.minutes = "\n\n".join(opening + listed) or QUIET_MINUTES
    point.minutes_sent_version = point.minutes_version
    point.decisions = "\n".join(f"- {decision}" for decision in stage.decisions.get(point.number, []))
    day = paris_day(point.starts_at)
    stage.tell(
        day,
        17,
        stage.lead_on(day),
        "checkpoint.closed",
        point,
        f"a clos le {point.number_and_day}"
        + (f", avec {formats.plural(len(point.actions), 'action')}" if point.actions else ""),
        after={"actions": [action.title for action in point.actions]} if point.actions else None,
        minute=40,
    )
