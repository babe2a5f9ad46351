"""The demonstration's roadmaps have a past: versions that tell how they came to what they say."""

from datetime import date
from itertools import pairwise

from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.demo.season import load
from aic_tracker.roadmap import queries
from aic_tracker.roadmap.models import Revision, Roadmap
from aic_tracker.roadmap.revisions.rules import snapshot
from aic_tracker.roadmap.revisions.words import items_between


def test_each_point_left_a_version_and_the_last_says_what_stands(app) -> None:
    load(date(2026, 3, 2))
    db.session.commit()
    roadmaps = db.session.query(Roadmap).filter(Roadmap.published_at.is_not(None)).all()
    told = set()
    for roadmap in roadmaps:
        kept = db.session.query(Revision).filter_by(roadmap_id=roadmap.id).order_by(Revision.number).all()
        assert [revision.number for revision in kept] == list(range(1, len(kept) + 1))
        for revision in kept[1:]:
            assert db.session.get(Checkpoint, revision.checkpoint_id).status is CheckpointStatus.CLOSED
        for old, new in pairwise(kept):
            told |= {entry.kind for item in items_between(old.content, new.content) for entry in item.entries}
        assert items_between(kept[-1].content, snapshot(queries.roadmap_of(roadmap.period_id))) == []
    assert {"advanced", "status", "dropped"} <= told
