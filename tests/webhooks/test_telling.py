"""What happens is told to addresses that answer well, slowly, never, nonsense or elsewhere: a real server each time."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook as Verifier

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.journal.operations import record
from aic_tracker.mail import queue as mails
from aic_tracker.outgoing import addresses
from aic_tracker.scheduler.commands import tick
from aic_tracker.scheduler.webhooks import deliver
from aic_tracker.webhooks import operations, rules
from aic_tracker.webhooks.models import Attempt, Notice, NoticeStatus
from tests import factories as make
from tests.support.mails import mails as mails_written
from tests.webhooks.receiver import opened, reaching


@pytest.fixture
def receiver(app):
    with opened() as found, reaching(found):
        yield found


@pytest.fixture
def told(receiver):
    """An address and its secret."""
    found = operations.add(name="Tableau", url=receiver.url, families=[], actor=make.admin(), now=clock.now())
    db.session.commit()
    return found


def happens(laureate, verb="laureate.edited"):
    record(None, verb, laureate, "a changé", laureate_id=laureate.id, before={"name": "secret"}, after={"name": "x"})
    db.session.commit()


def states():
    return [(one.event, one.status.value) for one in db.session.scalars(sa.select(Notice).order_by(Notice.id))]


def test_one_pass_from_the_command_line_tells_too(app, told, receiver):
    happens(make.laureate())
    output = app.test_cli_runner().invoke(tick).output
    assert json.loads(output)["webhooks_received"] == 1
    happens(make.laureate())
    # At an imagined time, addresses outside are left alone.
    app.test_cli_runner().invoke(tick, ("--now", "2026-04-01T08:00"))
    assert len(receiver.received) == 1


def later(**span):
    return clock.at(clock.now() + timedelta(**span))


def test_what_is_written_is_told_thin_and_signed(told, receiver):
    laureate = make.laureate("Vikidia")
    happens(laureate)
    assert deliver() == {"webhooks_received": 1}
    headers, body = receiver.received[0]
    with clock.at(clock.now()):
        signed = rules.signature([told[1]], headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == signed
    assert json.loads(body)["data"] == {
        "laureate": laureate.slug,
        "object": {"type": "laureate", "id": laureate.id},
        "url": f"http://aic.test/api/v1/laureats/{laureate.slug}",
    }
    assert "secret" not in body
    assert deliver() == {}


def test_what_is_rolled_back_or_not_chosen_is_not_told(told, receiver):
    laureate = make.laureate()
    record(None, "laureate.edited", laureate, "a changé")
    db.session.rollback()
    record(None, "user.edited", make.user(), "a changé")
    db.session.commit()
    operations.edit(told[0], name="Tableau", url=receiver.url, families=["checkpoints"], actor=make.admin())
    happens(make.laureate())
    assert states() == []


def test_during_a_rotation_both_secrets_sign_and_the_old_one_ends(told, receiver):
    laureate, old = make.laureate(), told[1]
    new = operations.give_secret(told[0], actor=make.admin(), now=clock.now())
    happens(laureate)
    deliver()
    with later(days=2):
        happens(laureate)
        deliver()
    both, alone = (headers["webhook-signature"].split() for headers, _body in receiver.received)
    assert (len(both), len(alone)) == (2, 1)
    for secret, count in ((new, 2), (old, 1)):
        right = [
            rules.signature([secret], headers["webhook-id"], int(headers["webhook-timestamp"]), body)
            in headers["webhook-signature"]
            for headers, body in receiver.received
        ]
        assert sum(right) == count
    assert Verifier(new)


def test_an_object_is_told_in_order_however_the_first_one_fails(told, receiver):
    one, other = make.laureate(), make.laureate()
    happens(one, "laureate.first")
    happens(one, "laureate.second")
    happens(other, "laureate.other")
    receiver.answers = [(500, {}, b"")]
    deliver()
    assert states() == [("laureate.first", "pending"), ("laureate.second", "pending"), ("laureate.other", "pending")]
    with later(minutes=1):
        deliver()
    kinds = [json.loads(body)["type"] for _headers, body in receiver.received]
    assert kinds == ["laureate.first", "laureate.first", "laureate.second", "laureate.other"]
    assert receiver.ids[0] == receiver.ids[1]


def test_a_delay_that_is_asked_for_is_waited_out(told, receiver):
    happens(make.laureate())
    receiver.answers = [(429, {"Retry-After": "7200"}, b"")]
    deliver()
    with later(hours=1):
        assert deliver() == {}
    with later(hours=2, seconds=1):
        assert deliver() == {"webhooks_received": 1}


def test_an_address_that_is_gone_is_closed_and_what_waits_is_kept(told, receiver):
    laureate = make.laureate()
    happens(laureate)
    receiver.answers = [(410, {}, b"")]
    deliver()
    happens(laureate)
    with later(days=4):
        assert deliver() == {}
    assert states() == [("laureate.edited", "pending")]
    assert {mail.kind for mail in mails_written()} == {"webhook-closed"}
    assert "« Tableau » n’est plus prévenu" in mails_written()[0].subject
    operations.reopen(told[0], actor=make.admin())
    db.session.commit()
    assert deliver() == {"webhooks_received": 1}


def test_one_message_refused_for_three_days_fails_and_the_next_ones_pass(told, receiver):
    one, other = make.laureate(), make.laureate()
    happens(one)
    start = clock.now()
    receiver.answers = [(400, {}, b"")]
    deliver()
    with clock.at(start + timedelta(days=3, seconds=1)):
        happens(other)
        receiver.answers = [(204, {}, b""), (400, {}, b"")]
        held_back = sa.update(Notice).where(Notice.object_id == one.id)
        db.session.execute(held_back.values(next_attempt_at=clock.now() + timedelta(seconds=30)))
        db.session.commit()
        assert deliver() == {"webhooks_received": 1}
    with clock.at(start + timedelta(days=3, minutes=1)):
        deliver()
    assert [status for _event, status in states()] == ["failed", "received"]
    assert told[0].closed_at is None


def test_an_address_silent_for_three_days_is_closed_and_nothing_is_lost(told, receiver):
    happens(make.laureate())
    start = clock.now()
    receiver.answers = [(503, {}, b"")] * 2
    deliver()
    with clock.at(start + timedelta(days=3, seconds=1)):
        deliver()
    assert told[0].closed_reason == "L’adresse n’a rien reçu pendant trois jours."
    assert states() == [("laureate.edited", "pending")]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((302, {"Location": "http://10.0.0.1/"}, b""), "une redirection n’est pas suivie"),
        ((200, {"Content-Type": "text/html"}, b"<html>" + b"x" * 200_000), "Reçu."),
        ((404, {}, b"?"), "L’adresse refuse le message."),
    ],
)
def test_each_answer_is_kept_in_words(told, receiver, answer, words):
    happens(make.laureate())
    receiver.answers = [answer]
    deliver()
    assert words in db.session.scalars(sa.select(Attempt.said)).one()
    assert len(receiver.received) == 1


def test_an_address_that_does_not_answer_in_time_is_tried_again(app):
    with opened() as receiver, reaching(receiver, seconds=0.3):
        operations.add(name="Lent", url=receiver.url, families=[], actor=make.admin(), now=clock.now())
        happens(make.laureate())
        receiver.waits = 1
        assert deliver() == {"webhooks_retried": 1}
        assert "à temps" in db.session.scalars(sa.select(Attempt.said)).one()


def test_a_private_address_is_never_asked(app):
    with opened() as receiver, reaching(receiver, allows=addresses.is_public):
        operations.add(name="Dedans", url=receiver.url, families=[], actor=make.admin(), now=clock.now())
        happens(make.laureate())
        assert deliver() == {"webhooks_retried": 1}
    assert receiver.received == []
    assert "réseau privé" in db.session.scalars(sa.select(Attempt.said)).one()


def test_a_scheduler_that_died_gives_its_message_back_under_the_same_identifier(told, receiver):
    happens(make.laureate())
    db.session.execute(
        sa.update(Notice).values(status=NoticeStatus.CLAIMED, lease_until=clock.now() + timedelta(seconds=60))
    )
    db.session.commit()
    assert deliver() == {}
    with later(minutes=2):
        assert deliver() == {"webhooks_received": 1}


def test_nothing_leaves_while_the_queue_is_held(told, receiver):
    happens(make.laureate())
    mails.hold("L’horloge a reculé.")
    db.session.commit()
    assert deliver() == {}
    assert receiver.received == []
