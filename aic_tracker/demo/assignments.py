"""Expert time, at each step from the request to the evaluation."""

from datetime import date, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import next_working_day, paris_instant, previous_working_day
from aic_tracker.db import db
from aic_tracker.demo.stage import Lines, Stage
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus, Expert, Skill
from aic_tracker.formats import money
from aic_tracker.formats import quarters as as_days

S = AssignmentStatus
STEPS = (S.REQUESTED, S.SCOPED, S.APPROVED, S.IN_PROGRESS, S.COMPLETED, S.EVALUATED)
NOTES = ("Séance de travail", "Préparation et relecture", "Atelier avec l’équipe", "Rédaction des livrables", "")
REQUEST_DAYS, SCOPE_DAYS, APPROVAL_DAYS, EVALUATION_DAYS = 24, 14, 6, 12


def build(stage: Stage) -> None:
    for line in stage.script.get("assignments", ()):
        _add(stage, line)


def _add(stage: Stage, line: Lines) -> None:
    period = stage.period(line.get("period"))
    status = S(line["status"])
    starts_on = stage.day(line, "start", period)
    asked_on = starts_on if status in (S.REQUESTED, S.DECLINED) else None
    if asked_on is None and starts_on:
        asked_on = stage.day(line, "requested", period) or starts_on - timedelta(days=REQUEST_DAYS)
    asked_on = previous_working_day(stage.before_today(max(asked_on or period.starts_on, period.starts_on)))
    asked_on = max(asked_on, period.starts_on)
    expert = stage.experts[line["expert"]] if "expert" in line else None
    assignment = Assignment(
        laureate=stage.laureate,
        period=period,
        skill=Skill(line["skill"]),
        title=line["title"],
        need=line["need"],
        status=status,
        requester=stage.referents[0],
        requested_at=paris_instant(asked_on, 9),
        decline_reason=line.get("reason", ""),
        days=[],
    )
    db.session.add(assignment)
    _tell(stage, asked_on, 9, stage.referents[0], "requested", assignment, f"a demandé l’appui « {line['title']} »")
    if status is S.DECLINED:
        day = next_working_day(asked_on + timedelta(days=6))
        _tell(stage, day, 11, stage.lead_on(day), "declined", assignment, f"a décliné l’appui « {line['title']} »")
    elif expert and starts_on:
        _follow(stage, line, assignment, expert, asked_on, next_working_day(starts_on))


def _follow(stage: Stage, line: Lines, assignment: Assignment, expert: Expert, asked_on: date, starts_on: date) -> None:
    """Everything after the request, as far as the status goes."""
    reached = STEPS.index(assignment.status)
    ends_on = stage.day(line, "end", assignment.period) or assignment.period.term_on
    lead = stage.lead_on(starts_on)
    title = assignment.title
    _scope(line, assignment, expert, starts_on, max(starts_on, ends_on))
    day = max(asked_on, previous_working_day(starts_on - timedelta(days=SCOPE_DAYS)))
    _tell(stage, day, 14, lead, "scoped", assignment, f"a cadré l’appui « {title} »")
    if reached >= STEPS.index(S.APPROVED):
        day = max(day, previous_working_day(stage.before_today(starts_on - timedelta(days=APPROVAL_DAYS))))
        assignment.approver, assignment.approved_at = lead, paris_instant(day, 15)
        value = assignment.value_of(assignment.planned_quarters)
        summary = f"a approuvé l’appui « {title} » ({as_days(assignment.planned_quarters)}, {money(value)})"
        _tell(stage, day, 15, lead, "approved", assignment, summary)
    if reached >= STEPS.index(S.IN_PROGRESS):
        _tell(stage, starts_on, 9, lead, "started", assignment, f"a démarré l’appui « {title} »")
        _log_days(stage, line, assignment, expert, lead)
    if reached >= STEPS.index(S.COMPLETED):
        done = max([assignment.ends_on or starts_on, *(logged.on for logged in assignment.days)])
        assignment.completed_on = done
        _tell(stage, done, 17, lead, "completed", assignment, f"a terminé l’appui « {title} »")
    if reached >= STEPS.index(S.EVALUATED) and assignment.completed_on:
        day = next_working_day(assignment.completed_on + timedelta(days=EVALUATION_DAYS))
        assignment.evaluation, assignment.evaluation_comment = line["evaluation"], line["comment"]
        summary = f"a évalué l’appui « {title} » : {line['evaluation']} sur 5"
        _tell(stage, day, 10, stage.referents[0], "evaluated", assignment, summary)
        assignment.evaluated_at = paris_instant(stage.before_today(day), 10)


def _scope(line: Lines, assignment: Assignment, expert: Expert, starts_on: date, ends_on: date) -> None:
    assignment.expert = expert
    assignment.scope, assignment.deliverables = line["scope"], line["deliverables"]
    assignment.planned_quarters = round(line["days"] * 4)
    assignment.day_rate_cents = line["rate"] * 100
    assignment.starts_on, assignment.ends_on = starts_on, ends_on


def _log_days(stage: Stage, line: Lines, assignment: Assignment, expert: Expert, lead: User) -> None:
    """Spread the time used over the working days that are over; nobody gives more than a day in a day."""
    if assignment.starts_on is None or assignment.ends_on is None:
        return
    left = round(line["used"] * 4)
    days = stage.past_working_days(assignment.starts_on, assignment.ends_on)
    stage.dice.shuffle(days)
    for day in days:
        taken = stage.busy.get((expert.id, day), 0)
        amount = min(left, stage.dice.choice((2, 3, 4)), 4 - taken)
        if amount <= 0:
            continue
        left -= amount
        stage.busy[expert.id, day] = taken + amount
        author = stage.accounts.get(expert.id, lead)
        note = stage.dice.choice(NOTES)
        assignment.days.append(AssignmentDay(author=author, on=day, quarters=amount, note=note))


def _tell(stage: Stage, day: date, hour: int, actor: User, verb: str, assignment: Assignment, summary: str) -> None:
    step = S.SCOPED if verb == "scoped" else S.IN_PROGRESS if verb == "started" else S(verb)
    stage.tell(day, hour, actor, f"assignment.{verb}", assignment, summary, after={"status": step.value})
