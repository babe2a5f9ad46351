"""Roadmaps loaded whole, and what other screens ask of them."""

from aic_tracker.roadmap.queries.actions import action_decided_at, action_for, actions_due_of, actions_of, open_actions
from aic_tracker.roadmap.queries.objectives import (
    OPEN,
    Progress,
    due_of,
    late_objectives,
    means_for,
    objective_alone,
    objective_for,
    objectives_of,
    objectives_of_period,
    objectives_with,
    open_objectives,
    progress_by_laureate,
)
from aic_tracker.roadmap.queries.roadmaps import (
    followed_at,
    has_roadmap,
    next_rank,
    priority_for,
    published_roadmaps,
    roadmap_of,
    siblings_of,
)

__all__ = [
    "OPEN",
    "Progress",
    "action_decided_at",
    "action_for",
    "actions_due_of",
    "actions_of",
    "due_of",
    "followed_at",
    "has_roadmap",
    "late_objectives",
    "means_for",
    "next_rank",
    "objective_alone",
    "objective_for",
    "objectives_of",
    "objectives_of_period",
    "objectives_with",
    "open_actions",
    "open_objectives",
    "priority_for",
    "progress_by_laureate",
    "published_roadmaps",
    "roadmap_of",
    "siblings_of",
]
