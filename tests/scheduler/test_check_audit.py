"""Each day the audit trail is read again, and its end said in the technical log."""

import logging

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.audit import operations
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.db import db
from aic_tracker.scheduler import jobs
from tests.audit.tampering import tamper


def write(count: int) -> None:
    for _ in range(count):
        operations.record(Event.SIGNED_IN, actor_id=None, now=clock.now())
    db.session.commit()


def test_a_whole_trail_leaves_its_last_seal_in_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    write(3)
    seal = db.session.scalar(sa.select(AuditEntry.hash).where(AuditEntry.seq == 3))
    db.session.rollback()
    with caplog.at_level(logging.INFO, "aic_tracker"):
        jobs.check_audit()
    (record,) = [record for record in caplog.records if "audit" in record.message]
    assert record.fields == {"audit_seq": 3, "audit_seal": seal}  # type: ignore[attr-defined]


def test_a_broken_trail_is_an_error_of_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    write(3)
    tamper(sa.update(AuditEntry).where(AuditEntry.seq == 2).values(actor_id=9))
    jobs.check_audit()
    (record,) = [record for record in caplog.records if "audit" in record.message]
    assert (record.levelname, record.message) == ("ERROR", "audit trail broken: altered")
