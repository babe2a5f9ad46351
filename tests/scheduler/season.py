"""Projects to which every kind of reminder will have something to say, and when each kind next does."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from typing import Any

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.checkpoints.models import Attendee, CheckpointStatus
from aic_tracker.commitments.models import CommitmentState
from aic_tracker.db import db
from aic_tracker.diagnostic.rules import Side
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import Failure, Stage
from aic_tracker.reminders import schedule
from aic_tracker.reminders.schedule import Due
from tests import factories
from tests.support import smtp
from tests.support.client import Client, text_of
from tests.support.mails import mails

PROJECTS = ("Vikidia", "Panoramax")


def build() -> None:
    factories.direction(name="Denis Roux")
    for name in PROJECTS:
        laureate = factories.laureate(name, organisation=factories.organisation(f"Association {name}"))
        coach = factories.coach(laureate, name=f"Coach {name}")
        referent = factories.referent(laureate, name=f"Référent {name}")
        expert = factories.expert()
        factories.checkpoint(laureate, date(2026, 3, 26), number=1)
        factories.checkpoint(laureate, date(2026, 2, 27), number=2, status=CheckpointStatus.HELD)
        roadmap = factories.roadmap(laureate, updated_at=datetime(2026, 2, 2, 9, tzinfo=UTC))
        factories.objective(factories.priority(roadmap), due_on=date(2026, 3, 27), owner_id=referent.id)
        factories.scoped_assignment(laureate, expert, status=AssignmentStatus.IN_PROGRESS, ends_on=date(2026, 3, 30))
        factories.scoped_assignment(laureate, expert, status=AssignmentStatus.COMPLETED, completed_on=date(2026, 3, 16))
        contact = factories.contact(f"Contact {name}")
        factories.introduction(laureate, contact, owner_id=coach.id, next_step_on=date(2026, 3, 20))
        factories.commitment(laureate, state=CommitmentState.EXPECTED)
        factories.save(
            Aid(
                organisation_id=laureate.organisation_id,
                laureate_id=laureate.id,
                author_id=coach.id,
                source=AidSource.GRANT,
                regime=Regime.GENERAL,
                amount_cents=5_000_000,
                granted_on=date(2026, 3, 2),
                purpose="Amorçage",
                authority="DINUM",
                created_at=clock.now(),
            )
        )
        factories.action(laureate, due_on=date(2026, 3, 20), owner_id=referent.id)
        _news(laureate, coach, referent)
    # The one that has no point.
    factories.coach(factories.laureate("Infoclimat"), name="Coach Infoclimat")


def _news(laureate: Laureate, coach: User, referent: User) -> None:
    """What was done just now, as the journal tells it, of each sort that is told within the hour."""
    missed = factories.checkpoint(
        laureate,
        date(2026, 2, 20),
        number=3,
        status=CheckpointStatus.CLOSED,
        attendees=[Attendee(user_id=referent.id, was_present=False)],
    )
    diagnostic = factories.diagnostic(laureate, revision=2, coach_signed_at=clock.now(), coach_signer_id=coach.id)
    told: list[tuple[str, Any, Any]] = [
        ("assignment.scoped", factories.assignment(laureate), None),
        ("diagnostic.signed", diagnostic, {"side": Side.COACH}),
        ("renewal.renew", factories.first_period(laureate), None),
        ("checkpoint.closed", missed, None),
    ]
    for verb, row, after in told:
        record(coach, verb, row, "a fait quelque chose", laureate_id=laureate.id, after=after)
    db.session.commit()


def next_moment(kind: str) -> datetime:
    """When reminders of this kind leave next."""
    found = [due.stage.due_at for due in schedule.to_come(clock.now(), 150) if due.kind.name == kind]
    db.session.rollback()
    return min(found) + timedelta(seconds=1)


def due_at(moment: datetime) -> list[Due]:
    """What a tick at that moment would send, if nothing failed."""
    with clock.at(moment):
        plan = schedule.plan(clock.now())
    db.session.rollback()
    assert not plan.faults
    return [due for due in plan.due if not due.skip_reason]


def open_failures() -> list[Failure]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Failure).where(Failure.closed_at.is_(None)).order_by(Failure.id)))


def delivered(server: smtp.Server) -> list[str]:
    """What the server received, by the key that its identifier was drawn from."""
    ids = {message_from_bytes(received.raw)["Message-ID"] for received in server.messages}
    return sorted(mail.dedup_key for mail in mails() if mail.message_id in ids)


def keys(dues: Iterable[Due]) -> list[str]:
    return sorted(f"reminder:{due.key}" for due in dues)


def shown(signed_in: Callable[..., Client], stage: Stage, count: int = 1) -> str:
    """What « Envois », /healthz and /metrics say: so many rows, and nothing of anybody."""
    coach = factories.coach()
    page = signed_in(coach).get("/envois?etat=empeches")
    assert f"Empêchés ({count})" in text_of(page)
    assert page.text.count(">Écarter<") == count
    assert signed_in(coach).get("/healthz").get_json()["failures"] == count
    assert sum(row.stage is stage for row in open_failures()) == count
    return text_of(page)
