"""How a message is signed, when it is tried again, and what an answer means."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from aic_tracker.journal.words import KINDS
from aic_tracker.webhooks import rules, secrets
from aic_tracker.webhooks.rules import Outcome

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_reference_library_verifies_what_is_signed():
    secret, other, now = secrets.drawn(), secrets.drawn(), datetime.now(UTC)
    content = '{"type":"objective.completed"}'
    headers = rules.headers([secret, other], "msg_1", now, content)
    for known in (secret, other):
        assert Webhook(known).verify(content, headers) == {"type": "objective.completed"}
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(secrets.drawn()).verify(content, headers)


def test_trials_last_three_days_with_a_last_one_at_their_end():
    drawn = random.Random(1)
    for _ in range(200):
        now, attempts = NOW, 1
        while (again := rules.retry_at(attempts, now, first_tried_at=NOW, spread=drawn.random())) is not None:
            assert now < again <= NOW + rules.TRIED_FOR
            now, attempts = again, attempts + 1
        assert now == NOW + rules.TRIED_FOR
        assert 9 <= attempts <= 11


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 02 Mar 2026 10:00:00 GMT", timedelta(hours=1)),
        ("Mon, 02 Mar 2020 10:00:00 GMT", None),
        ("9" * 400, rules.TRIED_FOR),
        ("bientôt", None),
        ("", None),
    ],
)
def test_a_date_asked_for_is_honoured_and_never_believed_beyond_three_days(text, wait):
    assert rules.asked_instant({"retry-after": text}, NOW) == (wait and NOW + wait)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "RECEIVED"),
        (204, "RECEIVED"),
        (302, "RETRY"),
        (400, "RETRY"),
        (410, "GONE"),
        (429, "RETRY"),
        (503, "RETRY"),
    ],
)
def test_an_answer_is_its_status(status, outcome):
    assert rules.judged(status, "http://10.0.0.1/", None).outcome is Outcome[outcome]


def test_what_is_told_is_known_of_the_journal_and_never_of_people():
    told = rules.tables_told(())
    assert told <= set(KINDS)
    assert not told & {"user_account", "comment", "document", "contact", "outgoing_mail", "webhook"}
