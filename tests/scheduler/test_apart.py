"""Whatever raises is one row with its reason; every other reminder of the tick leaves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail import outbox
from aic_tracker.mail.models import Stage
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.renewals import operations as renewals
from aic_tracker.scheduler import jobs
from tests import factories
from tests.scheduler import season
from tests.scheduler.season import delivered, keys, open_failures, shown
from tests.support.client import text_of
from tests.support.mails import reminders


@pytest.fixture
def world(app, server):
    season.build()


def undefined_for(monkeypatch, kind, due):
    """The mail's template lacks a value, for this event and this reader."""
    context = type(kind).context

    def lacking(self, occurrence, recipient, today):
        values = context(self, occurrence, recipient, today)
        if (occurrence.object_id, recipient.id) == (due.occurrence.object_id, due.recipient.id):
            del values["why"]
        return values

    monkeypatch.setattr(type(kind), "context", lacking)


@pytest.mark.parametrize("name", list(KINDS))
def test_a_mail_that_cannot_be_written_keeps_no_other_from_leaving(world, server, signed_in, monkeypatch, name):
    moment = season.next_moment(name)
    wanted = season.due_at(moment)
    poisoned = next(due for due in wanted if due.kind.name == name)
    undefined_for(monkeypatch, KINDS[name], poisoned)
    with clock.at(moment):
        jobs.tick(is_imagined=True)
        assert delivered(server) == keys(due for due in wanted if due is not poisoned)
        text = shown(signed_in, Stage.PLAN)
    [row] = open_failures()
    assert (row.kind, row.object_id, row.user_id) == (name, poisoned.occurrence.object_id, poisoned.recipient.id)
    assert "Le modèle du message demande une valeur qui manque (UndefinedError" in text
    assert KINDS[name].label in text


@pytest.mark.parametrize("name", list(KINDS))
def test_a_kind_whose_query_raises_keeps_no_other_kind_from_leaving(world, server, signed_in, monkeypatch, name):
    moment = season.next_moment(name)
    wanted = season.due_at(moment)

    def failing(self, first, last, today):
        db.session.execute(sa.text("SELECT 1 WHERE 'Bruno' = :name"), {"name": "Bruno"})
        raise KeyError("Bruno")

    monkeypatch.setattr(type(KINDS[name]), "occurrences", failing)
    with clock.at(moment):
        jobs.tick(is_imagined=True)
        assert delivered(server) == keys(due for due in wanted if due.kind.name != name)
        text = shown(signed_in, Stage.PLAN)
    [row] = open_failures()
    assert (row.kind, row.object_id, row.user_id) == (name, None, None)
    assert "Une valeur enregistrée est illisible ou impossible (KeyError" in row.reason
    assert "Bruno" not in text


@pytest.mark.parametrize("method", ["stages", "skip_reason", "key", "attachments"])
def test_an_event_whose_rule_raises_keeps_no_other_from_leaving(world, server, monkeypatch, method):
    kind = KINDS["checkpoint-coming"]
    moment = season.next_moment(kind.name)
    wanted = season.due_at(moment)
    poisoned = next(due for due in wanted if due.kind is kind).occurrence.object_id
    rule = getattr(type(kind), method)

    def raising(self, occurrence, *arguments):
        if occurrence.object_id == poisoned:
            raise ValueError("Vikidia")
        return rule(self, occurrence, *arguments)

    monkeypatch.setattr(type(kind), method, raising)
    with clock.at(moment):
        jobs.tick(is_imagined=True)
        jobs.tick(is_imagined=True)
    assert delivered(server) == keys(d for d in wanted if d.kind is not kind or d.occurrence.object_id != poisoned)
    rows = open_failures()
    assert {(row.kind, row.object_id, row.count) for row in rows} == {(kind.name, poisoned, 2)}
    assert not any("Vikidia" in row.reason for row in rows)


def test_what_is_mended_leaves_and_its_row_says_that_it_fails_no_more(world, server, signed_in, monkeypatch):
    moment = season.next_moment("checkpoint-coming")
    wanted = season.due_at(moment)
    poisoned = next(due for due in wanted if due.kind.name == "checkpoint-coming")
    with monkeypatch.context() as patched, clock.at(moment):
        undefined_for(patched, poisoned.kind, poisoned)
        for _ in range(3):
            jobs.tick(is_imagined=True)
    assert [row.count for row in open_failures()] == [3]
    with clock.at(moment + timedelta(minutes=5)):
        jobs.tick(is_imagined=True)
        assert open_failures() == []
        assert "N’échoue plus" in text_of(signed_in(factories.coach()).get("/envois?etat=empeches"))
        assert signed_in(factories.coach()).get("/healthz").get_json()["failures"] == 0
    assert delivered(server) == keys(wanted)


def test_the_log_says_once_where_it_happened_and_nothing_of_what_was_in_hand(world, monkeypatch, caplog):
    moment = season.next_moment("checkpoint-coming")

    def failing(self, first, last, today):
        raise KeyError("camille@example.org")

    monkeypatch.setattr(type(KINDS["checkpoint-coming"]), "occurrences", failing)
    with clock.at(moment):
        for _ in range(3):
            jobs.plan(clock.now(), is_imagined=True)
    [record] = [record for record in caplog.records if record.name == "aic_tracker.mail.failures"]
    assert record.getMessage() == "failed apart: plan:checkpoint-coming::"
    assert record.exc_info


def test_a_waiting_reminder_that_cannot_be_checked_keeps_no_other_from_being_cancelled(world, monkeypatch):
    kind = KINDS["checkpoint-coming"]
    moment = season.next_moment(kind.name)
    with clock.at(moment):
        jobs.plan(clock.now(), is_imagined=True)
        stuck, *others = [row for row in reminders() if row.kind == kind.name and row.status is ReminderStatus.QUEUED]
        other = next(row for row in others if row.object_id != stuck.object_id)
        db.session.execute(sa.text("UPDATE checkpoint SET status='cancelled' WHERE id=:id"), {"id": other.object_id})
        db.session.commit()
        key = type(kind).key

        def raising(self, occurrence, stage, recipient):
            if occurrence.object_id == stuck.object_id:
                raise ValueError
            return key(self, occurrence, stage, recipient)

        monkeypatch.setattr(type(kind), "key", raising)
        jobs.plan(clock.now(), is_imagined=True)
    states = {row.id: row.status for row in reminders()}
    assert states[other.id] is ReminderStatus.CANCELLED
    assert states[stuck.id] is ReminderStatus.QUEUED
    assert Stage.CANCEL in {row.stage for row in open_failures()}


def mails_of_cancelled(kind):
    return [row.mail_id for row in reminders() if row.kind == kind and row.status is ReminderStatus.CANCELLED]


def test_a_reminder_that_cannot_be_reopened_keeps_no_other_from_it(world, monkeypatch):
    moment = season.next_moment("checkpoint-coming")
    with clock.at(moment):
        jobs.plan(clock.now(), is_imagined=True)
        status = "UPDATE checkpoint SET status=:status WHERE number=1"
        for value in ("cancelled", "planned"):
            db.session.execute(sa.text(status), {"status": value})
            db.session.commit()
            if value == "cancelled":
                jobs.plan(clock.now(), is_imagined=True)
        cancelled = mails_of_cancelled("checkpoint-coming")
        assert len(cancelled) > 1
        reopen = outbox.reopen

        def raising(mail_id, **values):
            if mail_id == cancelled[0]:
                raise ValueError
            reopen(mail_id, **values)

        monkeypatch.setattr(outbox, "reopen", raising)
        jobs.plan(clock.now(), is_imagined=True)
    assert mails_of_cancelled("checkpoint-coming") == cancelled[:1]
    assert [row.stage for row in open_failures()] == [Stage.REOPEN]


def test_an_end_that_cannot_be_written_keeps_no_reminder_from_leaving(world, server, monkeypatch):
    moment = season.next_moment("checkpoint-coming")
    wanted = season.due_at(moment)

    def raising(today, faults):
        raise ValueError

    monkeypatch.setattr(renewals, "close_ended_periods", raising)
    with clock.at(moment):
        jobs.tick(is_imagined=True)
    assert delivered(server) == keys(wanted)
    assert [row.stage for row in open_failures()] == [Stage.CLOSE]


def test_a_person_sets_a_failure_aside_and_it_comes_back_if_it_fails_again(world, signed_in, monkeypatch):
    moment = season.next_moment("checkpoint-coming")
    poisoned = next(due for due in season.due_at(moment) if due.kind.name == "checkpoint-coming")
    undefined_for(monkeypatch, poisoned.kind, poisoned)
    with clock.at(moment):
        jobs.plan(clock.now(), is_imagined=True)
        [row] = open_failures()
        for stranger in (factories.referent(), factories.direction()):
            assert signed_in(stranger).submit(f"/envois/empeches/{row.id}/ecarter").status_code == 404
        browser = signed_in(factories.coach())
        assert browser.post(f"/envois/empeches/{row.id}/ecarter").status_code == 400
        assert browser.submit(f"/envois/empeches/{row.id}/ecarter").status_code == 303
        assert open_failures() == []
        assert browser.submit(f"/envois/empeches/{row.id}/ecarter").status_code == 409
        jobs.plan(clock.now(), is_imagined=True)
    assert [(again.id, again.count) for again in open_failures()] == [(row.id, 1)]
