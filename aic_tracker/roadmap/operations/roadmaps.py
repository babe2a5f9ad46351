"""The roadmap as a whole and its priorities; what a renewal carries over."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db, editing
from aic_tracker.diagnostic import queries as diagnostics
from aic_tracker.diagnostic.models import Dimension
from aic_tracker.diagnostic.rules import is_signed
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import plural
from aic_tracker.journal.changes import apply
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Axis, SupportPeriod
from aic_tracker.laureates.support import until_decided
from aic_tracker.roadmap import queries, rules
from aic_tracker.roadmap.models import Means, Objective, Priority, Roadmap
from aic_tracker.roadmap.revisions.operations import take_revision

CHANGED_MEANWHILE = "Cette priorité a été modifiée entre-temps."
NOT_SIGNED = "Le diagnostic initial doit d’abord porter les deux signatures."


@until_decided(period="id")
def create_roadmap(period: SupportPeriod, *, actor: User, now: datetime) -> Roadmap:
    """Start the period's roadmap, empty. Refused until the initial diagnostic carries both signatures."""
    _require_signatures(period)
    laureates.lock_period(period.id)
    if queries.has_roadmap(period.id):
        raise DomainError("La feuille de route existe déjà.")
    roadmap = Roadmap(period_id=period.id, created_at=now, updated_at=now)
    db.session.add(roadmap)
    record(actor, "roadmap.created", roadmap, "a ouvert la feuille de route", laureate_id=period.laureate_id)
    return roadmap


@until_decided(period="period_id")
def publish_roadmap(roadmap: Roadmap, *, actor: User, now: datetime) -> None:
    """Make the roadmap the reference of the period, and its first revision.

    Refused until the initial diagnostic carries both signatures and a priority has an objective.
    """
    if refusal := publication_refusal(roadmap):
        raise DomainError(refusal)
    roadmap.published_at = roadmap.updated_at = now
    take_revision(roadmap, actor=actor, now=now, reason="Publication")
    _note(actor, "roadmap.published", roadmap, roadmap, "a publié la feuille de route")


def publication_refusal(roadmap: Roadmap) -> str:
    """Why this roadmap cannot be published as it stands; "" when it can."""
    if not _is_signed(roadmap.period):
        return NOT_SIGNED
    if roadmap.published_at is not None:
        return "La feuille de route est déjà publiée."
    if not rules.can_be_published(roadmap.priorities):
        return "Avant de publier, ajoutez au moins une priorité avec un objectif."
    return ""


@until_decided(period="period_id")
def add_priority(
    roadmap: Roadmap,
    *,
    axis: Axis,
    title: str,
    expected_change: str,
    dimensions: Sequence[Dimension],
    actor: User,
    now: datetime,
) -> Priority:
    priority = Priority(
        roadmap_id=roadmap.id,
        axis=axis,
        title=title,
        expected_change=expected_change,
        rank=queries.next_rank(Roadmap, roadmap.id),
    )
    priority.dimensions = list(dimensions)
    db.session.add(priority)
    roadmap.updated_at = now
    _note(actor, "priority.added", priority, roadmap, f"a ajouté la priorité « {title} »")
    return priority


@until_decided(period="roadmap.period_id")
def edit_priority(
    priority: Priority,
    *,
    axis: Axis,
    title: str,
    expected_change: str,
    dimensions: Sequence[Dimension],
    version: int,
    actor: User,
    now: datetime,
) -> None:
    """StaleError when the priority changed since `version`."""
    if priority.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    values = {"axis": axis, "title": title, "expected_change": expected_change}
    with editing(CHANGED_MEANWHILE):
        before, after = apply(priority, values)
        changed = apply(priority, {"dimensions": sorted(dimensions, key=lambda line: line.rank)})
        if not after and not changed[1]:
            return
        # The link table alone would leave the version as it is.
        sa.orm.attributes.flag_modified(priority, "title")
        priority.roadmap.updated_at = now
    text = f"a modifié la priorité « {title} »"
    laureate_id = priority.roadmap.period.laureate_id
    before, after = before | changed[0], after | changed[1]
    record(actor, "priority.edited", priority, text, laureate_id=laureate_id, before=before, after=after)


@until_decided(period="roadmap.period_id")
def move_priority(priority: Priority, *, up: bool, actor: User, now: datetime) -> None:
    """One place up or down among the priorities of its axis."""
    order = rules.moved(queries.siblings_of(priority), priority, up=up)
    set_ranks(Priority, [row.id for row in order])
    priority.roadmap.updated_at = now
    text = f"a {'monté' if up else 'descendu'} la priorité « {priority.title} »"
    _note(actor, "priority.moved", priority, priority.roadmap, text)


def set_ranks(table: type[Priority] | type[Objective], ids: Sequence[int]) -> None:
    """Number the rows in this order. The versions stay: an order is not a text that somebody is editing."""
    for rank, row_id in enumerate(ids, start=1):
        db.session.execute(sa.update(table).where(table.id == row_id).values(rank=rank))


def carry_over(from_period: SupportPeriod, to_period: SupportPeriod, *, now: datetime) -> list[Objective]:
    """Copy the open objectives of a period, with their priorities and means, into the next one's roadmap.

    After what was prepared there already. The originals stay as they ended; each copy names its own
    (`carried_from_id`). Due dates are kept: those of the past are late at once, to be set again at the next point.
    """
    source = queries.roadmap_of(from_period.id)
    if source is None or not rules.open_objectives(source.priorities):
        return []
    roadmap = queries.roadmap_of(to_period.id)
    if roadmap is None:
        roadmap = Roadmap(period_id=to_period.id, created_at=now, updated_at=now, priorities=[])
        db.session.add(roadmap)
        db.session.flush()
    after = max((priority.rank for priority in roadmap.priorities), default=0)
    copies = []
    for rank, priority in enumerate([p for p in source.priorities if rules.open_objectives([p])], start=after + 1):
        kept = Priority(
            roadmap_id=roadmap.id,
            axis=priority.axis,
            rank=rank,
            title=priority.title,
            expected_change=priority.expected_change,
        )
        kept.dimensions = list(priority.dimensions)
        kept.objectives = [_copy(o, place, now) for place, o in enumerate(rules.open_objectives([priority]), start=1)]
        db.session.add(kept)
        copies += kept.objectives
    one, several = "objectif reconduit", "objectifs reconduits"
    text = f"{plural(len(copies), one, several)} dans la feuille de route de l’accompagnement {to_period.number}"
    record(None, "roadmap.carried_over", roadmap, text, laureate_id=to_period.laureate_id)
    return copies


def _copy(objective: Objective, rank: int, now: datetime) -> Objective:
    copy = Objective(rank=rank, carried_from_id=objective.id, updated_at=now)
    for name in (*Objective.WORDING, *Objective.MEASURE, *Objective.PLAN, *Objective.STATE):
        setattr(copy, name, getattr(objective, name))
    copy.means = [Means(kind=means.kind, label=means.label) for means in objective.means]
    return copy


def _require_signatures(period: SupportPeriod) -> None:
    if not _is_signed(period):
        raise DomainError(NOT_SIGNED)


def _is_signed(period: SupportPeriod) -> bool:
    return is_signed(diagnostics.initial_diagnostics(period.laureate_id, up_to_period=period.number))


def _note(actor: User, verb: str, row: Roadmap | Priority, roadmap: Roadmap, text: str) -> None:
    period = db.session.get_one(SupportPeriod, roadmap.period_id)
    record(actor, verb, row, text, laureate_id=period.laureate_id)
