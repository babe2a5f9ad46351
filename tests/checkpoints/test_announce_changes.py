"""A point that stands in calendars and changes: those invited are told at once, and once."""

from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import vobject

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders import schedule
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.reminders.kinds.checkpoint_coming import TOLD
from aic_tracker.reminders.models import ReminderStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.mails import mails, reminders

EXPECTED = Path(__file__).parents[1] / "emails" / "expected"


@pytest.fixture(autouse=True)
def _points_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "KINDS", {"checkpoint-coming": KINDS["checkpoint-coming"]})


def move(browser, project, day: str, hour: str = "10:00", version: int = 1) -> None:
    values = {"starts_at": [day, hour], "version": str(version)}
    assert browser.submit(project.url(7, "deplacer"), values).status_code == 303


def cancel(browser, project, version: int = 1) -> None:
    values = {"reason": "Congés.", "version": str(version)}
    assert browser.submit(project.url(7, "annuler"), values).status_code == 303


def message(mail: OutgoingMail) -> EmailMessage:
    return message_from_bytes(mail.content, policy=policy.default)


def text(mail: OutgoingMail) -> str:
    read = message(mail)
    names = ("From", "To", "Reply-To", "Subject", "Auto-Submitted")
    head = "".join(f"{name}: {read[name]}\n" for name in names if read[name])
    return f"{head}\n{read.get_body(('plain',)).get_content()}".replace("\r\n", "\n")


def event(mail: OutgoingMail):
    [part] = message(mail).iter_attachments()
    assert part.get_content_type() == "text/calendar"
    read = vobject.readOne(part.get_content())
    assert part.get_param("method") == read.method.value
    return read


def for_rosa(kind: str) -> list[OutgoingMail]:
    return [mail for mail in mails() if mail.kind == kind and mail.recipient == "rosa@example.org"]


def test_everybody_invited_gets_the_new_date_once(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9), place="Visioconférence")
    jobs.plan(clock.now())
    move(signed_in(project.coach), project, "2026-03-19")
    jobs.plan(clock.now())
    assert sorted(m.recipient for m in mails() if m.kind == "checkpoint-moved") == [
        "camille@example.org",
        "rosa@example.org",
    ]
    [told] = for_rosa("checkpoint-moved")
    assert text(told) == (EXPECTED / "checkpoint-moved.txt").read_text(encoding="utf-8")


def test_the_event_is_replaced_then_taken_out_of_calendars(project, signed_in) -> None:
    uid = project.point(number=7, on=date(2026, 3, 9)).uid
    jobs.plan(clock.now())
    coach = signed_in(project.coach)
    move(coach, project, "2026-03-19")
    cancel(coach, project, version=2)
    read = [event(for_rosa(f"checkpoint-{what}")[0]) for what in ("coming", "moved", "cancelled")]
    assert [calendar.method.value for calendar in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [calendar.vevent.status.value for calendar in read] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [calendar.vevent.sequence.value for calendar in read] == ["0", "1", "2"]
    assert {calendar.vevent.uid.value for calendar in read} == {uid}
    assert {calendar.vevent.organizer.value for calendar in read} == {"mailto:camille@example.org"}
    assert {calendar.vevent.attendee.value for calendar in read} == {"mailto:rosa@example.org"}
    assert read[1].vevent.dtstart.value == datetime(2026, 3, 19, 10, tzinfo=PARIS)
    # A calendar that looks at neither the method nor the status shows the title.
    assert [calendar.vevent.summary.value for calendar in read] == [
        "Vikidia — point régulier",
        "Vikidia — point régulier",
        "Annulé\N{NO-BREAK SPACE}: Vikidia — point régulier",
    ]


def test_nobody_is_invited_by_themselves(project, signed_in) -> None:
    """Outlook takes such an event for one of its reader's own, and neither moves nor removes it."""
    project.point(number=7, on=date(2026, 3, 9))
    jobs.plan(clock.now())
    coach = signed_in(project.coach)
    move(coach, project, "2026-03-19")
    cancel(coach, project, version=2)
    read = [(mail.recipient, event(mail).vevent) for mail in mails()]
    assert {(who, one.organizer.value, one.attendee.value) for who, one in read} == {
        ("rosa@example.org", "mailto:camille@example.org", "mailto:rosa@example.org"),
        ("camille@example.org", "mailto:suivi@example.org", "mailto:camille@example.org"),
    }
    assert len(read) == 6


def test_a_cancelled_point_says_why(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    jobs.plan(clock.now())
    cancel(signed_in(project.coach), project)
    jobs.plan(clock.now())
    assert text(for_rosa("checkpoint-cancelled")[0]) == (EXPECTED / "checkpoint-cancelled.txt").read_text(
        encoding="utf-8"
    )
    assert for_rosa("checkpoint-coming")[0].status is MailStatus.CANCELLED


def test_another_place_is_told_with_the_same_date(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    people = [project.coach.id, project.referent.id]
    values = {"kind": "regular", "duration_minutes": "60", "place": "Salle 3", "agenda": "", "version": "1"}
    answer = signed_in(project.coach).submit(project.url(7, "modifier"), {**values, "people": people})
    assert answer.status_code == 303
    [told] = for_rosa("checkpoint-moved")
    assert told.subject.replace("\xa0", " ") == "Vikidia — point du 9 mars à 14 h : ce qui change"
    assert "Lieu\N{NO-BREAK SPACE}: Salle 3" in text(told)
    assert event(told).vevent.location.value == "Salle 3"


def test_another_kind_or_an_earlier_date_replaces_the_event(project, signed_in) -> None:
    point = project.point(number=7, on=date(2026, 3, 9))
    coach, people = signed_in(project.coach), [project.coach.id, project.referent.id]
    values = {"kind": "review", "duration_minutes": "60", "place": "", "agenda": "", "version": "1"}
    assert coach.submit(project.url(7, "modifier"), {**values, "people": people}).status_code == 303
    held = {"starts_at": ["2026-02-27", "10:00"], "version": "2", "already_held": "y"}
    assert coach.submit(project.url(7, "deplacer"), held).status_code == 303
    read = [event(mail).vevent for mail in for_rosa("checkpoint-moved")]
    assert [(one.sequence.value, one.summary.value) for one in read] == [
        ("1", "Vikidia — bilan"),
        ("2", "Vikidia — bilan"),
    ]
    assert read[1].dtstart.value == datetime(2026, 2, 27, 10, tzinfo=PARIS)
    assert point.uid == read[0].uid.value


def test_a_new_agenda_is_not_worth_a_message(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    people = [project.coach.id, project.referent.id]
    values = {"kind": "regular", "duration_minutes": "60", "place": "", "agenda": "Budget", "version": "1"}
    signed_in(project.coach).submit(project.url(7, "modifier"), {**values, "people": people})
    assert mails() == []


def test_a_point_that_nobody_was_invited_to_yet_moves_in_silence(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 6, 8))
    coach = signed_in(project.coach)
    move(coach, project, "2026-06-15")
    cancel(coach, project, version=2)
    assert mails() == []


def test_once_told_people_are_told_of_what_follows_however_far(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    coach = signed_in(project.coach)
    move(coach, project, "2026-06-15")
    move(coach, project, "2026-06-16", version=2)
    first, second = for_rosa("checkpoint-moved")
    assert (first.status, second.status) == (MailStatus.CANCELLED, MailStatus.PENDING)
    cancel(coach, project, version=3)
    assert [mail.status for mail in for_rosa("checkpoint-moved")] == [MailStatus.CANCELLED] * 2
    assert len(for_rosa("checkpoint-cancelled")) == 1


def test_the_invitation_of_seven_days_before_does_not_repeat_the_announcement(project, signed_in, at) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    jobs.plan(clock.now())
    move(signed_in(project.coach), project, "2026-03-06")
    jobs.plan(clock.now())
    # The invitation to the former date had not left yet.
    assert [mail.status for mail in for_rosa("checkpoint-coming")] == [MailStatus.CANCELLED]
    assert {(r.status, r.reason) for r in reminders() if r.event_on == date(2026, 3, 6)} == {
        (ReminderStatus.SKIPPED, TOLD)
    }
    at("2026-03-05T08:00")
    jobs.plan(clock.now())
    assert [mail.status for mail in for_rosa("checkpoint-coming")] == [MailStatus.CANCELLED, MailStatus.PENDING]


def test_somebody_who_joins_after_the_change_is_invited(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    move(signed_in(project.coach), project, "2026-03-06")
    factories.referent(project.laureate, email="new@example.org")
    jobs.plan(clock.now())
    assert [mail.recipient for mail in mails() if mail.kind == "checkpoint-coming"] == ["new@example.org"]


def test_a_refused_change_tells_nobody(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    coach = signed_in(project.coach)
    move(coach, project, "2026-03-19")
    stale = coach.submit(project.url(7, "deplacer"), {"starts_at": ["2026-03-20", "10:00"], "version": "1"})
    assert stale.status_code == 409
    assert len(for_rosa("checkpoint-moved")) == 1


def test_a_deactivated_account_is_left_alone(project, signed_in) -> None:
    project.point(number=7, on=date(2026, 3, 9))
    project.referent.is_active = False
    db.session.commit()
    move(signed_in(project.coach), project, "2026-03-19")
    assert {mail.recipient for mail in mails()} == {"camille@example.org"}
