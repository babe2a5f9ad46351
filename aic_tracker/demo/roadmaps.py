"""Roadmaps: priorities, objectives that advance from point to point, means, and the actions decided on the way."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import next_working_day, paris_day, paris_instant, previous_working_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.demo import points
from aic_tracker.demo.stage import Lines, Stage, inside, months_in
from aic_tracker.journal.changes import plain
from aic_tracker.laureates.models import Axis, SupportPeriod
from aic_tracker.roadmap.models import Action, Means, MeansKind, Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.roadmap.rules import measured_share

WRITTEN_AFTER_DAYS, PUBLISHED_AFTER_DAYS = 15, 22  # days from the start of the period; the diagnostic is signed before

DECISIONS = {
    ObjectiveStatus.ACHIEVED: "L’objectif {} est atteint.",
    ObjectiveStatus.PARTLY: "L’objectif {} s’arrête là, partiellement atteint.",
    ObjectiveStatus.BLOCKED: "L’objectif {} est bloqué : l’équipe d’accompagnement cherche comment le débloquer.",
    ObjectiveStatus.DROPPED: "L’objectif {} est abandonné.",
}


def build(stage: Stage) -> None:
    for period in stage.periods:
        lines = [line for line in stage.script.get("priorities", ()) if stage.period(line.get("period")) is period]
        if lines:
            _add_roadmap(stage, period, lines)
    for line in stage.script.get("actions", ()):
        _add_action(stage, line)


def _add_roadmap(stage: Stage, period: SupportPeriod, lines: list[Lines]) -> None:
    written = next_working_day(period.starts_on + timedelta(days=WRITTEN_AFTER_DAYS))
    published = next_working_day(period.starts_on + timedelta(days=PUBLISHED_AFTER_DAYS))
    roadmap = Roadmap(
        period=period,
        created_at=paris_instant(written, 10),
        published_at=paris_instant(published, 10),
        updated_at=paris_instant(published, 10),
    )
    db.session.add(roadmap)
    lead = stage.lead_on(written)
    carried = _carried(stage, period, lines)
    if carried:
        text = f"a reconduit {formats.plural(carried, 'objectif')} dans la nouvelle feuille de route"
        stage.tell(written, 10, lead, "roadmap.carried_over", roadmap, text)
    else:
        stage.tell(written, 10, lead, "roadmap.created", roadmap, "a ouvert la feuille de route")
    for rank, line in enumerate(lines, start=1):
        _add_priority(stage, period, roadmap, line, rank, written)
    stage.tell(published, 10, lead, "roadmap.published", roadmap, "a publié la feuille de route")


def _carried(stage: Stage, period: SupportPeriod, lines: list[Lines]) -> int:
    return sum(1 for line in lines for objective in line["objectives"] if objective.get("carried"))


def _add_priority(stage: Stage, period: SupportPeriod, roadmap: Roadmap, line: Lines, rank: int, written: date) -> None:
    priority = Priority(
        roadmap=roadmap,
        axis=Axis(line["axis"]),
        rank=rank,
        title=line["title"],
        expected_change=line["expected_change"],
        dimensions=[dimension for dimension in stage.dimensions if dimension.code in line["dimensions"]],
    )
    db.session.add(priority)
    text = f"a ajouté la priorité « {priority.title} »"
    stage.tell(written, 10, stage.lead_on(written), "priority.added", priority, text, minute=1 + rank)
    for place, spec in enumerate(line["objectives"], start=1):
        objective = _objective(stage, period, spec, place, roadmap.created_at)
        objective.priority = priority
        db.session.add(objective)
        stage.objectives[period.number, objective.title] = objective
        objective.means = [Means(kind=MeansKind(kind), label=label) for kind, label in spec.get("means", ())]
        if not spec.get("carried"):
            text = f"a ajouté l’objectif « {objective.title} »"
            minute = 10 * rank + place
            stage.tell(written, 11, stage.lead_on(written), "objective.added", objective, text, minute=minute)
        _advance(stage, period, objective, spec)
        roadmap.updated_at = max(roadmap.updated_at, objective.updated_at)


def _objective(stage: Stage, period: SupportPeriod, spec: Lines, rank: int, created_at: datetime) -> Objective:
    before = stage.objectives[period.number - 1, spec["title"]] if spec.get("carried") else None
    return Objective(
        rank=rank,
        **{name: spec.get(name, "") for name in Objective.WORDING},
        baseline=_figure(spec, "from"),
        target=_figure(spec, "to"),
        current=before.current if before else _figure(spec, "from"),
        due_on=stage.day(spec, "due", period),
        owner=stage.owner(spec.get("owner", "referent"), stage.before_today(period.term_on)),
        status=ObjectiveStatus.TODO,
        carried_from_id=_identifier(before) if before else None,
        updated_at=created_at,
    )


def _identifier(objective: Objective) -> int:
    db.session.flush()
    return objective.id


def _figure(spec: Lines, name: str) -> Decimal | None:
    return Decimal(str(spec[name])) if name in spec else None


def _advance(stage: Stage, period: SupportPeriod, objective: Objective, spec: Lines) -> None:
    """Let each note be said at a point, the last one bringing the objective where the script wants it."""
    notes: list[str] = spec.get("notes", [])
    past = points.closed(stage, period)
    start, until = months_in(period, 1), stage.before_today(objective.due_on or period.term_on)
    for step, note in enumerate(notes, start=1):
        wished = start + (until - start) * step / len(notes)
        point = next((p for p in past if paris_day(p.starts_at) >= wished), past[-1])
        stage.notes.setdefault(point.number, []).append(f"{objective.title}{formats.NBSP}: {_lower(note)}")
        is_last = step == len(notes)
        status = ObjectiveStatus(spec["status"]) if is_last else ObjectiveStatus.IN_PROGRESS
        if is_last and status in DECISIONS:
            decision = DECISIONS[status].format(f"«{formats.NBSP}{objective.title}{formats.NBSP}»")
            stage.decisions.setdefault(point.number, []).append(decision)
        _move(stage, point, objective, status, _value_at(objective, spec, step, len(notes)), spec)


def _lower(note: str) -> str:
    """A sentence after a colon begins without a capital, unless its first word is a name or an acronym."""
    return note if note[:2].isupper() or note.split()[0] in ("Etalab", "Ecobalyse") else note[0].lower() + note[1:]


def _value_at(objective: Objective, spec: Lines, step: int, steps: int) -> Decimal | None:
    if "now" not in spec or objective.current is None:
        return objective.current
    end = Decimal(str(spec["now"]))
    if step == steps:
        return end
    value = objective.current + (end - objective.current) / (steps - step + 1)
    # Nobody counts thousands one by one.
    return Decimal(round(value, -2 if abs(value) >= 1000 else None))


def _move(
    stage: Stage, point: Checkpoint, objective: Objective, status: ObjectiveStatus, value: Decimal | None, spec: Lines
) -> None:
    before: Lines = {"status": objective.status.value}
    after: Lines = {"status": status.value}
    if value != objective.current:
        before["current"], after["current"] = plain(objective.current), plain(value)
    if status.needs_reason:
        before["reason"], after["reason"] = "", spec["reason"]
        objective.reason = spec["reason"]
        share = measured_share(objective.baseline, objective.target, value)
        objective.kept_progress = Decimal("0.5") if share is None else round(share, 4)
    objective.status, objective.current = status, value
    dropped = status is ObjectiveStatus.DROPPED
    verb, gesture = ("dropped", "abandonné") if dropped else ("progressed", "mis à jour")
    day = paris_day(point.starts_at)
    changed = {name for name in after if after[name] != before[name]}
    objective.updated_at = stage.tell(
        day,
        17,
        stage.lead_on(day),
        f"objective.{verb}",
        objective,
        f"a {gesture} l’objectif « {objective.title} »",
        before={name: before[name] for name in before if name in changed},
        after={name: after[name] for name in after if name in changed},
        minute=20,
    )


def _add_action(stage: Stage, line: Lines) -> None:
    """`decided` is the rank of a closed point of the last period, from its end when negative."""
    past = points.closed(stage, stage.last_period)
    rank = line["decided"]
    point = past[max(rank, -len(past)) if rank < 0 else min(rank, len(past)) - 1]
    decided = paris_day(point.starts_at)
    owner = stage.owner(line["owner"], decided)
    action = Action(
        laureate_id=stage.laureate.id,
        objective=stage.objectives.get((stage.last_period.number, line.get("objective", ""))),
        decided_at_id=point.id,
        title=line["title"],
        # Its owner has left, and nobody has taken it over yet.
        owner=None if line.get("left") else owner,
        due_on=_due(stage, line, decided),
        done_on=_after(stage, line, "done_after", decided),
        cancelled_on=_after(stage, line, "cancelled_after", decided),
        created_at=point.closed_at or point.starts_at,
    )
    point.actions.append(action)
    _tell_end(stage, action, owner)


def _tell_end(stage: Stage, action: Action, owner: User) -> None:
    if action.done_on:
        stage.tell(action.done_on, 12, owner, "action.done", action, f"a terminé l’action « {action.title} »")
    if action.cancelled_on:
        stage.tell(action.cancelled_on, 12, owner, "action.cancelled", action, f"a annulé l’action « {action.title} »")


def _due(stage: Stage, line: Lines, decided: date) -> date:
    if "due_in" in line:
        wished: date = stage.today + timedelta(days=line["due_in"])
    else:
        wished = decided + timedelta(days=line["due_after"])
    return max(decided, inside(wished, stage.last_period))


def _after(stage: Stage, line: Lines, name: str, decided: date) -> date | None:
    if name not in line:
        return None
    return max(decided, previous_working_day(stage.before_today(decided + timedelta(days=line[name]))))
