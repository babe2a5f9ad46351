from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import LaureateStatus, SupportPeriod
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import Objective
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/bilan/decision"
RENEW = {"period": 1, "outcome": "renew", "reason": "Le projet avance bien.", "confirmed": "oui"}
END = {"period": 1, "outcome": "end", "reason": "Le projet vole de ses ailes.", "confirmed": "oui"}
STOP = {"period": 1, "outcome": "stop_early", "reason": "L’association est dissoute.", "confirmed": "oui"}


def periods():
    db.session.expire_all()
    return db.session.query(SupportPeriod).order_by(SupportPeriod.number).all()


def test_a_renewal_opens_the_next_period_with_its_points(signed_in, vikidia, at):
    at("2026-06-15T10:00")

    response = signed_in(vikidia.direction).submit(URL, RENEW)

    assert response.status_code == 303
    first, second = periods()
    assert (second.number, second.starts_on, second.term_on) == (2, date(2026, 9, 1), date(2027, 9, 1))
    assert db.session.query(Checkpoint).filter_by(period_id=second.id).count() == 12
    assert db.session.query(Objective).filter(Objective.carried_from_id.is_not(None)).count() == 0
    decision = db.session.query(RenewalDecision).one()
    assert (decision.period_id, decision.outcome, decision.decided_on) == (first.id, Outcome.RENEW, date(2026, 6, 15))
    assert (decision.effective_on, decision.decider_id) == (date(2026, 9, 1), vikidia.direction.id)
    entry = db.session.query(JournalEntry).filter_by(verb="renewal.renew").one()
    assert entry.before == {"ended_on": None, "decision": None}
    assert entry.after["reason"] == "Le projet avance bien."


def test_nothing_is_decided_before_it_is_confirmed(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    asked = {name: value for name, value in RENEW.items() if name != "confirmed"}
    answer = signed_in(vikidia.direction).submit(URL, asked)
    assert answer.status_code == 200
    assert "Rien n’est encore enregistré" in text_of(answer)
    assert vikidia.coach.name in text_of(answer)  # whom it will be told to
    assert 'value="Le projet avance bien."' in answer.text
    assert len(periods()) == 1
    assert db.session.query(RenewalDecision).count() == 0


def test_what_may_not_be_decided_is_refused_before_it_is_confirmed(signed_in, vikidia, at):
    at("2026-03-15T10:00")
    asked = {name: value for name, value in RENEW.items() if name != "confirmed"}
    assert signed_in(vikidia.direction).submit(URL, asked).status_code == 422


def test_a_decision_read_back_may_be_changed(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    answer = signed_in(vikidia.direction).submit(URL, RENEW | {"modify": "oui"})
    assert answer.status_code == 200
    assert "Le projet avance bien." in text_of(answer)
    assert "Enregistrer la décision" in text_of(answer)
    assert db.session.query(RenewalDecision).count() == 0


def test_a_period_overdue_is_renewed_from_its_own_term(signed_in, vikidia, at):
    at("2026-09-21T10:00")
    assert signed_in(vikidia.direction).submit(URL, RENEW).status_code == 303
    assert periods()[1].starts_on == date(2026, 9, 1)
    points = db.session.query(Checkpoint).order_by(Checkpoint.number).all()
    assert [point.status for point in points] == [CheckpointStatus.CANCELLED] + [CheckpointStatus.PLANNED] * 11
    carried = db.session.query(Objective).filter(Objective.carried_from_id.is_not(None)).one()
    assert carried.title == "Trouver un financement"  # the new period has started: at once


def test_a_button_pressed_twice_decides_once(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    browser = signed_in(vikidia.direction)

    assert [browser.submit(URL, RENEW).status_code for _ in range(2)] == [303, 409]

    assert len(periods()) == 2
    assert db.session.query(RenewalDecision).count() == 1


def test_two_people_who_decide_at_once_take_one_decision(app, signed_in, vikidia, at):
    at("2026-06-15T10:00")
    browsers = [signed_in(vikidia.direction), signed_in(factories.direction())]
    together = Barrier(2)

    def decide(browser, values):
        with app.app_context():
            together.wait()
            return browser.submit(URL, values).status_code

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(decide, browsers, [RENEW, END]))

    assert answers == [303, 409]
    assert db.session.query(RenewalDecision).count() == 1


def test_a_second_decision_is_refused_and_kept(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    browser = signed_in(vikidia.direction)
    browser.submit(URL, RENEW)

    response = browser.submit(URL, END)

    assert response.status_code == 409
    assert "déjà décidé : « Renouveler »" in text_of(response)
    assert db.session.query(RenewalDecision).one().outcome is Outcome.RENEW


@pytest.mark.parametrize("values", [RENEW, END])
def test_nothing_but_a_stop_is_decided_before_the_file_opens(signed_in, vikidia, at, values):
    at("2026-05-31T10:00")

    response = signed_in(vikidia.direction).submit(URL, values)

    assert response.status_code == 422
    assert "Cette décision se prend à partir du 1er juin 2026." in text_of(response)
    assert values["reason"] in text_of(response)
    assert len(periods()) == 1


def test_an_early_stop_closes_the_period_and_cancels_its_points(signed_in, vikidia):
    before = factories.checkpoint(vikidia.row, date(2026, 3, 12))
    after = factories.checkpoint(vikidia.row, date(2026, 4, 1))

    response = signed_in(vikidia.direction).submit(URL, STOP | {"effective_on": "2026-04-01"})

    assert response.status_code == 303
    (period,) = periods()
    assert (period.ended_on, period.term_on) == (date(2026, 4, 1), date(2026, 9, 1))
    assert before.status is CheckpointStatus.PLANNED
    assert after.status is CheckpointStatus.CANCELLED
    assert vikidia.row.status is LaureateStatus.ACTIVE  # until that day


def test_a_stop_effective_today_ends_the_support_at_once(signed_in, vikidia):
    signed_in(vikidia.direction).submit(URL, STOP | {"effective_on": "2026-03-02"})
    db.session.expire_all()
    assert vikidia.row.status is LaureateStatus.ENDED


@pytest.mark.parametrize(
    ("effective_on", "message"),
    [
        ("", "Indiquez la date d’arrêt."),
        ("2025-09-01", "Indiquez une date pendant l’accompagnement"),
        ("2026-09-01", "Indiquez une date pendant l’accompagnement"),
        ("2026-02-27", "du temps est noté le 27 février 2026"),
        ("30/02/2026", "n’existe pas"),
        ("31/12/25", "quatre chiffres"),
    ],
)
def test_a_wrong_date_of_stop_is_explained_and_kept(signed_in, vikidia, effective_on, message):
    factories.time_entry(vikidia.row, vikidia.referent, date(2026, 2, 27))

    response = signed_in(vikidia.direction).submit(URL, STOP | {"effective_on": effective_on})

    assert response.status_code == 422
    assert message in text_of(response)
    assert "L’association est dissoute." in text_of(response)
    assert periods()[0].ended_on is None


def test_a_decision_takes_a_reason(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    response = signed_in(vikidia.direction).submit(URL, END | {"reason": "\N{NO-BREAK SPACE}"})
    assert response.status_code == 422
    assert "Indiquez le motif de la décision." in text_of(response)


def test_a_decision_without_its_token_is_not_taken(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    response = signed_in(vikidia.direction).post(URL, data=END)
    assert response.status_code == 422
    assert "Le projet vole de ses ailes." in text_of(response)
    assert db.session.query(RenewalDecision).count() == 0


@pytest.mark.parametrize("period", ["", "7", "abc", "2147483648"])
def test_an_unknown_period_is_not_found(signed_in, vikidia, at, period):
    at("2026-06-15T10:00")
    assert signed_in(vikidia.direction).submit(URL, END | {"period": period}).status_code == 404


def test_readers_do_not_decide_and_strangers_find_nothing(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    assert signed_in(vikidia.coach).submit(URL, END).status_code == 403
    assert signed_in(vikidia.referent).submit(URL, END).status_code == 403
    assert signed_in(factories.referent()).submit(URL, END).status_code == 404
    assert signed_in(factories.admin()).submit(URL, END).status_code == 404
    assert db.session.query(RenewalDecision).count() == 0
