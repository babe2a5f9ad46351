"""A clock that leaps years ahead: nothing is sent, closed nor deleted until a person has looked at it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock, config
from aic_tracker.accounts import links
from aic_tracker.accounts.models import SignInLink, User, UserSession
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.audit.operations import record
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus
from aic_tracker.mail.rules import LONGEST_OUTAGE
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.scheduler import jobs
from aic_tracker.scheduler.commands import tick
from tests import factories
from tests.support.mails import mails, queue_one, reminders

LEAP = timedelta(days=3 * 365)
JOBS = {
    "retention": lambda: jobs.keep_no_longer_than_promised(clock.now()),
    "periods": lambda: jobs.close_periods(clock.now()),
    "plan": lambda: jobs.plan(clock.now()),
    "deliver": lambda: jobs.deliver(),
    "counters": lambda: jobs.forget_counters(clock.now()),
    "settle": lambda: jobs.settle(clock.now()),
}


@pytest.fixture
def season(app, server):
    """A scheduler that ticked at the tests' hour; people, a decided end, an audit trail, a mail that waits."""
    laureate = factories.laureate("Vikidia")
    coach = factories.coach(laureate, name="Alice Martin", last_sign_in_at=clock.now())
    factories.referent(laureate, last_sign_in_at=clock.now())
    factories.checkpoint(laureate, date(2026, 3, 26))
    period = factories.first_period(laureate)
    factories.save(
        RenewalDecision(
            period_id=period.id,
            outcome=Outcome.END,
            reason="Autonome",
            decided_on=date(2026, 3, 2),
            decided_at=clock.now(),
            effective_on=period.term_on,
            decider_id=coach.id,
        )
    )
    record(Event.SIGNED_IN, actor_id=coach.id, now=clock.now())
    db.session.commit()
    jobs.plan(clock.now())
    queue_one("waiting", kind="time-month", status=MailStatus.PENDING)
    return coach


def standing():
    """What must not change while nobody has looked at the clock."""
    db.session.rollback()
    counted = {model: db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in KEPT}
    waits = [(mail.dedup_key, mail.status, mail.content) for mail in mails()]
    people = sorted(db.session.scalars(sa.select(User.name)))
    found = counted, waits, people, [(r.dedup_key, r.status) for r in reminders()], status()
    db.session.rollback()
    return found


KEPT = (AuditEntry, User, UserSession, SignInLink)


def status():
    return db.session.scalar(sa.select(Laureate.status).where(Laureate.name == "Vikidia"))


@pytest.mark.parametrize("first", list(JOBS))
def test_whatever_job_sees_the_leap_first_nothing_leaves_nor_goes(season, server, first):
    before, sent = standing(), len(server.messages)
    with clock.at(clock.now() + LEAP):
        for name in (first, *JOBS):
            JOBS[name]()
    assert standing() == before
    assert len(server.messages) == sent
    assert "a peut-être avancé" in queue.state().hold_reason


def test_a_link_to_sign_in_leaves_all_the_same(season, server):
    with clock.at(clock.now() + LEAP):
        jobs.plan(clock.now())
        links.request_sign_in(season.email, next_path="/", now=clock.now())
        db.session.commit()
        assert jobs.deliver()["sent"] == 1
    assert server.messages[-1].recipients == [season.email]


def test_a_clock_set_right_again_is_told_by_the_first_reason_and_resumes_where_it_was(season, server, signed_in):
    with clock.at(clock.now() + LEAP):
        jobs.plan(clock.now())
    jobs.plan(clock.now())
    assert "a peut-être avancé" in queue.state().hold_reason
    waiting = sum(mail.status is MailStatus.PENDING for mail in mails())
    assert signed_in(season).submit("/envois/reprendre", {"waiting": "send"}).status_code == 303
    jobs.plan(clock.now())
    assert jobs.deliver()["sent"] == waiting > 0
    assert queue.state().hold_reason == ""
    with clock.at(clock.now() + timedelta(days=17)):
        assert jobs.plan(clock.now())["planned"] == 3  # the point for both, and the coach's week


def test_a_person_who_says_that_the_date_is_right_lets_everything_go_on(season, server, signed_in):
    with clock.at(clock.now() + LEAP):
        jobs.plan(clock.now())
        browser = signed_in(season)
        assert "a peut-être avancé" in browser.get("/envois").text
        assert "rien n’est envoyé, clos ni effacé" in browser.get("/envois/reprendre").text
        assert browser.submit("/envois/reprendre", {"waiting": "drop"}).status_code == 303
        jobs.close_periods(clock.now())
        assert jobs.keep_no_longer_than_promised(clock.now())
        jobs.plan(clock.now())
    assert queue.state().hold_reason == ""
    assert status() is LaureateStatus.ENDED


@pytest.mark.parametrize(
    ("away", "is_held"), [(timedelta(days=21), False), (LONGEST_OUTAGE, False), (LONGEST_OUTAGE + timedelta(1), True)]
)
def test_an_outage_of_weeks_is_made_up_for_and_one_of_months_is_asked_about(season, away, is_held):
    with clock.at(clock.now() + away):
        planned = jobs.plan(clock.now())
    assert bool(queue.state().hold_reason) is is_held
    assert bool(planned) is not is_held


def test_a_database_that_no_scheduler_ever_ran_on_holds_nothing(app):
    factories.laureate("Vikidia")
    jobs.tick()
    assert queue.state().hold_reason == ""


def test_an_imagined_instant_years_ahead_holds_nothing(season, app):
    moment = (clock.now() + LEAP).isoformat()
    assert app.test_cli_runner().invoke(tick, ["--now", moment]).exit_code == 0
    assert queue.state().hold_reason == ""


def test_the_demonstration_opened_again_months_later_goes_on(season):
    config.use(replace(config.current(), demo=True))
    with clock.at(clock.now() + timedelta(days=200)):
        jobs.tick()
    assert queue.state().hold_reason == ""


def test_the_command_deletes_nothing_either_and_says_where_to_decide(season, app):
    before = standing()
    with clock.at(clock.now() + LEAP):
        said = app.test_cli_runner().invoke(args=["retention"])
    assert said.exit_code == 2
    assert said.stderr.startswith("Rien n’est effacé tant que l’envoi est suspendu")
    assert standing() == before
