"""/mon-compte/notifications: each person chooses, and the choice holds until the moment of sending."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus
from aic_tracker.reminders import queries, schedule
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.reminders.models import NotificationOptOut, ReminderStatus
from aic_tracker.reminders.schedule import to_come
from aic_tracker.scheduler import jobs
from tests import factories
from tests.scheduler import season
from tests.support.client import text_of
from tests.support.mails import mails, reminders

PATH = "/mon-compte/notifications"
# Of a coach: what may reach one.
OPTIONAL = [name for name, kind in KINDS.items() if kind.is_optional and kind.may_tell(User(role=Role.COACH))]


@pytest.fixture(autouse=True)
def _kinds(only):
    only("checkpoint-coming")


@pytest.fixture
def coach(app):
    vikidia = factories.laureate("Vikidia")
    coach = factories.coach(vikidia)
    factories.checkpoint(vikidia, date(2026, 3, 9))
    return coach


def opt_out(user, kind="checkpoint-coming"):
    factories.save(NotificationOptOut(user_id=user.id, kind=kind, since=clock.now()))


def test_every_reminder_is_on_at_first(signed_in, coach):
    page = signed_in(coach).get(PATH)
    assert page.text.count(" checked") == len(OPTIONAL)
    assert "Toujours envoyé, parce qu’une décision en dépend : Terme et renouvellement" in text_of(page)


@pytest.mark.parametrize("role", ["coach", "referent", "expert", "direction", "admin"])
def test_everybody_has_the_choice(app, signed_in, role):
    person = factories.user(factories.Role(role))
    assert signed_in(person).get(PATH).status_code == 200


def test_one_is_offered_what_may_reach_them_only(signed_in):
    page = text_of(signed_in(factories.user(factories.Role.EXPERT)).get(PATH))
    assert "Nouvelles des appuis métier" in page
    assert "Fin d’un appui métier" in page
    for label in ("Récapitulatif de la semaine", "Temps du mois", "Engagements à prouver", "Toujours envoyé"):
        assert label not in page


def test_what_is_not_offered_keeps_what_was_said_of_it(signed_in):
    """Somebody who was a coach before: their choice waits for the day they are one again."""
    expert = factories.user(factories.Role.EXPERT)
    opt_out(expert, "coach-week")
    assert signed_in(expert).submit(PATH, {"wanted": ["assignment-news"]}).status_code == 303
    off = queries.opted_out_by(expert.id)
    assert "coach-week" in off
    assert "assignment-ending" in off
    assert "time-month" not in off


def test_what_is_unticked_is_switched_off_and_back_on(signed_in, coach):
    browser = signed_in(coach)
    kept = [name for name in OPTIONAL if name != "roadmap-stale"]
    assert browser.submit(PATH, {"wanted": kept}).status_code == 303
    assert queries.opted_out_by(coach.id) == {"roadmap-stale"}
    assert browser.submit(PATH, {"wanted": OPTIONAL}).status_code == 303
    assert queries.opted_out_by(coach.id) == set()


def test_without_any_tick_all_but_the_term_are_off(signed_in, coach):
    assert signed_in(coach).submit(PATH, {}).status_code == 303
    assert queries.opted_out_by(coach.id) == set(OPTIONAL)


@pytest.mark.parametrize("value", ["renewal-file", "nothing", "sign-in"])
def test_a_wrong_value_is_explained(signed_in, coach, value):
    page = signed_in(coach).submit(PATH, {"wanted": [value]})
    assert page.status_code == 422
    assert "Choisissez une option de la liste." in text_of(page)


def test_a_reminder_switched_off_is_a_row_with_its_reason(coach):
    opt_out(coach)
    jobs.plan(clock.now())
    assert [(r.status, r.reason) for r in reminders()] == [(ReminderStatus.SKIPPED, schedule.OPTED_OUT)]
    assert mails() == []


def test_one_already_claimed_does_not_leave(coach, server):
    jobs.plan(clock.now())
    opt_out(coach)
    assert jobs.deliver()["sent"] == 0
    assert [(mail.status, mail.reason) for mail in mails()] == [(MailStatus.CANCELLED, schedule.OPTED_OUT)]
    assert jobs.plan(clock.now())["planned"] == 0


def test_back_on_what_still_serves_leaves(coach):
    jobs.plan(clock.now())
    opt_out(coach)
    jobs.plan(clock.now())
    assert mails()[0].status is MailStatus.CANCELLED
    db.session.delete(db.session.get_one(NotificationOptOut, (coach.id, "checkpoint-coming")))
    db.session.commit()
    jobs.plan(clock.now())
    assert mails()[0].status is MailStatus.PENDING


def test_what_is_switched_off_is_not_announced(coach):
    assert schedule.to_come(clock.now(), 30)
    opt_out(coach)
    assert schedule.to_come(clock.now(), 30) == []


def test_whoever_is_told_of_something_was_offered_the_choice(app, monkeypatch):
    monkeypatch.undo()  # every kind
    season.build()
    told = {(due.kind.name, due.recipient.role, due.kind.may_tell(due.recipient)) for due in to_come(clock.now(), 150)}
    assert [one for one in told if not one[2]] == []
    assert len({name for name, _, _ in told}) > 12
