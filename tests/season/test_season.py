"""A season simulated day by day: what leaves is what a naive reader of the domain expects, and nothing else.

Two months of it by default; `make slow` plays three years (SEASON_DAYS, SEASON_SEEDS).
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock, config
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.mail import failures
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.mail.transport import Mailbox, Result
from aic_tracker.reminders.models import Reminder
from aic_tracker.scheduler import delivery, jobs
from tests.reminders.oracle import ONE_DAY, is_open
from tests.season import facts, story
from tests.season.oracle import Left, Oracle

DAYS = int(os.environ.get("SEASON_DAYS", "61"))
START = date(2026, 2, 16)
SEEDS = [int(seed) for seed in os.environ.get("SEASON_SEEDS", "1").split(",")]
KINDS = {
    "checkpoint-coming",
    "minutes-missing",
    "checkpoint-unplanned",
    "time-month",
    "time-missing",
    "objective-due",
    "renewal-file",
}
MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
DAY = r"(?:\w+ )?(\d+)(?:er)? (\w+) (\d{4})"
# What may be said of a day: until it, or from the day after it on.
NOT_BEFORE = (
    f"jusqu’au {DAY} inclus",
    f"se termine le {DAY}",
    f"arrive à son échéance, le {DAY}",
    f"s’achève le {DAY}",
)
PAST = (f"est arrivé à son échéance, le {DAY}", f"s’est terminé le {DAY}", f"est arrivé à son terme le {DAY}")


@dataclass
class Sent:
    """One mail as its reader has it."""

    kind: str
    key: str
    reader: str
    subject: str
    text: str
    at: datetime


@dataclass
class Played:
    oracle: Oracle = field(default_factory=Oracle)
    sent: list[Sent] = field(default_factory=list)
    extra: list[tuple[datetime, set[Left]]] = field(default_factory=list)
    missing: list[tuple[datetime, set[Left]]] = field(default_factory=list)


class Recorder(Mailbox):
    """Keeps what leaves as it leaves: texts are erased later. It asks the database nothing, which delivery holds."""

    def __init__(self, left: list[tuple[str, EmailMessage]]) -> None:
        self.left = left

    def send(self, recipient: str, content: bytes, hand_over: Callable[[], None]) -> Result:
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
        assert message["Date"].datetime == clock.now().replace(microsecond=0)
        self.left.append((recipient, message))
        return super().send(recipient, content, hand_over)


def _read(left: list[tuple[str, EmailMessage]]) -> list[Sent]:
    ids = [str(message["Message-ID"]) for _, message in left]
    statement = sa.select(OutgoingMail.message_id, OutgoingMail.kind, OutgoingMail.dedup_key)
    rows = {row[0]: row[1:] for row in db.session.execute(statement.where(OutgoingMail.message_id.in_(ids)))}
    found = []
    for recipient, message in left:
        kind, key = rows[str(message["Message-ID"])]
        body = message.get_body(("plain",))
        assert body is not None
        text = " ".join(str(body.get_content()).split())
        at = message["Date"].datetime.astimezone(PARIS)
        found.append(Sent(kind, key, recipient, str(message["Subject"]), text, at))
    return found


def play(seed: int, monkeypatch: pytest.MonkeyPatch) -> Played:
    played, random = Played(), Random(seed)
    left: list[tuple[str, EmailMessage]] = []
    monkeypatch.setattr(delivery, "transport", lambda: Recorder(left))
    with clock.at(datetime(2026, 2, 15, 12, tzinfo=PARIS)):
        season = story.Season(START, random)
    lived = START - ONE_DAY
    for now in story.looks(START, DAYS, Random(f"looks {seed}")):
        while lived < now.date() and (lived + ONE_DAY < now.date() or now.hour >= 10):
            lived += ONE_DAY
            with clock.at(datetime(lived.year, lived.month, lived.day, 10, tzinfo=PARIS)):
                season.live(lived)
        with clock.at(now):
            look(played, left, now)
            left.clear()
    return played


def look(played: Played, messages: list[tuple[str, EmailMessage]], now: datetime) -> None:
    if now.weekday() == 6:
        jobs.keep_no_longer_than_promised(now)
    jobs.close_periods(now)
    expected = played.oracle.look(now, facts.read())
    db.session.rollback()
    jobs.tick()
    sent = _read(messages)
    played.sent += sent
    left = _left(sent)
    db.session.rollback()
    if left - expected:
        played.extra.append((now, left - expected))
    if expected - left:
        played.missing.append((now, expected - left))


def _left(sent: list[Sent]) -> set[Left]:
    keys = [one.key.removeprefix("reminder:") for one in sent if one.kind in KINDS]
    rows = db.session.execute(
        sa.select(Reminder.kind, Reminder.object_id, Reminder.due_on, Reminder.dedup_key).where(
            Reminder.dedup_key.in_(keys)
        )
    )
    readers = {one.key.removeprefix("reminder:"): one.reader for one in sent}
    return {(kind, object_id, due_on, readers[key]) for kind, object_id, due_on, key in rows}


@pytest.fixture(params=SEEDS)
def played(app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Played:
    config.use(replace(config.current(), reminders=replace(config.current().reminders, hold_above=10_000)))
    return play(request.param, monkeypatch)


def test_what_leaves_is_what_a_naive_reader_expects(played: Played) -> None:
    assert played.extra[:5] == []
    assert played.missing[:5] == []
    assert sum(failures.open_by_stage().values()) == 0
    assert {one.kind for one in played.sent} >= KINDS - {"checkpoint-unplanned"}
    _nothing_leaves_twice(played.sent)
    _nothing_leaves_at_night_or_on_a_closed_day(played.sent)
    _nothing_false_is_said(played.sent)
    _nothing_is_said_again_word_for_word(played.sent)


def _nothing_leaves_twice(sent: list[Sent]) -> None:
    keys = [one.key for one in sent]
    assert len(keys) == len(set(keys))


def _nothing_leaves_at_night_or_on_a_closed_day(sent: list[Sent]) -> None:
    # What somebody has just caused leaves at once: the story does so at ten, and the next tick takes it.
    reminders = [one for one in sent if one.key.startswith("reminder:") or one.kind == "account-ending"]
    assert [one for one in reminders if not (is_open(one.at.date()) and 8 <= one.at.hour < 20)] == []


def _nothing_false_is_said(sent: list[Sent]) -> None:
    false = []
    for one in sent:
        for patterns, is_true in ((NOT_BEFORE, lambda day, on: day >= on), (PAST, lambda day, on: day < on)):
            for pattern in patterns:
                for found in re.findall(pattern, one.text):
                    said = date(int(found[2]), MONTHS.index(found[1]) + 1, int(found[0]))
                    if not is_true(said, one.at.date()):
                        false.append((one.at, one.kind, pattern, one.text[:400]))
    assert false == []


def _nothing_is_said_again_word_for_word(sent: list[Sent]) -> None:
    """Of one object to one reader: the next says something else, if only that nothing changed."""
    last: dict[tuple[str, str, str], Sent] = {}
    same = defaultdict(int)
    for one in sent:
        if not one.key.startswith("reminder:"):
            continue
        about = (one.kind, one.key.split(":")[2], one.reader)
        before = last.get(about)
        if before and before.text == one.text and (before.subject == one.subject or one.kind.startswith("coach")):
            same[one.kind] += 1
        last[about] = one
    assert dict(same) == {}
