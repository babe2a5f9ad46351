"""The second reminder of an event says what changed, or that nothing did; a digest that says the same is not sent."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.renewals.models import RenewalFile
from aic_tracker.roadmap.models import Objective
from aic_tracker.scheduler import jobs
from tests import factories
from tests.reminders.kinds.conftest import text_of
from tests.support.mails import mails, reminders


@pytest.fixture
def vikidia(app, server):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate, name="Alice Martin", email="alice@example.org")
    return laureate


def tick(moment: str) -> list[OutgoingMail]:
    """What this moment writes, and sends."""
    before = len(mails())
    with clock.at(datetime.fromisoformat(moment).replace(tzinfo=PARIS)):
        jobs.tick(is_imagined=True)
    return mails()[before:]


def words(mail: OutgoingMail) -> str:
    return " ".join(text_of(mail).split()).replace("\xa0", " ")


@pytest.fixture
def point(vikidia, only):
    only("checkpoint-coming")
    return factories.checkpoint(vikidia, date(2026, 3, 26), place="Salle 12", agenda="Les licences")


def test_the_first_announcement_repeats_nothing(point):
    [first] = tick("2026-03-19T08:00")
    assert "rappel" not in first.subject
    assert "depuis le message" not in words(first)


def test_the_day_before_says_that_nothing_changed(point):
    tick("2026-03-19T08:00")
    [second] = tick("2026-03-25T08:00")
    assert second.subject.endswith("(rappel, rien n’a changé)")
    assert "Bonjour Alice Martin, Rien n’a changé depuis le message du 19 mars 2026. Point régulier" in words(second)


def test_the_day_before_says_what_changed(point):
    tick("2026-03-19T08:00")
    row = db.session.get_one(Checkpoint, point.id)
    row.agenda, row.duration_minutes = "Les licences, puis le budget", 90
    db.session.commit()
    [second] = tick("2026-03-25T08:00")
    assert second.subject.endswith("(ce qui change : l’ordre du jour et la durée)")
    assert "Ce qui change depuis le message du 19 mars 2026 : l’ordre du jour et la durée." in words(second)


def test_what_never_left_is_not_repeated(point, server):
    server.script["."] = ["550 Non"]
    tick("2026-03-19T08:00")
    server.script.clear()
    [second] = tick("2026-03-25T08:00")
    assert "rappel" not in second.subject


def test_a_reminder_that_leaves_a_day_late_compares_what_is_true_then(point, server):
    tick("2026-03-19T08:00")
    server.script["."] = ["451 Plus tard"]
    tick("2026-03-25T08:00")
    server.script.clear()
    db.session.get_one(Checkpoint, point.id).place = "Salle 14"
    db.session.commit()
    tick("2026-03-26T09:30")
    assert server.messages[-1].message["Subject"].endswith("(ce qui change : le lieu)")


def test_an_objective_on_its_day_says_whether_it_moved(vikidia, only):
    only("objective-due")
    roadmap = factories.roadmap(vikidia)
    referent = factories.referent(vikidia)
    still = factories.objective(factories.priority(roadmap), due_on=date(2026, 3, 24), owner_id=referent.id)
    moved = factories.objective(factories.priority(roadmap), due_on=date(2026, 3, 24), owner_id=referent.id)
    tick("2026-03-10T08:00")
    db.session.get_one(Objective, moved.id).title = "Publier sous licence libre"
    db.session.commit()
    ends = [mail.subject.partition(" (")[2] for mail in tick("2026-03-24T08:00")]
    assert sorted(ends) == ["ce qui change : l’intitulé)", "rappel, rien n’a changé)"]
    assert still.id != moved.id


def test_the_file_of_a_renewal_says_who_wrote_since(vikidia, only):
    """Its term is on 1 September: three, two and one months before."""
    only("renewal-file")
    [first] = tick("2026-06-01T08:00")
    [second] = tick("2026-07-01T08:00")
    db.session.add(RenewalFile(period_id=factories.first_period(vikidia).id, self_assessment="Un an déjà."))
    db.session.commit()
    [third] = tick("2026-08-03T08:00")
    assert "(" not in first.subject
    assert second.subject.endswith("(rappel, rien n’a changé)")
    assert third.subject.endswith("(ce qui change : l’auto-évaluation)")
    assert "Un an déjà" not in str(reminders()[-1].said)


def test_minutes_that_are_still_missing_are_said_to_be(vikidia, only):
    only("minutes-missing")
    factories.checkpoint(vikidia, date(2026, 3, 12), status=CheckpointStatus.HELD)
    [first] = tick("2026-03-16T08:00")
    [second] = tick("2026-03-23T08:00")
    assert "rappel" not in first.subject
    assert second.subject.endswith("(rappel, rien n’a changé)")


@pytest.fixture
def late(vikidia, only) -> Callable[[], None]:
    """A coach whose weeks have something to say: an objective is late."""
    only("coach-week")
    roadmap = factories.roadmap(vikidia)
    for user in db.session.query(factories.User):
        user.created_at = datetime(2026, 1, 5, 9, tzinfo=PARIS)
    db.session.commit()

    def another() -> None:
        factories.objective(factories.priority(roadmap), due_on=date(2026, 3, 1))

    another()
    return another


def test_a_week_that_says_the_same_as_the_last_one_is_not_sent(late):
    assert len(tick("2026-03-09T08:00")) == 1
    assert tick("2026-03-16T08:00") == []
    row = max(reminders(), key=lambda row: row.due_on)
    assert (row.status, row.reason.replace("\xa0", " ")) == (
        ReminderStatus.SKIPPED,
        "Rien de nouveau depuis le récapitulatif du 9 mars 2026.",
    )


def test_a_week_that_says_something_more_is_sent_whole(late):
    tick("2026-03-09T08:00")
    tick("2026-03-16T08:00")
    late()
    [mail] = tick("2026-03-23T08:00")
    assert "2 objectifs en retard" in mail.subject.replace("\xa0", " ")
    assert "(" not in mail.subject
    assert tick("2026-03-30T08:00") == []
