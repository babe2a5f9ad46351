"""Taking a revision: the only thing that is ever done to one."""

from datetime import datetime

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.laureates.support import at_any_time
from aic_tracker.roadmap.models import Revision, Roadmap
from aic_tracker.roadmap.revisions import queries, rules


@at_any_time
def take_revision(
    roadmap: Roadmap, *, actor: User, now: datetime, reason: str, checkpoint_id: int | None = None
) -> Revision:
    """Freeze what the roadmap says now under the next number. `roadmap` is loaded whole."""
    queries.lock_roadmap(roadmap.id)
    revision = Revision(
        roadmap_id=roadmap.id,
        number=queries.last_number(roadmap.id) + 1,
        taken_at=now,
        author_id=actor.id,
        reason=reason[:300],
        checkpoint_id=checkpoint_id,
        content=rules.snapshot(roadmap),
    )
    db.session.add(revision)
    db.session.flush()
    return revision
