from datetime import date

import pytest

from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import Roadmap
from tests import factories
from tests.support.client import text_of

DECIDE = "/laureats/vikidia/bilan/decision"
URL = "/laureats/vikidia/bilan/decision/retirer"
WITHDRAW = {"period": 1, "reason": "Décidé par erreur."}


@pytest.fixture
def browser(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    return signed_in(vikidia.direction)


def decide(browser, outcome, **values):
    answer = browser.submit(
        DECIDE, {"period": 1, "outcome": outcome, "reason": "Le projet avance.", "confirmed": "oui"} | values
    )
    assert answer.status_code == 303


def test_a_renewal_decided_by_mistake_is_withdrawn_with_the_period_it_opened(browser, vikidia):
    decide(browser, "renew")
    assert "Retirer cette décision" in text_of(browser.get("/laureats/vikidia/bilan"))

    assert browser.submit(URL, WITHDRAW).status_code == 303

    assert db.session.query(RenewalDecision).count() == 0
    assert [period.number for period in db.session.query(SupportPeriod)] == [1]
    assert db.session.query(Checkpoint).count() == 0
    entry = db.session.query(JournalEntry).filter_by(verb="renewal.withdrawn").one()
    assert (entry.before["decision"], entry.after["withdrawal_reason"]) == ("renew", "Décidé par erreur.")
    decide(browser, "end")
    assert db.session.query(RenewalDecision).one().outcome is Outcome.END


def test_who_was_invited_to_a_point_of_that_period_is_told_it_is_off(browser, vikidia, at):
    at("2026-08-30T10:00")
    decide(browser, "renew")
    browser.submit(URL, WITHDRAW)
    (point,) = db.session.query(Checkpoint).all()
    assert (point.status, point.period_id) == (CheckpointStatus.CANCELLED, vikidia.period.id)
    told = {mail.user_id for mail in db.session.query(OutgoingMail).filter_by(kind="checkpoint-cancelled")}
    assert told == {vikidia.coach.id, vikidia.referent.id}


def test_what_was_written_on_a_point_of_that_period_is_kept(browser, vikidia, signed_in):
    decide(browser, "renew")
    first, second, third, *_ = db.session.query(Checkpoint).order_by(Checkpoint.number)
    first.agenda = "Parler de la suite."
    db.session.commit()
    said = "À préparer ensemble."
    address = f"/laureats/vikidia/points/{second.number}"
    written = Comment(
        laureate_id=vikidia.row.id,
        subject=Subject.CHECKPOINT,
        subject_id=second.id,
        author_id=vikidia.coach.id,
        text=said,
        created_at=vikidia.row.created_at,
    )
    factories.save(written)
    gone = third.id

    assert browser.submit(URL, WITHDRAW).status_code == 303

    kept = db.session.query(Checkpoint).order_by(Checkpoint.number).all()
    assert [point.number for point in kept] == [1, 2]
    assert {point.status for point in kept} == {CheckpointStatus.CANCELLED}
    assert db.session.get(Checkpoint, gone) is None
    coach = signed_in(vikidia.coach)
    assert "Parler de la suite." in text_of(coach.get("/laureats/vikidia/points/1"))
    assert said in text_of(coach.get(address))
    assert coach.get("/laureats/vikidia/conversation").status_code == 200


def test_an_early_stop_is_withdrawn_and_its_points_stay_cancelled(browser, vikidia):
    point = factories.checkpoint(vikidia.row, date(2026, 8, 3))
    decide(browser, "stop_early", effective_on="2026-08-01")
    assert browser.submit(URL, WITHDRAW).status_code == 303
    db.session.expire_all()
    assert (vikidia.period.ended_on, point.status) == (None, CheckpointStatus.CANCELLED)


def test_a_decision_that_has_begun_is_not_withdrawn(browser, vikidia, at):
    decide(browser, "renew")
    at("2026-09-01T00:10")
    assert browser.submit(URL, WITHDRAW).status_code == 303
    assert db.session.query(RenewalDecision).count() == 1
    assert "Retirer cette décision" not in text_of(browser.get("/laureats/vikidia/bilan?accompagnement=1"))


def test_work_on_the_new_period_is_not_thrown_away(browser, vikidia, at):
    decide(browser, "renew")
    second = db.session.query(SupportPeriod).filter_by(number=2).one()
    moment = vikidia.row.created_at
    factories.save(Roadmap(period_id=second.id, created_at=moment, updated_at=moment))
    answer = browser.submit(URL, WITHDRAW)
    assert answer.status_code == 422
    assert "L’accompagnement 2 porte déjà une feuille de route" in text_of(answer)
    assert "Décidé par erreur." in text_of(answer)
    assert db.session.query(SupportPeriod).count() == 2


def test_a_withdrawal_takes_a_reason_and_a_decider(browser, vikidia, signed_in):
    decide(browser, "renew")
    assert browser.submit(URL, WITHDRAW | {"reason": " "}).status_code == 422
    assert signed_in(vikidia.coach).submit(URL, WITHDRAW).status_code == 403
    assert signed_in(factories.referent()).submit(URL, WITHDRAW).status_code == 404
    assert db.session.query(RenewalDecision).count() == 1
