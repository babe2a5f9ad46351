"""What a program reads of each thing: plain values, ready for JSON. Dates are ISO 8601, instants UTC, money in cents,
time in quarter days, other quantities exact decimals written as text.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.expertise.models import Assignment
from aic_tracker.introductions.models import Introduction
from aic_tracker.laureates.models import Laureate, Membership, SupportPeriod
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap
from aic_tracker.timesheet.models import TimeEntry

Shown = dict[str, Any]


def laureate(row: Laureate) -> Shown:
    """Needs its organisation, season and periods."""
    return {
        "id": row.id,
        "slug": row.slug,
        "name": row.name,
        "tagline": row.tagline,
        "status": row.status.value,
        "operator": row.operator.value,
        "season": row.season.slug,
        "organisation": {
            "name": row.organisation.name,
            "legal_form": row.organisation.legal_form.value,
            "siren": row.organisation.siren,
            "rna": row.organisation.rna,
        },
        "themes": row.themes,
        "axes": row.axes,
        "town": row.town,
        "territory": row.territory.value,
        "website": row.website,
        "repository": row.repository,
        "licence": row.licence,
        "periods": [period(one) for one in row.periods],
        "version": row.version,
    }


def period(row: SupportPeriod) -> Shown:
    """Half-open: `ends_on` is the first day that is no longer covered."""
    return {"number": row.number, "starts_on": _day(row.starts_on), "ends_on": _day(row.until)}


def roadmap(row: Roadmap) -> Shown:
    """Needs its period, its priorities with their dimensions, their objectives with owner and means."""
    return {
        "period": row.period.number,
        "published_at": _instant(row.published_at),
        "updated_at": _instant(row.updated_at),
        "progress": _number(rules.roadmap_progress(row.priorities)),
        "priorities": [priority(one) for one in row.priorities],
    }


def priority(row: Priority) -> Shown:
    return {
        "id": row.id,
        "axis": row.axis.value,
        "title": row.title,
        "expected_change": row.expected_change,
        "dimensions": [dimension.code for dimension in row.dimensions],
        "progress": _number(rules.priority_progress(row)),
        "objectives": [objective(one) for one in row.objectives],
    }


def objective(row: Objective) -> Shown:
    """Needs its owner and means."""
    return {
        "id": row.id,
        "priority": row.priority_id,
        **{name: getattr(row, name) for name in Objective.WORDING},
        "baseline": _number(row.baseline),
        "target": _number(row.target),
        "current": _number(row.current),
        "progress": _number(rules.objective_progress(row)),
        "status": row.status.value,
        "reason": row.reason,
        "due_on": _day(row.due_on),
        "owner": _person(row.owner),
        "means": [{"kind": means.kind.value, "label": means.label} for means in row.means],
        "updated_at": _instant(row.updated_at),
        "version": row.version,
    }


def action(row: Action) -> Shown:
    """Needs its owner."""
    return {
        "id": row.id,
        "title": row.title,
        "owner": _person(row.owner),
        "due_on": _day(row.due_on),
        "objective": row.objective_id,
        "done_on": _day(row.done_on),
        "cancelled_on": _day(row.cancelled_on),
        "created_at": _instant(row.created_at),
    }


def point(row: Checkpoint) -> Shown:
    return {
        "id": row.id,
        "number": row.number,
        "kind": row.kind.value,
        "status": row.status.value,
        "starts_at": _instant(row.starts_at),
        "duration_minutes": row.duration_minutes,
        "place": row.place,
        "agenda": row.agenda,
        "minutes": row.minutes if row.closed_at else "",
        "decisions": row.decisions if row.closed_at else "",
        "closed_at": _instant(row.closed_at),
    }


def time(row: TimeEntry) -> Shown:
    """Needs its person."""
    return {
        "id": row.id,
        "person": _person(row.user),
        "on": _day(row.on),
        "quarters": row.quarters,
        "activity": row.activity,
        "note": row.note,
        "created_at": _instant(row.created_at),
    }


def assignment(row: Assignment) -> Shown:
    """Needs its expert."""
    return {
        "id": row.id,
        "skill": row.skill.value,
        "title": row.title,
        "status": row.status.value,
        "expert": row.expert.name if row.expert else None,
        "planned_quarters": row.planned_quarters,
        "starts_on": _day(row.starts_on),
        "ends_on": _day(row.ends_on),
        "requested_at": _instant(row.requested_at),
        "completed_on": _day(row.completed_on),
    }


def introduction(row: Introduction) -> Shown:
    """Needs its contact."""
    return {
        "id": row.id,
        "organisation": row.contact.organisation,
        "purpose": row.purpose,
        "status": row.status.value,
        "status_since": _day(row.status_since),
        "next_step": row.next_step,
        "next_step_on": _day(row.next_step_on),
        "months_gained": row.months_gained,
    }


def aid(row: Aid) -> Shown:
    return {
        "id": row.id,
        "source": row.source.value,
        "regime": row.regime.value,
        "authority": row.authority,
        "purpose": row.purpose,
        "granted_on": _day(row.granted_on),
        "amount_cents": row.amount_cents,
        "cancelled_on": _day(row.cancelled_on),
    }


def decision(row: RenewalDecision, number: int) -> Shown:
    """`number`: of the period decided on."""
    return {
        "period": number,
        "outcome": row.outcome.value,
        "reason": row.reason,
        "decided_on": _day(row.decided_on),
        "effective_on": _day(row.effective_on),
    }


def member(row: Membership) -> Shown:
    """Needs its person."""
    return {
        "id": row.id,
        "person": _person(row.user),
        "role": row.role.value,
        "from_on": _day(row.from_on),
        "until_on": _day(row.until_on),
    }


def _person(user: User | None) -> Shown | None:
    return None if user is None else {"id": user.id, "name": user.name}


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
