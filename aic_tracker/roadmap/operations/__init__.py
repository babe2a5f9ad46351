"""What one may do to a roadmap."""

from aic_tracker.roadmap.operations.actions import (
    add_action,
    cancel_action,
    complete_action,
    edit_action,
    reopen_action,
)
from aic_tracker.roadmap.operations.objectives import (
    add_means,
    add_objective,
    add_objectives,
    drop_objective,
    edit_objective,
    move_objective,
    remove_means,
    reopen_objective,
    update_progress,
)
from aic_tracker.roadmap.operations.roadmaps import (
    add_priority,
    carry_over,
    create_roadmap,
    edit_priority,
    move_priority,
    publication_refusal,
    publish_roadmap,
)

__all__ = [
    "add_action",
    "add_means",
    "add_objective",
    "add_objectives",
    "add_priority",
    "cancel_action",
    "carry_over",
    "complete_action",
    "create_roadmap",
    "drop_objective",
    "edit_action",
    "edit_objective",
    "edit_priority",
    "move_objective",
    "move_priority",
    "publication_refusal",
    "publish_roadmap",
    "remove_means",
    "reopen_action",
    "reopen_objective",
    "update_progress",
]
