"""What has been kept for its time goes by itself, after two warnings where people are concerned."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock, config
from aic_tracker.accounts.models import Role, SignInLink, User, UserSession
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.audit import operations as audit
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.journal.operations import record
from aic_tracker.mail import claims as taking
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.privacy import operations, retention
from aic_tracker.roadmap.models import Action
from aic_tracker.scheduler import delivery, jobs, runner
from tests import factories as make
from tests.access import universe
from tests.support.client import text_of
from tests.support.mails import mail, queue_one
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("app")


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T03:30").replace(tzinfo=PARIS)


def forgotten(**values) -> User:
    """Somebody last seen on 1 May 2024: their time ends on 1 May 2026."""
    values.setdefault("last_sign_in_at", on("2024-05-01"))
    user = make.user(values.pop("role", Role.REFERENT), **values)
    user.created_at = on("2023-01-01")
    db.session.commit()
    return user


def run(day: str) -> dict[str, int]:
    """A whole daily run, and what it did to accounts; the mails then leave."""
    with clock.at(on(day)):
        done = jobs.keep_no_longer_than_promised(clock.now())
        db.session.execute(
            sa.update(OutgoingMail).where(OutgoingMail.status == MailStatus.PENDING).values(status=MailStatus.SENT)
        )
        db.session.commit()
    return {key: count for key, count in done.items() if key in ("warnings", "accounts")}


def subjects():
    return list(db.session.scalars(sa.select(OutgoingMail.subject).order_by(OutgoingMail.id)))


def test_two_warnings_then_the_erasure():
    user = forgotten()
    make.admin(last_sign_in_at=clock.now())
    assert run("2026-03-01") == {}
    assert run("2026-03-02") == {"warnings": 1}
    assert run("2026-03-03") == {}
    assert run("2026-04-15") == {}
    assert run("2026-04-16") == {"warnings": 1}
    assert subjects() == ["Suivi AIC — votre compte sera effacé le 1er mai 2026"] * 2
    assert run("2026-04-30") == {}
    assert run("2026-05-01") == {"accounts": 1}
    db.session.refresh(user)
    assert user.name == f"Personne effacée n°\N{NO-BREAK SPACE}{user.id}"
    assert run("2026-05-02") == {}
    kept = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.seq)).all()
    assert kept[-2:] == ["erased_person", "retention_run"]


def test_what_an_erased_person_had_to_do_goes_to_the_lead_coach_and_is_nobodys_without_one():
    make.admin(last_sign_in_at=clock.now())
    led, alone = make.laureate("Vikidia"), make.laureate("Wikidata")
    lead = make.coach(led, last_sign_in_at=clock.now())
    user = forgotten()
    kept, left = make.action(led, owner_id=user.id), make.action(alone, owner_id=user.id)
    for day in ("2026-03-02", "2026-04-16", "2026-05-01"):
        run(day)
    db.session.rollback()
    assert [db.session.get(Action, one.id).owner_id for one in (kept, left)] == [lead.id, None]
    told = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "member.settled")).all()
    assert [entry.after for entry in told] == [{"owner": lead.name}, {"owner": None}]
    assert all("Personne effacée" in entry.summary for entry in told)


def test_a_warned_person_who_signs_in_again_is_kept():
    user = forgotten()
    run("2026-03-02")
    user.last_sign_in_at = on("2026-03-20")
    db.session.commit()
    assert run("2026-05-01") == {}
    assert run("2028-01-19") == {}
    assert run("2028-01-20") == {"warnings": 1}


def test_a_first_run_after_years_warns_before_it_erases():
    forgotten(last_sign_in_at=on("2015-01-01"))
    make.admin(last_sign_in_at=clock.now())
    assert run("2026-03-02") == {"warnings": 1}
    assert run("2026-04-15") == {}
    assert run("2026-04-16") == {"warnings": 1}
    assert run("2026-04-30") == {}
    assert run("2026-05-01") == {"accounts": 1}


def test_nobody_is_erased_while_a_warning_has_not_left():
    user = forgotten()
    for day in ("2026-03-02", "2026-04-16"):
        with clock.at(on(day)):
            jobs.keep_no_longer_than_promised(clock.now())
    with clock.at(on("2026-06-01")):
        assert jobs.keep_no_longer_than_promised(clock.now()) == {}
    db.session.refresh(user)
    assert user.erased_at is None


def test_a_warning_that_left_late_puts_the_erasure_off():
    user = forgotten()
    with clock.at(on("2026-03-02")):
        jobs.keep_no_longer_than_promised(clock.now())
    sent = sa.update(OutgoingMail).values(status=MailStatus.SENT, sent_at=on("2026-04-20"))
    db.session.execute(sent)
    db.session.commit()
    assert run("2026-06-03") == {}
    assert run("2026-06-04") == {"warnings": 1}
    assert run("2026-06-18") == {}
    assert run("2026-06-19") == {"accounts": 1}
    db.session.refresh(user)
    assert user.erased_at is not None


def test_a_warning_that_was_cancelled_is_sent_anew():
    user = forgotten()
    make.admin(last_sign_in_at=clock.now())
    for day in ("2026-03-02", "2026-03-03"):
        with clock.at(on(day)):
            assert jobs.keep_no_longer_than_promised(clock.now()) == {"warnings": 1}
        db.session.execute(sa.update(OutgoingMail).values(status=MailStatus.CANCELLED))
        db.session.commit()
    assert run("2026-03-04") == {"warnings": 1}
    assert run("2026-03-05") == {}
    # The forty-fifth day before is a Saturday: the second warning leaves on Monday, and has its fifteen days.
    assert run("2026-04-18") == {}
    assert run("2026-04-20") == {"warnings": 1}
    assert run("2026-05-04") == {}
    assert run("2026-05-05") == {"accounts": 1}
    db.session.refresh(user)
    assert user.erased_at is not None


def test_a_person_who_cannot_be_erased_holds_nobody_else_back(monkeypatch, caplog):
    stuck, other = forgotten(), forgotten()
    make.admin(last_sign_in_at=clock.now())
    erase = operations.erase

    def refuse_one(user, **values):
        if user.id == stuck.id:
            raise DomainError("Une place reste à son nom.")
        return erase(user, **values)

    monkeypatch.setattr(operations, "erase", refuse_one)
    run("2026-03-02")
    run("2026-04-16")
    assert run("2026-05-01") == {"accounts": 1}
    db.session.refresh(other)
    assert other.erased_at is not None
    assert f"account {stuck.id} not erased" in caplog.text


def test_whoever_takes_part_in_a_project_is_kept():
    user = forgotten()
    make.member(make.laureate("Vikidia", starts_on=date(2025, 9, 1)), user)
    expert = make.expert()
    account = db.session.get(User, expert.user_id)
    account.created_at = on("2020-01-01")
    make.scoped_assignment(make.laureate(), expert, status="in_progress")
    db.session.commit()
    assert run("2026-06-01") == {}


def test_the_time_of_a_member_is_counted_from_the_end_of_the_support():
    user = forgotten()
    ended = make.laureate("Vikidia", starts_on=date(2023, 9, 1))
    make.member(ended, user, from_on=date(2023, 9, 1))
    assert run("2026-06-01") == {}
    assert run("2026-07-03") == {"warnings": 1}


def test_coaches_and_administrators_count_from_their_last_sign_in_or_their_closing():
    coach = forgotten(role=Role.COACH)
    gone = forgotten(role=Role.DIRECTION, is_active=False)
    admin = make.admin(last_sign_in_at=clock.now())
    with clock.at(on("2025-01-01")):
        make.save(gone)
        from_journal(gone, admin)
    assert run("2026-03-02") == {"warnings": 1}
    assert [row.user_id for row in db.session.scalars(sa.select(OutgoingMail))] == [coach.id]
    assert run("2026-11-02")["warnings"] == 2


def from_journal(user, actor):
    record(actor, "user.deactivated", user, "a désactivé un compte")
    db.session.commit()


def test_the_last_administrator_is_never_erased():
    forgotten(role=Role.ADMIN)
    for day in ("2026-03-02", "2026-04-16", "2026-05-01", "2026-06-01"):
        run(day)
    assert db.session.scalars(sa.select(User.erased_at)).all() == [None]


def test_a_closed_account_is_warned_too():
    user = forgotten(is_active=False)
    with clock.at(on("2026-03-02")):
        jobs.keep_no_longer_than_promised(clock.now())
    with clock.at(on("2026-03-02") + timedelta(hours=5)):
        claims = taking.claim(clock.now(), lease=timedelta(minutes=1), limit=5)
        db.session.commit()
        assert [claim.user_id for claim in delivery._last_check(claims, delivery.Counter())] == [user.id]


def test_texts_of_mails_go_after_ninety_days_and_their_subjects_stay():
    old = queue_one("old", kind="minutes", status=MailStatus.SENT, created_at=clock.now() - timedelta(days=91))
    new = queue_one("new", kind="minutes", status=MailStatus.SENT, created_at=clock.now() - timedelta(days=89))
    waiting = queue_one("waiting", kind="minutes", created_at=clock.now() - timedelta(days=91))
    assert jobs.keep_no_longer_than_promised(clock.now()) == {"mail_bodies": 1}
    assert (mail(old).content, bool(mail(old).subject)) == (b"", True)
    assert mail(new).content
    assert mail(waiting).content


def test_links_that_nobody_sends_any_more_are_emptied():
    held = {"status": MailStatus.HANDOFF, "lease_until": clock.now() + timedelta(minutes=1)}
    ids = [
        queue_one("late", useful_until=clock.now() - timedelta(minutes=1)),
        queue_one("doubtful", status=MailStatus.DOUBTFUL),
        queue_one("received", kind="time-month", status=MailStatus.SENT),
        queue_one("under way", **held),
        queue_one("to come"),
    ]
    assert jobs.keep_no_longer_than_promised(clock.now()) == {"links": 3}
    assert [bool(mail(id).content) for id in ids] == [False, False, False, True, True]


def test_the_mailbox_of_the_demonstration_keeps_its_links(settings):
    queue_one("doubtful", status=MailStatus.SENT)
    config.use(replace(settings, demo=True))
    try:
        assert jobs.keep_no_longer_than_promised(clock.now()) == {}
    finally:
        config.use(settings)


def test_sessions_and_links_go_some_time_after_their_end():
    user = make.user()
    now = clock.now()

    def session(token, days, **values):
        at = now - timedelta(days=days)
        times = {"created_at": at, "seen_at": at, "expires_at": at}
        make.save(UserSession(user_id=user.id, token_hash=token, agent="", **times, **values))

    def link(token, days, used=None):
        at = now - timedelta(days=days)
        used_at = now - timedelta(days=used) if used else None
        make.save(SignInLink(user_id=user.id, token_hash=token, created_at=at, expires_at=at, used_at=used_at))

    session("old", 31)
    session("new", 29)
    session("alive", -1)
    link("old", 31)
    link("new", 29)
    link("old and used", 181, 181)
    link("used", 179, 179)
    assert jobs.keep_no_longer_than_promised(now) == {"sessions": 1, "sign_in_links": 2}
    assert set(db.session.scalars(sa.select(SignInLink.token_hash))) == {"new", "used"}


def test_the_audit_trail_is_kept_for_a_year():
    for day in ("2025-03-01", "2025-03-03"):
        audit.record(Event.SIGNED_OUT, actor_id=None, now=on(day))
    db.session.commit()
    assert jobs.keep_no_longer_than_promised(clock.now()) == {"audit": 1}
    events = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.seq)).all()
    assert events == ["signed_out", "purged_audit", "retention_run"]


def test_old_aid_is_shown_and_never_deleted(signed_in):
    laureate = make.laureate("Vikidia")
    make.save(
        Aid(
            organisation_id=laureate.organisation_id,
            amount_cents=1_000_00,
            granted_on=date(2015, 3, 1),
            regime=Regime.GENERAL,
            source=AidSource.DECLARED,
            authority="Région",
            author_id=make.coach(last_sign_in_at=clock.now()).id,
            created_at=clock.now(),
        )
    )
    assert jobs.keep_no_longer_than_promised(clock.now()) == {}
    [limit] = [limit for limit in retention.limits(clock.now()) if limit.key == "aid"]
    assert (limit.count, limit.is_applied) == (1, False)
    page = text_of(signed_in(make.admin()).get("/administration/conservation"))
    assert "À décider" in page
    assert laureate.organisation.name in page


def test_batches_are_bounded_and_all_is_done_in_the_end(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    for n in range(8):
        queue_one(str(n), kind="minutes", status=MailStatus.SENT, created_at=clock.now() - timedelta(days=91))
    assert retention.APPLIED["mail_bodies"](clock.now(), Faults()) == 3
    db.session.rollback()
    assert jobs.keep_no_longer_than_promised(clock.now()) == {"mail_bodies": 8}


def test_the_page_says_what_would_be_done_without_doing_it(signed_in):
    forgotten(name="Camille Oubli")
    client = signed_in(make.admin(last_sign_in_at=clock.now()))
    page = text_of(client.get("/administration/conservation")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Comptes à prévenir 1 — Par courriel, 60 jours puis 15 jours avant leur effacement." in page
    assert "Camille Oubli 1er mai 2024 Premier courriel, le 2 mars 2026 le 1er mai 2026" in page
    assert subjects() == []


def test_the_page_takes_as_many_statements_whatever_there_is(signed_in):
    client = signed_in(make.admin(last_sign_in_at=clock.now()))

    def count():
        with counted() as statements:
            assert client.get("/administration/conservation").status_code == 200
        return len(statements)

    forgotten()
    few = count()
    for n in range(12):
        forgotten()
        queue_one(str(n), kind="minutes", status=MailStatus.SENT, created_at=clock.now() - timedelta(days=91))
    assert count() == few


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_reads_it(signed_in, role):
    client = signed_in(make.user(role))
    assert client.get("/administration/conservation").status_code == 404
    assert client.get("/administration/registre-des-traitements").status_code == 404


def test_the_command_says_then_does(app: Flask):
    forgotten()
    queue_one(kind="minutes", status=MailStatus.SENT, created_at=clock.now() - timedelta(days=91))
    commands = app.test_cli_runner()
    said = commands.invoke(args=["retention", "--dry-run"])
    assert said.exit_code == 0, said.output
    assert "Comptes à prévenir : 1." in said.stdout
    assert "Textes de courriels : 1." in said.stdout
    assert len(subjects()) == 1
    db.session.rollback()
    done = commands.invoke(args=["retention"])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == ["Comptes à prévenir : 1.", "Textes de courriels : 1."]
    db.session.rollback()
    assert commands.invoke(args=["retention"]).stdout == "Rien n’a fait son temps.\n"


def test_every_table_may_hold_a_row_and_the_page_still_answers(signed_in):
    universe.make("canariseul")
    assert signed_in(make.admin()).get("/administration/conservation").status_code == 200


def test_the_scheduler_sees_to_it_each_day_and_never_to_the_demonstration(app: Flask, settings):
    def names():
        return {job.id for job in runner.build(app, lambda: False).get_jobs()}

    assert "retention" in names()
    config.use(replace(settings, demo=True))
    try:
        assert "retention" not in names()
    finally:
        config.use(settings)
