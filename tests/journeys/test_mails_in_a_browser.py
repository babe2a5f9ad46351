"""The HTML of each mail as a mail program shows it: readable, light or dark, wide or narrow."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from aic_tracker import clock
from aic_tracker.accounts import links
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints import closing, notices, queries
from aic_tracker.checkpoints import operations as checkpoints
from aic_tracker.checkpoints.closing import DecidedAction, NextDate
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.scheduler import jobs
from tests.support.mails import mails

TODAY = date(2026, 3, 2)
# Days of the demonstration that, together, call for every kind of mail.
DAYS = (0, 3, 7, 23, 30, 35, 42)
# Not called for there: its own test reads its words, and the frame is the same.
NOT_SHOWN = {
    "assignment-evaluation",
    "checkpoint-unplanned",
    "decision-news",
    "minutes-missed",
    "signature-awaited",
}


@pytest.fixture
def pages(empty_app: Flask) -> dict[str, str]:
    """The longest HTML of each kind of mail, over two months of the demonstration."""
    with empty_app.app_context():
        season.load(TODAY)
        db.session.commit()
        for days in DAYS:
            with clock.at(datetime(2026, 3, 2, 9, tzinfo=PARIS) + timedelta(days=days)):
                jobs.plan(clock.now())
        _tell_the_rest()
        found: dict[str, str] = {}
        for mail in mails():
            html = _html(mail)
            found[mail.kind] = max(found.get(mail.kind, ""), html, key=len)
    return found


def _tell_the_rest() -> None:
    now = clock.now()
    coach = db.session.scalars(sa.select(User).order_by(User.id)).first()
    assert coach is not None
    links.request_sign_in(coach.email, next_path="/", now=now)
    links.send_invitation(coach, coach, now)
    _close_a_point(coach, now)
    statement = sa.select(Checkpoint).where(Checkpoint.status == CheckpointStatus.PLANNED, Checkpoint.starts_at > now)
    point = db.session.scalars(statement.order_by(Checkpoint.starts_at)).first()
    assert point is not None
    was_at, point.starts_at, point.sequence = point.starts_at, point.starts_at + timedelta(hours=1), point.sequence + 1
    notices.tell_change(point, was_at=was_at, actor=coach, now=now)
    checkpoints.cancel_point(point, actor=coach, now=now, version=point.version, reason="Congés d’été.")
    db.session.commit()


def _close_a_point(coach: User, now: datetime) -> None:
    statement = sa.select(Checkpoint).where(Checkpoint.status == CheckpointStatus.HELD).limit(1)
    held = db.session.scalars(statement.options(joinedload(Checkpoint.laureate))).one()
    laureate = held.laureate
    point = queries.point(laureate.id, held.number)
    assert point is not None
    following = queries.planned_after(point, now)
    closing.close_point(
        point,
        laureate,
        actor=coach,
        now=now,
        version=point.version,
        minutes="Tour des objectifs.\n\nhttps://exemple.org/une-adresse-tres-longue" + "-qui-ne-se-coupe-pas" * 8,
        decisions="Écrire une charte.",
        present=[coach],
        actions=[DecidedAction("Écrire la charte", coach, TODAY)],
        follow_up=NextDate(keep=following, no_next_reason="" if following else "Fin de l’accompagnement."),
        owners={action.id: coach for action in point.actions},
    )


def _html(mail: OutgoingMail) -> str:
    part = message_from_bytes(mail.content, policy=policy.default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_each_mail_can_be_read_everywhere(visitor: Callable, pages: dict[str, str]) -> None:
    missing = set(KINDS) - set(pages) - NOT_SHOWN
    assert missing == set(), "add to DAYS a day that calls for these mails"
    windows = [visitor(phone=phone) for phone in (False, True)]
    for window, scheme in zip(windows, ("light", "dark"), strict=True):
        window.page.emulate_media(color_scheme=scheme)
        for kind, html in pages.items():
            window.page.set_content(html)
            assert window.violations() == [], (kind, scheme)
            assert window.page.locator("img, script, link").count() == 0, kind
        assert window.console == []
