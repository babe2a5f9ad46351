"""The SMTP server of the tests says what it is told to say."""

import smtplib
import ssl
from collections.abc import Iterator

import pytest

from tests.support import smtp

CONTENT = "Subject: Point du 12 mars\r\n\r\nBonjour\r\n"


@pytest.fixture
def server() -> Iterator[smtp.Server]:
    with smtp.Server() as server:
        yield server


def send(server: smtp.Server, context: ssl.SSLContext | None = None) -> None:
    client: smtplib.SMTP
    if server.security == "tls":
        client = smtplib.SMTP_SSL(server.host, server.port, timeout=5, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=5)
    with client:
        if server.security == "starttls":
            client.starttls(context=context)
        if server.auth:
            client.login(*server.auth)
        client.sendmail("aic@example.org", ["camille@example.org"], CONTENT)


def test_a_message_is_kept_with_its_envelope(server):
    send(server)
    [received] = server.messages
    assert (received.sender, received.recipients) == ("aic@example.org", ["camille@example.org"])
    assert (received.subject, received.text.strip()) == ("Point du 12 mars", "Bonjour")
    assert not received.is_encrypted


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_sign_in_shows_the_login(security):
    with smtp.Server(auth=("aic", "secret"), security=security) as server:
        send(server, ssl.create_default_context(cafile=server.ca_file))
        [received] = server.messages
        assert received.login == "aic"
        assert received.is_encrypted


def test_an_unknown_authority_is_refused():
    with smtp.Server(security="starttls") as server, pytest.raises(ssl.SSLCertVerificationError):
        send(server, ssl.create_default_context())


def test_a_wrong_password_is_refused():
    with smtp.Server(auth=("aic", "secret")) as server:
        server.auth = ("aic", "another")
        with smtplib.SMTP(server.host, server.port) as client, pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("aic", "secret")


@pytest.mark.parametrize(
    ("verb", "error"),
    [
        ("CONNECT", smtplib.SMTPConnectError),
        ("MAIL", smtplib.SMTPSenderRefused),
        ("RCPT", smtplib.SMTPRecipientsRefused),
        ("DATA", smtplib.SMTPDataError),
        (".", smtplib.SMTPDataError),
    ],
)
def test_a_scripted_refusal_is_for_once(server, verb, error):
    server.script[verb] = ["451 4.3.0 Plus tard"]
    with pytest.raises(error):
        send(server)
    assert server.messages == []
    send(server)
    assert len(server.messages) == 1


def test_a_refusal_for_good_is_answered_each_time(server):
    server.script["RCPT"] = "550 5.1.1 Inconnu"
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(server)


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_dropped_at_any_verb_leaves_no_message(server, verb):
    server.script[verb] = [smtp.DROP]
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(server)
    assert server.messages == []


@pytest.mark.parametrize(("answer", "kept"), [(smtp.DROP, 0), (smtp.KEEP_AND_DROP, 1)])
@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_connection_dropped_after_the_content_leaves_the_client_in_doubt(security, answer, kept):
    with smtp.Server(security=security) as server:
        server.script["."] = [answer]
        context = ssl.create_default_context(cafile=server.ca_file) if server.tls else None
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            send(server, context)
        assert len(server.messages) == kept


def test_a_stopped_server_refuses_then_comes_back_on_the_same_port(server):
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(server)
    server.start()
    send(server)
    assert len(server.wait_for(1)) == 1


def test_an_open_connection_is_cut_when_the_server_stops(server):
    with smtplib.SMTP(server.host, server.port, timeout=5) as client:
        client.ehlo()
        server.stop()
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            client.mail("aic@example.org")
