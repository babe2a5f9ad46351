"""/envois: what will leave, what left, what waits and why."""

from datetime import date, timedelta

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.mail import failures, queue
from aic_tracker.mail.failures import Fault
from aic_tracker.mail.models import MailStatus, Stage
from aic_tracker.scheduler import jobs
from aic_tracker.sendings.queries import Pile
from tests import factories
from tests.support.client import text_of
from tests.support.mails import mails, queue_one
from tests.support.statements import counted


@pytest.fixture(autouse=True)
def _kinds(only):
    only("checkpoint-coming", "time-month", "time-missing", "objective-due", "renewal-file")


@pytest.fixture
def coach(app):
    return factories.coach(name="Alice Martin", email="alice@example.org")


@pytest.fixture
def browser(signed_in, coach):
    return signed_in(coach)


@pytest.fixture
def vikidia(app, coach):
    laureate = factories.laureate("Vikidia")
    factories.member(laureate, coach, factories.MemberRole.LEAD_COACH)
    return laureate


def page(browser, pile, **arguments):
    response = browser.get("/envois", query_string={"etat": pile.value, **arguments})
    assert response.status_code == 200
    return text_of(response)


@pytest.mark.parametrize("role", ["coach", "admin"])
def test_who_follows_mails_sees_them(app, signed_in, role):
    assert signed_in(getattr(factories, role)()).get("/envois").status_code == 200


@pytest.mark.parametrize("role", ["referent", "direction"])
@pytest.mark.parametrize("path", ["/envois", "/envois/1", "/envois/reprendre", "/envois/1/renvoyer"])
def test_others_see_nothing(app, signed_in, role, path):
    queue_one()
    assert signed_in(getattr(factories, role)()).get(path).status_code == 404


def test_reminders_to_come_are_shown_with_their_day_and_reader(browser, vikidia):
    factories.checkpoint(vikidia, date(2026, 3, 12))
    text = page(browser, Pile.TO_COME)
    assert "05/03/2026 à 8 h" in text
    assert "Point régulier du 12 mars 2026 à 14 h" in text
    assert "2 rappels à venir" in text  # seven days and one day before


@pytest.mark.parametrize(
    ("status", "pile"),
    [
        (MailStatus.PENDING, Pile.WAITING),
        (MailStatus.HANDOFF, Pile.WAITING),
        (MailStatus.SENT, Pile.SENT),
        (MailStatus.DOUBTFUL, Pile.DOUBTFUL),
        (MailStatus.FAILED, Pile.FAILED),
        (MailStatus.CANCELLED, Pile.DROPPED),
    ],
)
def test_each_state_has_its_pile_with_the_reason(browser, status, pile):
    queue_one(status=status, reason="Parce que.", sent_at=clock.now(), subject="Vikidia — un message")
    for other in Pile:
        assert ("Vikidia — un message" in page(browser, other)) == (other is pile)
    assert "Parce que." in page(browser, pile)


def test_a_skipped_reminder_is_shown_with_its_reason(browser, vikidia):
    factories.checkpoint(vikidia, date(2026, 3, 3))
    jobs.plan(clock.now())
    text = page(browser, Pile.DROPPED)
    assert "Remplacé par un rappel plus récent." in text
    assert "Point à venir" in text


def test_filters_keep_one_laureate_and_one_person(browser, vikidia):
    other = factories.laureate("Cartes")
    factories.referent(other, name="Bruno Petit", email="bruno@example.org")
    factories.checkpoint(other, date(2026, 3, 4))
    factories.checkpoint(vikidia, date(2026, 3, 4))
    jobs.plan(clock.now())
    for arguments in ({"laureat": str(other.id)}, {"personne": "BRUNO"}, {"personne": "bruno@"}):
        text = page(browser, Pile.WAITING, **arguments)
        assert "2 messages" in text  # February's time, and the point
        assert "Cartes — point" in text
    assert "Rien n’attend" in page(browser, Pile.WAITING, personne="%")


@pytest.mark.parametrize("typed", ["Élodie", "elodie", "ÉLODIE", "d'ange", "D’ANGE", "Élodie d'Ange", "Oeuvre"])
@pytest.mark.parametrize("pile", [Pile.WAITING, Pile.TO_COME])
def test_a_person_is_found_however_the_name_is_typed(browser, vikidia, pile, typed):
    factories.referent(vikidia, name="Élodie d’Ange-Œuvré", email="eda@example.org")
    factories.checkpoint(vikidia, date(2026, 3, 4))
    factories.checkpoint(vikidia, date(2026, 3, 12), number=2)
    jobs.plan(clock.now())
    assert "Élodie d’Ange-Œuvré" in page(browser, pile, personne=typed)


def test_an_address_finds_its_person_alone(browser, vikidia):
    factories.referent(vikidia, name="Bruno Petit", email="bruno1@example.org")
    factories.referent(vikidia, name="Bruno Grand", email="bruno12@example.org")
    factories.checkpoint(vikidia, date(2026, 3, 12))
    text = page(browser, Pile.TO_COME, personne="bruno1@example.org")
    assert "Bruno Petit" in text
    assert "Bruno Grand" not in text


def test_filters_apply_to_what_is_to_come(browser, vikidia):
    factories.referent(vikidia, name="Bruno Petit")
    factories.checkpoint(vikidia, date(2026, 3, 12))
    text = page(browser, Pile.TO_COME, personne="bruno")
    assert "Bruno Petit" in text
    assert "Vikidia Bruno Petit" in text


@pytest.mark.parametrize(
    "arguments", [{"laureat": "abc"}, {"laureat": "999"}, {"etat": "autre"}, {"personne": "x\x00"}]
)
def test_a_strange_filter_is_forgotten(browser, arguments):
    assert browser.get("/envois", query_string=arguments).status_code == 200


@pytest.mark.parametrize("number", ["0", "2", "999999", "abc"])
def test_a_page_that_is_not_there_is_not_found(browser, number):
    assert browser.get("/envois", query_string={"page": number}).status_code == 404


def test_a_mail_shows_its_text(browser, vikidia):
    factories.checkpoint(vikidia, date(2026, 3, 4))
    jobs.plan(clock.now())
    text = text_of(browser.get(f"/envois/{mails()[0].id}"))
    assert "Préparer ce point" in text
    assert "invitation.ics" in text


@pytest.mark.parametrize("kind", ["sign-in", "invitation"])
def test_a_link_that_signs_in_is_never_shown(browser, kind):
    queued = queue_one(kind=kind)
    response = browser.get(f"/envois/{queued}")
    assert "http://aic.test/connexion/x" not in response.text
    assert "son texte n’est visible que de son destinataire" in text_of(response)


def test_a_mail_that_does_not_exist_is_not_found(browser):
    assert browser.get("/envois/999").status_code == 404


def test_a_pause_is_told_at_the_top(browser):
    queue.pause(clock.now() + timedelta(minutes=15), "Le serveur d’envoi refuse l’identifiant ou le mot de passe.")
    db.session.commit()
    text = page(browser, Pile.TO_COME)
    assert "L’envoi est en pause" in text
    assert "refuse l’identifiant" in text


def test_piles_that_wait_for_somebody_are_counted(browser):
    queue_one("one", status=MailStatus.DOUBTFUL)
    queue_one("two", status=MailStatus.FAILED)
    text = page(browser, Pile.TO_COME)
    assert "Douteux (1)" in text
    assert "En échec (1)" in text


@pytest.mark.looks
@pytest.mark.parametrize("pile", list(Pile))
def test_lists_cost_the_same_with_one_and_thirty_rows(browser, pile):
    def rows(count):
        for _ in range(count):
            laureate = factories.laureate()
            factories.referent(laureate)
            factories.checkpoint(laureate, date(2026, 3, 3))
            factories.checkpoint(laureate, date(2026, 3, 12))
        jobs.plan(clock.now())
        if pile is Pile.PREVENTED:
            error = ValueError()
            people = db.session.query(factories.User.id)
            failures.record([Fault(Stage.PLAN, pile, None, id, None, error) for (id,) in people], clock.now())
            db.session.commit()
        elif pile not in (Pile.TO_COME, Pile.WAITING, Pile.DROPPED):
            for mail in mails():
                mail.status = {Pile.SENT: "sent", Pile.DOUBTFUL: "doubtful", Pile.FAILED: "failed"}[pile]
                mail.sent_at = clock.now()
            db.session.commit()

    rows(1)
    with counted() as one:
        page(browser, pile)
    rows(30)
    with counted() as thirty:
        page(browser, pile)
    assert len(one) == len(thirty)


def test_a_large_queue_shows_how_it_drains(browser):
    for n in range(21):
        queue_one(f"waiting {n}")
    queue_one("sent", status=MailStatus.SENT, sent_at=clock.now() - timedelta(minutes=59))
    queue_one("long ago", status=MailStatus.SENT, sent_at=clock.now() - timedelta(minutes=61))
    queue_one("later", next_attempt_at=clock.now() + timedelta(minutes=5))
    assert "21 messages attendent, 1 est parti depuis une heure." in page(browser, Pile.WAITING)
    fragment = browser.get("/envois/progression")
    assert 'hx-trigger="every 5s"' in fragment.text
    assert 'value="1" max="22"' in fragment.text


def test_a_short_queue_is_not_worth_watching(browser):
    queue_one()
    assert "htmx-2" not in browser.get("/envois").text
    assert "hx-trigger" not in browser.get("/envois/progression").text
