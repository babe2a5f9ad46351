"""What the standings follow, and which laureates a change concerns."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from aic_tracker import changes
from aic_tracker.accounts.models import User
from aic_tracker.changes import Change, Followed
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, Membership, SupportPeriod
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Objective, Priority, Roadmap
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry

PICTURE = "standing"

MEASURED = ("baseline", "target", "current", "status", "kept_progress", "due_on", "carried_from_id")

# A row that is taken away is told of through its parent, which stays.
changes.follow(
    PICTURE,
    {
        Laureate: Followed("laureate", "id", frozenset({"name", "status"})),
        SupportPeriod: Followed("laureate", "laureate_id"),
        Membership: Followed("laureate", "laureate_id"),
        User: Followed("user_account", "id", frozenset({"is_active"})),
        RenewalDecision: Followed("support_period", "period_id", frozenset({"period_id"})),
        Roadmap: Followed("support_period", "period_id", frozenset({"period_id"})),
        Priority: Followed("roadmap", "roadmap_id", frozenset({"axis"})),
        Objective: Followed("priority", "priority_id", frozenset(MEASURED)),
        Checkpoint: Followed("laureate", "laureate_id", frozenset({"status", "starts_at", "number"})),
        TimeEntry: Followed("laureate", "laureate_id", frozenset({"on", "quarters", "user_id"})),
        MonthDeclaration: Followed("laureate", "laureate_id"),
    },
)


def concerned(found: Iterable[Change]) -> set[int]:
    """The laureates that these changes are about; one statement for each table that they name."""
    keys: dict[str, set[int]] = defaultdict(set)
    for change in found:
        keys[change.table_name].add(change.object_id)
    ids = keys.pop("laureate", set())
    for table, rows in keys.items():
        ids |= set(db.session.scalars(_laureates_of(table, rows)))
    return ids


def _laureates_of(table: str, rows: set[int]) -> sa.Select[int]:
    if table == "user_account":
        return sa.select(Membership.laureate_id).where(Membership.user_id.in_(rows))
    periods = sa.select(SupportPeriod.laureate_id)
    if table == "support_period":
        return periods.where(SupportPeriod.id.in_(rows))
    roadmaps = periods.join(Roadmap, Roadmap.period_id == SupportPeriod.id)
    if table == "roadmap":
        return roadmaps.where(Roadmap.id.in_(rows))
    return roadmaps.join(Priority, Priority.roadmap_id == Roadmap.id).where(Priority.id.in_(rows))
