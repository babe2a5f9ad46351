"""Who had an invitation and is no longer expected, or is told another date, has a calendar that says the truth."""

from datetime import date
from email import message_from_bytes, policy

import pytest
import vobject

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders import schedule
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.mails import mails


@pytest.fixture(autouse=True)
def _points_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "KINDS", {"checkpoint-coming": KINDS["checkpoint-coming"]})


@pytest.fixture(autouse=True)
def _a_point(project) -> None:
    project.point(number=7, on=date(2026, 3, 9), place="Salle 3", agenda="Budget confidentiel")


def edit(browser, project, *people, kind="regular") -> None:
    values = {"kind": kind, "duration_minutes": "60", "place": "Salle 3", "agenda": "Budget confidentiel"}
    version = str(project.read(7).version)
    answer = browser.submit(
        project.url(7, "modifier"), {**values, "version": version, "people": [person.id for person in people]}
    )
    assert answer.status_code == 303


def deliver_all() -> None:
    jobs.plan(clock.now())
    for mail in mails():
        mail.status = MailStatus.SENT if mail.status is MailStatus.PENDING else mail.status
    db.session.commit()


def event(mail: OutgoingMail):
    read = message_from_bytes(mail.content, policy=policy.default)
    [part] = read.iter_attachments()
    return vobject.readOne(part.get_content())


def calendar_of(address: str) -> list[tuple[str, int]]:
    """Method and sequence of each event that left for this address, in order."""
    found = [event(mail) for mail in mails() if mail.recipient == address and mail.status is not MailStatus.CANCELLED]
    return [(read.method.value, int(read.vevent.sequence.value)) for read in found]


def test_who_is_unticked_after_the_invitation_gets_a_cancel_and_no_other_invitation(project, signed_in, at) -> None:
    deliver_all()
    edit(signed_in(project.coach), project, project.coach)
    at("2026-03-09T08:00")
    deliver_all()
    assert calendar_of("rosa@example.org") == [("REQUEST", 0), ("CANCEL", 1)]
    assert [method for method, _ in calendar_of("camille@example.org")] == ["REQUEST", "REQUEST"]


def test_the_cancel_tells_nothing_of_the_point_to_who_may_have_left(project, signed_in) -> None:
    deliver_all()
    edit(signed_in(project.coach), project, project.coach)
    [told] = [mail for mail in mails() if mail.kind == "checkpoint-left"]
    read = message_from_bytes(told.content, policy=policy.default)
    [part] = read.iter_attachments()
    bodies = [read.get_body((kind,)).get_content() for kind in ("plain", "html")]
    for text in (*bodies, part.get_content()):
        assert "confidentiel" not in text
        assert "Salle 3" not in text
        assert "/points/7" not in text


def test_who_comes_back_has_the_event_again_and_the_next_change_too(project, signed_in) -> None:
    coach = signed_in(project.coach)
    deliver_all()
    edit(coach, project, project.coach)
    edit(coach, project, project.coach, project.referent)
    deliver_all()
    edit(coach, project, project.coach, project.referent, kind="acceleration")
    assert calendar_of("rosa@example.org") == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("REQUEST", 3)]


def test_who_had_no_invitation_is_told_nothing(project, signed_in) -> None:
    edit(signed_in(project.coach), project, project.coach)
    assert mails() == []


def test_another_kind_is_another_title_with_a_higher_sequence(project, signed_in) -> None:
    deliver_all()
    edit(signed_in(project.coach), project, project.coach, project.referent, kind="acceleration")
    told = [mail for mail in mails() if mail.recipient == "rosa@example.org"][-1]
    assert event(told).vevent.summary.value == "Vikidia — comité d’accélération"
    assert calendar_of("rosa@example.org") == [("REQUEST", 0), ("REQUEST", 1)]


def test_a_point_said_to_have_taken_place_earlier_leaves_its_old_date(project, signed_in) -> None:
    deliver_all()
    values = {"starts_at": ["2026-02-27", "10:00"], "version": "1", "already_held": "y"}
    assert signed_in(project.coach).submit(project.url(7, "deplacer"), values).status_code == 303
    told = [mail for mail in mails() if mail.recipient == "rosa@example.org"][-1]
    assert event(told).vevent.dtstart.value.date() == date(2026, 2, 27)
    assert calendar_of("rosa@example.org") == [("REQUEST", 0), ("REQUEST", 1)]
    assert "a eu lieu le" in message_from_bytes(told.content, policy=policy.default).get_body(("plain",)).get_content()


def test_invited_moved_renamed_taken_off_and_back_each_calendar_follows(project, signed_in) -> None:
    """The right table: each step, what left for the person, and a sequence that only grows."""
    coach = signed_in(project.coach)
    deliver_all()
    move = {"starts_at": ["2026-03-10", "14:00"], "version": str(project.read(7).version)}
    assert coach.submit(project.url(7, "deplacer"), move).status_code == 303
    deliver_all()
    edit(coach, project, project.coach, project.referent, kind="review")
    deliver_all()
    edit(coach, project, project.coach, kind="review")
    deliver_all()
    edit(coach, project, project.coach, project.referent, kind="review")
    deliver_all()
    cancel = {"reason": "Congés.", "version": str(project.read(7).version)}
    assert coach.submit(project.url(7, "annuler"), cancel).status_code == 303
    deliver_all()
    methods = ["REQUEST", "REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert calendar_of("rosa@example.org") == list(zip(methods, range(6), strict=True))


def test_an_expert_who_was_invited_leaves_too(project, signed_in) -> None:
    sheet = factories.expert(email="emma@example.org")
    factories.scoped_assignment(project.laureate, sheet, status="in_progress")
    expert = db.session.get_one(type(project.coach), sheet.user_id)
    coach = signed_in(project.coach)
    edit(coach, project, project.coach, project.referent, expert)
    deliver_all()
    edit(coach, project, project.coach, project.referent)
    assert [method for method, _ in calendar_of("emma@example.org")] == ["REQUEST", "CANCEL"]
