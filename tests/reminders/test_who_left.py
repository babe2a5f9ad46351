"""A mail about a laureate leaves only for somebody who may read that laureate at the moment when it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import PARIS, paris_instant
from aic_tracker.checkpoints.models import Attendee
from aic_tracker.db import db
from aic_tracker.diagnostic.rules import Side
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate, Membership
from aic_tracker.mail import kinds, rules
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders import last_check
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support import smtp
from tests.support.mails import mail, mails, queue_one

LEFT_ON = date(2026, 3, 2)
ELSEWHERE = {"sign-in", "invitation", "account-ending", "webhook-closed"}
ABOUT_A_LAUREATE = sorted(
    kind.name
    for kind in kinds.declared()
    if kind.name not in ELSEWHERE and not kind.name.startswith(("event-", "jury-", "selection-"))
)
FOR_WHO_LEFT = kinds.names(lambda kind: kind.is_for_who_left)
BARRED = [kind for kind in ABOUT_A_LAUREATE if kind not in FOR_WHO_LEFT]


@dataclass
class World:
    """A referent and an expert: one of them leaves, the other one stays."""

    laureate: Laureate
    coach: User
    referent: User
    place: Membership
    expert: User
    task: Assignment


@pytest.fixture
def world(app: Flask) -> World:
    laureate = factories.laureate("Vikidia")
    coach = factories.coach(laureate)
    referent = factories.referent(laureate, email="bruno@example.org")
    place = db.session.scalars(sa.select(Membership).where(Membership.user_id == referent.id)).one()
    sheet = factories.expert(email="emma@example.org")
    task = factories.scoped_assignment(laureate, sheet, status=AssignmentStatus.IN_PROGRESS)
    return World(laureate, coach, referent, place, db.session.get_one(User, sheet.user_id), task)


def close_place(world: World, on: date = LEFT_ON) -> User:
    world.place.until_on = on
    return world.referent


def change_role(world: World) -> User:
    world.referent.role = Role.ADMIN
    return world.referent


def deactivate(world: World) -> User:
    world.referent.is_active = False
    return world.referent


def end_assignment(status: AssignmentStatus) -> Callable[[World], User]:
    def end(world: World) -> User:
        world.task.status = status
        return world.expert

    return end


def change_expert(world: World) -> User:
    world.task.expert_id = factories.expert().id
    return world.expert


def withdraw_account_of_expert(world: World) -> User:
    db.session.get_one(Expert, world.task.expert_id).user_id = None
    return world.expert


WAYS: dict[str, Callable[[World], User]] = {
    "place closed": close_place,
    "role changed": change_role,
    "account deactivated": deactivate,
    "assignment completed": end_assignment(AssignmentStatus.COMPLETED),
    "assignment scoped again": end_assignment(AssignmentStatus.SCOPED),
    "assignment declined": end_assignment(AssignmentStatus.DECLINED),
    "expert changed": change_expert,
    "expert without an account": withdraw_account_of_expert,
}


def queued(kind: str, reader: User, laureate: Laureate) -> int:
    return queue_one(
        f"{kind}:{reader.id}",
        kind=kind,
        user_id=reader.id,
        recipient=reader.email,
        laureate_id=laureate.id,
        useful_for=timedelta(days=30),
    )


@pytest.mark.parametrize("way", WAYS)
def test_nothing_leaves_for_somebody_who_would_find_no_page(world: World, server: smtp.Server, way: str) -> None:
    """Whatever queued it: a reminder, a notice, minutes, a mention."""
    people = (world.referent, world.expert)
    ids = {(kind, reader.id): queued(kind, reader, world.laureate) for kind in BARRED for reader in people}
    left = WAYS[way](world).id
    db.session.commit()
    assert jobs.deliver() == {"sent": len(BARRED), "skipped": len(BARRED)}
    expected = last_check.ACCOUNT_CLOSED if way == "account deactivated" else rules.NO_LONGER_A_READER
    for (_kind, reader), id in ids.items():
        assert mail(id).status is (MailStatus.CANCELLED if reader == left else MailStatus.SENT)
        assert reader != left or mail(id).reason == expected


@pytest.mark.parametrize("way", WAYS)
def test_what_takes_an_event_out_of_a_calendar_still_leaves(world: World, server: smtp.Server, way: str) -> None:
    left = WAYS[way](world)
    for kind in FOR_WHO_LEFT:
        queued(kind, left, world.laureate)
    db.session.commit()
    assert jobs.deliver()["sent"] == len(FOR_WHO_LEFT)


def test_a_mail_of_a_day_after_the_end_of_a_place_waits_for_nothing(world: World, server: smtp.Server) -> None:
    """A place that ends on a coming day: what leaves before that day leaves, what leaves from it on does not."""
    id = queued("mention", world.referent, world.laureate)
    close_place(world, LEFT_ON + timedelta(days=1))
    db.session.commit()
    with clock.at(datetime(2026, 3, 3, 0, 5, tzinfo=PARIS)):
        jobs.deliver()
    assert mail(id).reason == rules.NO_LONGER_A_READER


# Reminders, in a world where each kind has something to say to a referent: the moment when it leaves.
MOMENTS = {
    "checkpoint-coming": "2026-03-19T08:00",
    "time-month": "2026-03-31T08:00",
    "time-missing": "2026-03-06T08:00",
    "objective-due": "2026-03-10T08:00",
    "roadmap-stale": "2026-03-16T08:00",
    "assignment-evaluation": "2026-03-09T08:00",
    "introduction-follow-up": "2026-03-17T08:00",
    "commitment-check": "2026-06-01T08:00",
    "renewal-file": "2026-06-01T08:00",
    "action-due": "2026-03-10T08:00",
    "assignment-news": "2026-03-02T11:00",
    "signature-awaited": "2026-03-02T11:00",
    "decision-news": "2026-03-02T11:00",
}


def things_to_do(laureate: Laureate, owner: User) -> None:
    factories.checkpoint(laureate, date(2026, 3, 26), attendees=[Attendee(user_id=owner.id)])
    roadmap = factories.roadmap(laureate, updated_at=paris_instant(date(2026, 1, 29), 10))
    factories.objective(factories.priority(roadmap), owner_id=owner.id, due_on=date(2026, 3, 24))
    factories.assignment(laureate, status=AssignmentStatus.COMPLETED, completed_on=date(2026, 3, 2))
    factories.introduction(laureate, factories.contact(), owner_id=owner.id, next_step_on=date(2026, 3, 17))
    factories.action(laureate, owner_id=owner.id, due_on=date(2026, 3, 13))
    coach = factories.coach()
    diagnostic = factories.diagnostic(laureate, revision=2, coach_signed_at=clock.now(), coach_signer_id=coach.id)
    done: dict[str, Any] = {
        "assignment.scoped": factories.assignment(laureate),
        "diagnostic.signed": diagnostic,
        "renewal.renew": factories.first_period(laureate),
    }
    for verb, row in done.items():
        record(coach, verb, row, "a fait quelque chose", laureate_id=laureate.id, after={"side": Side.COACH})
    db.session.commit()


def before_planning(leave: Callable[[], object], moment: datetime) -> None:
    leave()
    jobs.tick(is_imagined=True)


def between_planning_and_delivery(leave: Callable[[], object], moment: datetime) -> None:
    jobs.plan(moment, is_imagined=True)
    leave()
    jobs.deliver(is_imagined=True)


def after_a_first_try(leave: Callable[[], object], moment: datetime) -> None:
    jobs.plan(moment, is_imagined=True)
    db.session.execute(
        sa.update(OutgoingMail).values(next_attempt_at=moment + timedelta(minutes=15), attempts=1, reason="4xx")
    )
    leave()
    jobs.plan(moment, is_imagined=True)
    with clock.at(moment + timedelta(minutes=20)):
        jobs.deliver(is_imagined=True)


@pytest.mark.parametrize("when", [before_planning, between_planning_and_delivery, after_a_first_try])
@pytest.mark.parametrize("kind", MOMENTS)
def test_a_reminder_leaves_for_who_stays_and_not_for_who_left(
    world: World, server: smtp.Server, at: Callable[[str], None], kind: str, when: Callable[..., None]
) -> None:
    things_to_do(world.laureate, world.referent)
    owned = {"objective-due", "introduction-follow-up", "action-due"}
    twin = factories.referent(world.laureate, email="chloe@example.org")
    at(MOMENTS[kind])

    def leave() -> None:
        close_place(world)
        db.session.commit()

    when(leave, clock.now())
    sent = {(row.kind, row.recipient) for row in mails() if row.status is MailStatus.SENT}
    assert not {kind for kind, reader in sent if reader == "bruno@example.org"}
    # What was theirs alone is told to the lead coach, at the next plan.
    jobs.plan(clock.now(), is_imagined=True)
    told = {row.recipient for row in mails() if row.kind == kind and row.status is not MailStatus.CANCELLED}
    assert told & {world.coach.email if kind in owned else twin.email}


def test_without_the_departure_every_kind_would_have_left(world: World, at: Callable[[str], None]) -> None:
    """The question above is asked of mails that exist."""
    things_to_do(world.laureate, world.referent)
    told = set()
    for moment in sorted(MOMENTS.values()):
        at(moment)
        jobs.plan(clock.now(), is_imagined=True)
    told |= {row.kind for row in mails() if row.recipient == "bruno@example.org"}
    assert told >= MOMENTS.keys()


def test_every_kind_that_a_referent_receives_is_asked_about() -> None:
    # Minutes go to those who were invited, whoever else stands for the project.
    others = {"minutes-missing", "minutes-missed", "checkpoint-unplanned", "assignment-ending", "aid-register"}
    assert MOMENTS.keys() | others | {"coach-week", "direction-month"} == KINDS.keys()
