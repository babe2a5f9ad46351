"""What the list of what waits follows, and which laureates a change concerns."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from aic_tracker import changes
from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid, AidDeclaration, AidPaper, AidProfile
from aic_tracker.awaiting.models import AwaitedRow
from aic_tracker.changes import EVERYTHING, Change, Followed
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.commitments.models import Commitment
from aic_tracker.db import Base, db
from aic_tracker.diagnostic.models import Diagnostic, Rating
from aic_tracker.expertise.models import Assignment, Expert
from aic_tracker.funding.models import Grant, SponsorPledge, Tranche, TrancheCondition
from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.laureates.models import Laureate, Membership, Organisation, SupportPeriod
from aic_tracker.renewals.models import RenewalDecision, RenewalFile
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap
from aic_tracker.timesheet.models import MonthDeclaration, MonthKeptOpen, TimeEntry

PICTURE = "awaited"
TOLD = frozenset({"title", "due_on", "status", "owner_id", "carried_from_id"})

# A row that is taken away is told of through its parent, which stays.
FOLLOWED: dict[type[Base], Followed] = {
    Laureate: Followed("laureate", "id", frozenset({"status", "slug", "organisation_id"})),
    SupportPeriod: Followed("laureate", "laureate_id"),
    Membership: Followed("laureate", "laureate_id"),
    User: Followed("user_account", "id", frozenset({"is_active", "name", "role"})),
    Diagnostic: Followed("support_period", "period_id"),
    Rating: Followed("diagnostic", "diagnostic_id", frozenset({"level"})),
    Roadmap: Followed("support_period", "period_id", frozenset({"published_at"})),
    Priority: Followed("roadmap", "roadmap_id", frozenset({"roadmap_id"})),
    Objective: Followed("priority", "priority_id", TOLD),
    Action: Followed("laureate", "laureate_id"),
    Checkpoint: Followed(
        "laureate", "laureate_id", frozenset({"status", "starts_at", "number", "minutes_sent_version"})
    ),
    Assignment: Followed("laureate", "laureate_id"),
    Expert: Followed("expert", "id", frozenset({"user_id"})),
    Introduction: Followed("laureate", "laureate_id"),
    Contact: Followed("contact", "id", frozenset({"organisation"})),
    Commitment: Followed("laureate", "laureate_id"),
    RenewalDecision: Followed("support_period", "period_id"),
    RenewalFile: Followed("support_period", "period_id"),
    Grant: Followed("laureate", "laureate_id"),
    Tranche: Followed("funding_grant", "grant_id"),
    TrancheCondition: Followed("tranche", "tranche_id"),
    SponsorPledge: Followed("laureate", "laureate_id"),
    Aid: Followed("laureate", "laureate_id"),
    AidDeclaration: Followed("organisation", "organisation_id", frozenset({"signed_on"})),
    AidPaper: Followed("laureate", "laureate_id", frozenset({"aid_id"})),
    AidProfile: Followed("organisation", "organisation_id", frozenset({"is_undertaking"})),
    Organisation: Followed("organisation", "id", frozenset({"name"})),
    TimeEntry: Followed("laureate", "laureate_id", frozenset({"on", "user_id"})),
    MonthDeclaration: Followed("laureate", "laureate_id"),
    MonthKeptOpen: Followed(EVERYTHING, ""),
}
changes.follow(PICTURE, FOLLOWED)


def concerned(found: Iterable[Change]) -> set[int]:
    """The laureates that these changes are about; one statement for each table that they name."""
    keys: dict[str, set[int]] = defaultdict(set)
    for change in found:
        keys[change.table_name].add(change.object_id)
    ids = keys.pop("laureate", set())
    for table, rows in keys.items():
        ids |= set(db.session.scalars(_of_account(rows) if table == "user_account" else LAUREATES[table](rows)))
    return ids


_OF_OBJECTIVE = (
    sa.select(SupportPeriod.laureate_id)
    .join(Roadmap, Roadmap.period_id == SupportPeriod.id)
    .join(Priority, Priority.roadmap_id == Roadmap.id)
)
LAUREATES = {
    "support_period": lambda rows: sa.select(SupportPeriod.laureate_id).where(SupportPeriod.id.in_(rows)),
    "diagnostic": lambda rows: (
        sa.select(SupportPeriod.laureate_id)
        .join(Diagnostic, Diagnostic.period_id == SupportPeriod.id)
        .where(Diagnostic.id.in_(rows))
    ),
    "roadmap": lambda rows: (
        sa.select(SupportPeriod.laureate_id)
        .join(Roadmap, Roadmap.period_id == SupportPeriod.id)
        .where(Roadmap.id.in_(rows))
    ),
    "priority": lambda rows: _OF_OBJECTIVE.where(Priority.id.in_(rows)),
    "expert": lambda rows: sa.select(Assignment.laureate_id).where(Assignment.expert_id.in_(rows)),
    "contact": lambda rows: sa.select(Introduction.laureate_id).where(Introduction.contact_id.in_(rows)),
    "funding_grant": lambda rows: sa.select(Grant.laureate_id).where(Grant.id.in_(rows)),
    "tranche": lambda rows: (
        sa.select(Grant.laureate_id).join(Tranche, Tranche.grant_id == Grant.id).where(Tranche.id.in_(rows))
    ),
    "organisation": lambda rows: sa.select(Laureate.id).where(
        sa.or_(
            Laureate.organisation_id.in_(rows),
            Laureate.id.in_(sa.select(Aid.laureate_id).where(Aid.organisation_id.in_(rows))),
        )
    ),
}


def _of_account(rows: set[int]) -> sa.CompoundSelect[int]:
    """Where they hold something; and what waits for whoever may, or was left, for want of somebody like them."""
    owned = _OF_OBJECTIVE.join(Objective, Objective.priority_id == Priority.id)
    carried = sa.select(Assignment.laureate_id).join(Expert, Expert.id == Assignment.expert_id)
    return sa.union(
        sa.select(Membership.laureate_id).where(Membership.user_id.in_(rows)),
        owned.where(Objective.owner_id.in_(rows)),
        sa.select(Action.laureate_id).where(Action.owner_id.in_(rows)),
        sa.select(Introduction.laureate_id).where(Introduction.owner_id.in_(rows)),
        carried.where(Expert.user_id.in_(rows)),
        sa.select(AwaitedRow.laureate_id).where(sa.or_(AwaitedRow.all_who_may.is_not(None), AwaitedRow.is_left)),
    )
