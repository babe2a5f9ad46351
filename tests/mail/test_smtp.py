"""What a real SMTP server answers, and what becomes of the mail."""

import time

import pytest

from aic_tracker import clock
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus
from aic_tracker.scheduler import jobs
from tests.support import smtp
from tests.support.mails import mail, queue_one, use_server


def test_a_mail_arrives_whole(server):
    queued = queue_one()
    content = mail(queued).content
    assert jobs.deliver()["sent"] == 1
    [received] = server.messages
    row = mail(queued)
    assert received.sender == "suivi@aic.test"
    assert received.recipients == [row.recipient]
    assert received.message["Message-ID"] == row.message_id
    assert received.raw == content
    assert (row.status, row.sent_at, row.reason) == (MailStatus.SENT, clock.now(), "")


def test_lines_that_begin_with_a_dot_arrive_as_they_were(server):
    content = b"Subject: Points\r\n\r\n.\r\n..\r\n.fin\r\nsans fin de ligne"
    queue_one(content=content)
    jobs.deliver()
    assert server.messages[0].raw == content + b"\r\n"


def test_one_connection_carries_a_whole_pass(server):
    for n in range(25):
        queue_one(f"mail {n}")
    assert jobs.deliver()["sent"] == 25
    assert server.commands.count("CONNECT") == 1


def test_a_connection_closed_between_two_mails_is_opened_again(server):
    server.script["MAIL"] = [None, "421 4.7.0 Assez pour cette connexion"]
    queue_one("one")
    queue_one("two")
    assert jobs.deliver()["sent"] == 2
    assert server.commands.count("CONNECT") == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_server_is_given_the_login(app, security):
    with smtp.Server(auth=("aic", "secret"), security=security) as server:
        use_server(server, username="aic", password="secret")
        queue_one()
        assert jobs.deliver()["sent"] == 1
        assert (server.messages[0].login, server.messages[0].is_encrypted) == ("aic", True)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_temporary_refusal_is_tried_again(server, verb, code):
    queued = queue_one()
    server.script[verb] = [f"{code} 4.2.0 Plus tard"]
    assert jobs.deliver()["retried"] == 1
    row = mail(queued)
    assert (row.status, row.attempts) == (MailStatus.PENDING, 1)
    assert "Refus temporaire" in row.reason
    assert "Plus tard" in row.reason


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "."])
def test_a_final_refusal_fails_and_the_next_mail_goes(server, verb):
    refused, accepted = queue_one("one"), queue_one("two")
    server.script[verb] = ["550 5.1.1 Boîte inconnue"]
    assert jobs.deliver() == {"failed": 1, "sent": 1, "skipped": 0}
    assert mail(refused).status is MailStatus.FAILED
    assert "Boîte inconnue" in mail(refused).reason
    assert mail(accepted).status is MailStatus.SENT


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_cut_before_the_dot_is_tried_again(server, verb):
    queued = queue_one()
    server.script[verb] = smtp.DROP
    assert jobs.deliver()["retried"] == 1
    assert (mail(queued).status, mail(queued).attempts) == (MailStatus.PENDING, 1)
    assert server.messages == []


@pytest.mark.parametrize(("answer", "kept"), [(smtp.DROP, 0), (smtp.KEEP_AND_DROP, 1)])
def test_a_connection_cut_after_the_dot_leaves_a_doubt_and_no_repetition(server, answer, kept):
    queued = queue_one()
    server.script["."] = [answer]
    assert jobs.deliver()["doubtful"] == 1
    assert mail(queued).status is MailStatus.DOUBTFUL
    assert not jobs.deliver()
    assert len(server.messages) == kept


def test_a_server_that_is_not_there_is_tried_again_once_for_all(server):
    waiting = [queue_one("one"), queue_one("two")]
    server.stop()
    assert jobs.deliver() == {"retried": 1, "skipped": 0}
    first, second = map(mail, waiting)
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.reason == "Serveur d’envoi injoignable (connexion refusée)."


def test_what_waited_for_the_server_leaves_as_soon_as_it_is_back(server):
    waiting = [queue_one("one"), queue_one("two")]
    server.stop()
    jobs.deliver()
    server.start()
    assert jobs.deliver()["sent"] == 2
    assert {mail(id).status for id in waiting} == {MailStatus.SENT}


@pytest.mark.parametrize("greeting", ["bonjour", "554 5.3.2 Pas de service", "421 4.3.2 Fermé"])
def test_a_strange_greeting_is_tried_again(server, greeting):
    queued = queue_one()
    server.script["CONNECT"] = [greeting]
    assert jobs.deliver()["retried"] == 1
    assert mail(queued).status is MailStatus.PENDING


def test_a_wrong_password_pauses_the_queue_and_burns_no_attempt(app):
    with smtp.Server(auth=("aic", "secret")) as server:
        use_server(server, username="aic", password="autre")
        queued = queue_one()
        assert not sum(jobs.deliver().values())
        row, state = mail(queued), queue.state()
        assert (row.status, row.attempts) == (MailStatus.PENDING, 0)
        assert queue.is_paused(state, clock.now())
        assert "refuse l’identifiant ou le mot de passe" in state.pause_reason
        connections = server.commands.count("CONNECT")
        jobs.deliver()
        assert server.commands.count("CONNECT") == connections
        use_server(server, username="aic", password="secret")
        jobs.forget_pause()
        assert jobs.deliver()["sent"] == 1


def test_a_server_without_the_encryption_asked_for_gets_nothing(server):
    use_server(server, security="starttls")
    queue_one()
    jobs.deliver()
    assert server.messages == []
    assert "chiffrement" in queue.state().pause_reason


def test_an_unknown_certificate_pauses_the_queue(app):
    with smtp.Server(security="tls") as server:
        use_server(server, ca_file="")
        queue_one()
        jobs.deliver()
        assert "certificat" in queue.state().pause_reason


@pytest.mark.parametrize(
    ("verb", "count"), [("CONNECT", "retried"), ("RCPT", "retried"), (".", "doubtful")], ids=["greeting", "RCPT", "dot"]
)
def test_a_silent_server_is_given_up_after_the_timeout(server, verb, count):
    use_server(server, timeout=1)
    queued = queue_one()
    server.next_answer = lambda asked: time.sleep(1.3) if asked == verb else None
    assert jobs.deliver()[count] == 1
    assert "délai dépassé" in mail(queued).reason
