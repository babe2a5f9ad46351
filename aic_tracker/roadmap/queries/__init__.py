"""Roadmaps loaded whole, and what other screens ask of them."""

from aic_tracker.roadmap.queries.actions import action_for, actions_of, open_actions
from aic_tracker.roadmap.queries.objectives import (
    OPEN,
    Progress,
    late_objectives,
    means_for,
    members_of,
    objective_for,
    objectives_of,
    progress_by_laureate,
)
from aic_tracker.roadmap.queries.roadmaps import (
    has_roadmap,
    next_rank,
    priority_for,
    roadmap_of,
    siblings_of,
    touch_roadmap,
)

__all__ = [
    "OPEN",
    "Progress",
    "action_for",
    "actions_of",
    "has_roadmap",
    "late_objectives",
    "means_for",
    "members_of",
    "next_rank",
    "objective_for",
    "objectives_of",
    "open_actions",
    "priority_for",
    "progress_by_laureate",
    "roadmap_of",
    "siblings_of",
    "touch_roadmap",
]
