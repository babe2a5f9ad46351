"""The JSON Schema (2020-12) of what `shown` gives, for the document that programs read."""

from enum import StrEnum
from typing import Any

from aic_tracker.aid.models import AidSource, Regime
from aic_tracker.checkpoints.models import CheckpointKind, CheckpointStatus
from aic_tracker.expertise.models import AssignmentStatus, Skill
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.laureates.models import Axis, LaureateStatus, LegalForm, MemberRole, Operator
from aic_tracker.renewals.models import Outcome
from aic_tracker.roadmap.models import MeansKind, Objective, ObjectiveStatus
from aic_tracker.territories import Territory

Shape = dict[str, Any]

NUMBER: Shape = {"type": "integer"}
TEXT: Shape = {"type": "string"}
DAY: Shape = {"type": "string", "format": "date"}
INSTANT: Shape = {"type": "string", "format": "date-time"}
QUANTITY: Shape = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "description": "Nombre exact, en texte."}
CENTS: Shape = {"type": "integer", "description": "Centimes d’euro."}
QUARTERS: Shape = {"type": "integer", "description": "Quarts de journée : 4 font un jour."}


def one_of(values: type[StrEnum]) -> Shape:
    return {"type": "string", "enum": [value.value for value in values]}


def many(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def maybe(shape: Shape) -> Shape:
    return {"oneOf": [shape, {"type": "null"}]}


def row(**fields: Shape) -> Shape:
    """`fields` asked for may leave any of them out."""
    return {"type": "object", "properties": fields, "additionalProperties": False}


def page(shape: Shape) -> Shape:
    return row(items=many(shape), next={**maybe(TEXT), "description": "Adresse de la page suivante."})


PERSON = row(id=NUMBER, name=TEXT)
PERIOD = row(number=NUMBER, starts_on=DAY, ends_on={**DAY, "description": "Premier jour qui n’est plus couvert."})
ORGANISATION = row(name=TEXT, legal_form=one_of(LegalForm), siren=maybe(TEXT), rna=maybe(TEXT))
LAUREATE = row(
    id=NUMBER,
    slug=TEXT,
    name=TEXT,
    tagline=TEXT,
    status=one_of(LaureateStatus),
    operator=one_of(Operator),
    season=TEXT,
    organisation=ORGANISATION,
    themes=many(TEXT),
    axes=many(one_of(Axis)),
    town=TEXT,
    territory=one_of(Territory),
    website=maybe(TEXT),
    repository=maybe(TEXT),
    licence=TEXT,
    periods=many(PERIOD),
    version=NUMBER,
)
OBJECTIVE = row(
    id=NUMBER,
    priority=NUMBER,
    **dict.fromkeys(Objective.WORDING, TEXT),
    baseline=maybe(QUANTITY),
    target=maybe(QUANTITY),
    current=maybe(QUANTITY),
    progress=maybe(QUANTITY),
    status=one_of(ObjectiveStatus),
    reason=TEXT,
    due_on=maybe(DAY),
    owner=maybe(PERSON),
    means=many(row(kind=one_of(MeansKind), label=TEXT)),
    updated_at=INSTANT,
    version=NUMBER,
)
PRIORITY = row(
    id=NUMBER,
    axis=one_of(Axis),
    title=TEXT,
    expected_change=TEXT,
    dimensions=many(TEXT),
    progress=maybe(QUANTITY),
    objectives=many(OBJECTIVE),
)
ROADMAP = row(
    period=NUMBER,
    published_at=maybe(INSTANT),
    updated_at=INSTANT,
    progress=maybe(QUANTITY),
    priorities=many(PRIORITY),
)
ACTION = row(
    id=NUMBER,
    title=TEXT,
    owner=maybe(PERSON),
    due_on=maybe(DAY),
    objective=maybe(NUMBER),
    done_on=maybe(DAY),
    cancelled_on=maybe(DAY),
    created_at=INSTANT,
)
POINT = row(
    id=NUMBER,
    number=NUMBER,
    kind=one_of(CheckpointKind),
    status=one_of(CheckpointStatus),
    starts_at=INSTANT,
    duration_minutes=NUMBER,
    place=TEXT,
    agenda=TEXT,
    minutes=TEXT,
    decisions=TEXT,
    closed_at=maybe(INSTANT),
)
TIME = row(id=NUMBER, person=maybe(PERSON), on=DAY, quarters=QUARTERS, activity=TEXT, note=TEXT, created_at=INSTANT)
ASSIGNMENT = row(
    id=NUMBER,
    skill=one_of(Skill),
    title=TEXT,
    status=one_of(AssignmentStatus),
    expert=maybe(TEXT),
    planned_quarters=maybe(QUARTERS),
    starts_on=maybe(DAY),
    ends_on=maybe(DAY),
    requested_at=INSTANT,
    completed_on=maybe(DAY),
)
INTRODUCTION = row(
    id=NUMBER,
    organisation=TEXT,
    purpose=TEXT,
    status=one_of(IntroductionStatus),
    status_since=DAY,
    next_step=TEXT,
    next_step_on=maybe(DAY),
    months_gained=maybe(NUMBER),
)
AID = row(
    id=NUMBER,
    source=one_of(AidSource),
    regime=one_of(Regime),
    authority=TEXT,
    purpose=TEXT,
    granted_on=DAY,
    amount_cents=CENTS,
    cancelled_on=maybe(DAY),
)
DECISION = row(period=NUMBER, outcome=one_of(Outcome), reason=TEXT, decided_on=DAY, effective_on=DAY)
MEMBER = row(id=NUMBER, person=maybe(PERSON), role=one_of(MemberRole), from_on=DAY, until_on=maybe(DAY))
PROBLEM: Shape = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": NUMBER,
        "detail": TEXT,
        "errors": {"type": "object", "description": "Par champ, ce qui est refusé."},
    },
}
