"""Seven days and one day before, then thanks: each once, guests without an account included."""

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.events import operations, queries
from aic_tracker.events.models import Answer
from aic_tracker.mail.models import MailStatus
from aic_tracker.scheduler import jobs
from tests.checkpoints.test_announce_changes import message
from tests.support.mails import mails


def told(kind: str) -> list[str]:
    return [mail.recipient for mail in mails() if mail.kind == kind]


def test_an_event_is_recalled_twice_then_those_who_came_are_thanked_once(announced, camille, signed_in, at):
    event = announced(guests=["lea@example.fr", "noe@example.fr", "zoe@example.fr"])
    lea, noe, zoe = event.attendances
    lea.answer, noe.answer, zoe.answer = Answer.YES, Answer.NO, Answer.WAITING
    event_id = event.id
    db.session.commit()
    for moment in ("2026-03-11T09:00", "2026-03-12T08:01", "2026-03-12T09:00", "2026-03-18T08:01"):
        at(moment)
        jobs.plan(clock.now())
    assert told("event-coming") == ["lea@example.fr", "lea@example.fr"]
    at("2026-03-19T15:00")
    page = f"/evenements/{event_id}"
    coach = signed_in(camille)
    version = str(queries.event_for(camille, event_id).version)
    typed = {"thanks": "Le support : https://example.org/support", "version": version}
    assert coach.submit(f"{page}/remerciements", typed).status_code == 303
    coach.submit(f"{page}/presence", {"person": str(zoe.id), "came": "1"})
    for moment in ("2026-03-19T20:00", "2026-03-20T08:01", "2026-03-20T09:00"):
        at(moment)
        jobs.plan(clock.now())
    assert told("event-thanks") == ["zoe@example.fr"]
    sent = next(mail for mail in mails() if mail.kind == "event-thanks")
    assert "https://example.org/support" in message(sent).get_body(("plain",)).get_content()


def test_a_recall_that_waits_is_withdrawn_when_the_event_moves(announced, camille, at):
    event = announced(guests=["lea@example.fr"])
    at("2026-03-12T08:01")
    jobs.plan(clock.now())
    event = queries.event_for(camille, event.id)
    later = event.starts_at.replace(day=25)
    operations.move_event(event, actor=camille, now=clock.now(), version=event.version, starts_at=later)
    db.session.commit()
    jobs.plan(clock.now())
    assert [mail.status for mail in mails() if mail.kind == "event-coming"] == [MailStatus.CANCELLED]
