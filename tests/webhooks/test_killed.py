"""kill -9 after kill -9: every event is told, in the order of its object, and what is told twice says so by its number.

`AIC_WEBHOOK_KILLS` and `AIC_WEBHOOK_EVENTS` make the campaign longer, `AIC_WEBHOOK_SEED` draws another one.
"""

import os
import random
from collections import defaultdict

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.journal.operations import record
from aic_tracker.webhooks import operations
from aic_tracker.webhooks.models import Notice, NoticeStatus
from tests import factories as make
from tests.scheduler.conftest import server, start  # noqa: F401
from tests.webhooks import lives
from tests.webhooks.receiver import WELL, opened

KILLS, EVENTS = int(os.environ.get("AIC_WEBHOOK_KILLS", "8")), int(os.environ.get("AIC_WEBHOOK_EVENTS", "24"))
SEED = int(os.environ.get("AIC_WEBHOOK_SEED", "2026"))
OBJECTS = 5


def happen(chance: random.Random) -> None:
    """Events of a few objects, each transaction with several."""
    laureates = [make.laureate() for _ in range(OBJECTS)]
    for number in range(EVENTS):
        one = chance.choice(laureates)
        record(None, f"laureate.event_{number}", one, "a changé", laureate_id=one.id)
        if chance.random() < 0.5:
            db.session.commit()
    db.session.commit()


def test_every_event_is_told_in_order_whatever_is_killed(app, start):  # noqa: F811
    chance = random.Random(SEED)
    with opened() as receiver:
        operations.add(name="Tableau", url=receiver.url, families=[], actor=make.admin(), now=clock.now())
        db.session.commit()
        happen(chance)
        receiver.answers = [chance.choice([WELL, WELL, WELL, (500, {}, b"")]) for _ in range(KILLS)]
        arguments = (receiver.port, clock.now().isoformat(), SEED, KILLS)
        process = start(lives.__file__, *map(str, arguments))
        output, _ = process.communicate(timeout=60 + 2 * KILLS + EVENTS)
        assert process.returncode == 0, output
    notices = db.session.scalars(sa.select(Notice).order_by(Notice.id)).all()
    assert len(notices) == EVENTS
    assert {notice.status for notice in notices} == {NoticeStatus.RECEIVED}
    first = list(dict.fromkeys(receiver.ids))
    assert set(first) == {notice.message_id for notice in notices}
    told = defaultdict(list)
    objects = {notice.message_id: notice.object_id for notice in notices}
    for message_id in first:
        told[objects[message_id]].append(message_id)
    wanted = defaultdict(list)
    for notice in notices:
        wanted[notice.object_id].append(notice.message_id)
    assert told == wanted
    bodies = {(headers["webhook-id"], body) for headers, body in receiver.received}
    assert len(bodies) == EVENTS
    assert len(receiver.received) > EVENTS  # some were told twice: the campaign did interrupt
