"""A row that our own code cannot read is one row on « Envois »; every reminder about something else leaves."""

from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, Stage
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.scheduler import season
from tests.scheduler.season import delivered, keys, open_failures
from tests.support.client import text_of
from tests.support.mails import mails, reminders

# By table: the column, a value that nothing here understands, and one that is understood.
POISONED = {
    "checkpoint": ("kind", "inconnu"),
    "membership": ("role", "inconnu"),
    "laureate": ("operator", "inconnu"),
    "user_account": ("role", "inconnu"),
    "objective": ("status", "inconnu"),
    "assignment": ("status", "inconnu"),
    "introduction": ("status", "inconnu"),
    "aid": ("regime", "inconnu"),
}


@pytest.fixture
def world(app, server):
    season.build()


def poison(table, id, value=None):
    """Write the value past our own code; gives back what was there."""
    column, unknown = POISONED[table]
    before = db.session.scalar(sa.text(f"SELECT {column} FROM {table} WHERE id=:id"), {"id": id})
    statement = sa.text(f"UPDATE {table} SET {column}=:value WHERE id=:id")
    db.session.execute(statement, {"value": value or unknown, "id": id})
    db.session.commit()
    db.session.expunge_all()
    return before


def about_vikidia(due):
    """Its project, its people, or a digest that would tell of them."""
    laureate = due.occurrence.laureate
    return laureate is None or laureate.name == "Vikidia"


MOMENTS = ("checkpoint-coming", "time-month", "objective-due", "assignment-ending", "introduction-follow-up")


@pytest.mark.parametrize("table", list(POISONED))
def test_a_row_that_cannot_be_read_keeps_no_other_project_from_its_reminders(world, server, signed_in, table):
    moments = sorted({season.next_moment(kind) for kind in MOMENTS})
    id = db.session.scalar(sa.text(f"SELECT min(id) FROM {table}")) + (table in ("user_account",))
    wanted = {due.key: due for moment in moments for due in season.due_at(moment)}
    elsewhere = keys(due for due in wanted.values() if not about_vikidia(due))
    before = poison(table, id)
    jobs.check_rows(clock.now())
    for moment in moments:
        with clock.at(moment):
            jobs.tick(is_imagined=True)
    assert set(elsewhere) <= set(delivered(server))
    assert len(elsewhere) > 5
    rows = [row for row in open_failures() if row.stage is Stage.READ]
    assert [(row.kind, row.object_id) for row in rows] == [(table, id)]
    page = text_of(signed_in(factories.coach()).get("/envois?etat=empeches"))
    assert "Une valeur enregistrée est illisible ou impossible (LookupError" in page
    poison(table, id, before)
    with clock.at(moments[-1]):
        jobs.tick(is_imagined=True)
    assert open_failures() == []


def test_the_other_points_of_the_same_project_are_announced(app, server):
    vikidia = factories.laureate("Vikidia")
    factories.coach(vikidia)
    first = factories.checkpoint(vikidia, date(2026, 3, 26), number=1).id
    other = factories.checkpoint(vikidia, date(2026, 3, 26), number=2, hour=16).id
    moment = season.next_moment("checkpoint-coming")
    poison("checkpoint", first)
    with clock.at(moment):
        jobs.tick(is_imagined=True)
    told = [row.object_id for row in reminders() if row.kind == "checkpoint-coming"]
    assert told == [other]
    assert [mail.status for mail in mails()] == [MailStatus.SENT]


def test_a_mail_about_a_row_that_became_unreadable_waits_without_being_called_closed(world, server):
    moment = season.next_moment("checkpoint-coming")
    with clock.at(moment):
        jobs.plan(clock.now(), is_imagined=True)
        waiting = [row for row in reminders() if row.status is ReminderStatus.QUEUED]
        point = next(row.object_id for row in waiting if row.kind == "checkpoint-coming")
        stuck = {row.mail_id for row in waiting if row.kind == "checkpoint-coming" and row.object_id == point}
        before = poison("checkpoint", point)
        jobs.deliver(is_imagined=True)
        assert {mail.id for mail in mails() if mail.status is MailStatus.PENDING} == stuck
        assert not [mail for mail in mails() if mail.status is MailStatus.CANCELLED]
        poison("checkpoint", point, before)
    with clock.at(moment.replace(hour=moment.hour + 1)):
        assert jobs.deliver(is_imagined=True)["sent"] == len(stuck)


@pytest.mark.parametrize("table", ["reminder", "outgoing_mail"])
def test_a_reminder_or_a_mail_in_a_state_that_nobody_knows_hides_nothing(world, server, signed_in, table):
    moment = season.next_moment("checkpoint-coming")
    wanted = season.due_at(moment)
    with clock.at(moment):
        jobs.plan(clock.now(), is_imagined=True)
        id = db.session.scalar(sa.text(f"SELECT min(id) FROM {table}"))
        db.session.execute(sa.text(f"UPDATE {table} SET status='inconnu' WHERE id=:id"), {"id": id})
        db.session.commit()
        db.session.expunge_all()
        jobs.check_rows(clock.now())
        jobs.tick(is_imagined=True)
        assert len(server.messages) >= len(wanted) - 1
        assert (table, id) in [(row.kind, row.object_id) for row in open_failures()]
        browser = signed_in(factories.coach())
        for pile in ("a-venir", "en-attente", "envoyes", "douteux", "en-echec", "non-envoyes", "empeches"):
            assert browser.get("/envois", query_string={"etat": pile}).status_code == 200
