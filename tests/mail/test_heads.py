"""What people typed arrives in the head of their mails as they typed it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from aic_tracker import clock, config
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.demo.mailbox import read
from aic_tracker.heads import AttachedAs, Literal, Mailbox, RenderingFault, Text, is_sender, wire_address
from aic_tracker.mail import outbox
from aic_tracker.mail.models import MailStatus
from aic_tracker.mail.proof import prove
from aic_tracker.scheduler import jobs
from tests import factories
from tests.mail.contexts import every_word
from tests.support import heads, smtp
from tests.support.mails import mail, mails, queue_one

LOOKS_ENCODED = "=?utf-8?q?bonjour?="
NAMES = (
    "To",  # as the field itself: the email package takes for one whatever has its name
    "reply-to",
    "Martin, Zoé",
    "Hélène Durand (DINUM, pôle appui)",
    "Léa [DINUM]",
    'Jean "Jeannot" Dupont',
    "J. D’Ange \\ Cie",
    "zoe@example.org",
    "Groupe : les autres ;",
    "é" * 120,
    "Marie-Hélène de la Bruyère du Plessis d’Argentré, ministère de la Transition écologique",
    LOOKS_ENCODED,
)


def queued(
    *, name: str = "Camille Martin", reply_to: str = "", template: str = "mention", typed: str = "Vikidia"
) -> bytes:
    to = factories.user(name=name)
    id = outbox.enqueue(
        template,
        dedup_key="one",
        to=to,
        now=clock.now(),
        useful_for=timedelta(days=3),
        context=every_word(typed),
        by=None,
        reply_to=factories.user(name=reply_to) if reply_to else None,
    )
    assert id is not None
    db.session.commit()
    return mail(id).content


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one_addressee_whatever_it_holds(app: Flask, name: str) -> None:
    people = heads.by_another(queued(name=name, reply_to=name)).people
    assert [[name for name, _ in people[field]] for field in ("To", "Reply-To")] == [[name], [name]]


def test_a_title_that_looks_encoded_arrives_as_typed(app: Flask) -> None:
    content = queued(template="assignment-ending", typed=LOOKS_ENCODED)
    assert heads.by_email(content).subjects == heads.by_another(content).subjects == [mails()[0].subject]
    assert mails()[0].subject.count(LOOKS_ENCODED) == 2


def test_a_subject_keeps_its_space_where_two_encoded_words_meet(app: Flask) -> None:
    for length in range(20, 80):
        subject = f"{'é' * length} point déplacé au 1er décembre à 16 h"
        written = "\r\n ".join(Text(subject).lines()).encode()
        assert heads.by_another(b"Subject: " + written + b"\r\n\r\n").subjects == [subject]


def test_a_short_ordinary_text_is_written_as_it_is() -> None:
    assert Text("Votre compte").lines() == ("Votre compte",)
    assert Mailbox("Camille Martin", "c@example.org").lines() == ("Camille Martin <c@example.org>",)


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("Suivi AIC <suivi@aic.test>", "Suivi AIC", "suivi@aic.test"),
        ("Équipe, suivi (AIC) <suivi@aic.test>", "Équipe, suivi (AIC)", "suivi@aic.test"),
        ('"Équipe, \\"AIC\\"" <suivi@aic.test>', 'Équipe, "AIC"', "suivi@aic.test"),
        ("=?utf-8?q?bonjour?= <suivi@faß.de>", "=?utf-8?q?bonjour?=", "suivi@xn--fa-hia.de"),
        ("suivi@aic.test", "", "suivi@aic.test"),
    ],
)
def test_the_configured_sender_is_one_person_as_typed(app: Flask, sender: str, name: str, address: str) -> None:
    config.use(replace(config.current(), smtp=replace(config.current().smtp, sender=sender)))
    content = queued()
    assert heads.by_another(content).people["From"] == [(name, address)]
    assert f"@{address.partition('@')[2]}>" in mails()[0].message_id


@pytest.mark.parametrize("sender", ["Suivi AIC", "a@b.fr, c@d.fr", "Suivi <a@b.fr> <c@d.fr", "é@aic.test", "x@-.é"])
def test_a_sender_that_is_not_one_address_is_refused_at_the_start(sender: str) -> None:
    assert not is_sender(sender)


def to_the_address(address: str, id: int) -> None:
    """As a row queued before these rules would be: a mail leaves only to the address that its reader has now."""
    row = mail(id)
    person = db.session.get_one(User, row.user_id)
    row.recipient = person.email = address
    db.session.commit()


def test_an_accented_domain_is_the_one_of_today_s_standard(app: Flask, server: smtp.Server) -> None:
    to_the_address("x@faß.de", queue_one())
    jobs.deliver()
    assert server.messages[0].recipients == ["x@xn--fa-hia.de"] == [wire_address("x@faß.de")]


def test_a_recipient_that_smtp_cannot_write_fails_alone(app: Flask, server: smtp.Server) -> None:
    wrong = queue_one("wrong")
    to_the_address("é@example.org", wrong)
    right = queue_one("right")
    jobs.deliver()
    assert (mail(wrong).status, mail(wrong).reason) == (
        MailStatus.FAILED,
        "L’adresse ne peut pas s’écrire dans un courriel.",
    )
    assert mail(right).status == MailStatus.SENT


@pytest.mark.parametrize("name", ["Zoé\r\nX-Autre: oui", "Zoé\nMartin", "Zoé\0", "Zoé\ud800", "Zoé\x1f"])
def test_a_name_that_no_line_can_hold_is_no_mail(app: Flask, name: str) -> None:
    # The surrogate could not enter the database.
    to = factories.user(name="Zoé")
    to.name = name
    with db.session.no_autoflush, pytest.raises(RenderingFault):
        outbox.enqueue(
            "mention",
            dedup_key="one",
            to=to,
            now=clock.now(),
            useful_for=timedelta(days=3),
            context=every_word("Vikidia"),
            by=None,
        )
    db.session.rollback()
    assert mails() == []


def test_a_body_that_cannot_be_written_is_no_mail(app: Flask) -> None:
    with pytest.raises(RenderingFault):
        queued(template="minutes", typed="Zoé \ud800")


def test_a_long_name_is_shown_as_typed_in_the_demonstration_s_mailbox(app: Flask) -> None:
    name = "é" * 120
    assert ("À", name) in [(label, value.partition(" <")[0]) for label, value in read(queued(name=name)).headers]


@pytest.mark.parametrize("name", [*NAMES, "a;b.pdf", "100 %.pdf", "l’été.pdf", "compte rendu (3).pdf", 'dit "x".pdf'])
def test_an_attachment_keeps_its_file_name(name: str) -> None:
    head = "Content-Type: application/pdf\r\nContent-Disposition: " + "\r\n ".join(AttachedAs(name).lines())
    content = f"{head}\r\n\r\nx".encode()
    assert heads.by_email(content).parts == heads.by_another(content).parts == [(0, "application/pdf", name)]


# The lock itself, on a message that it lets pass as it stands.
FIELDS = {
    "From": Mailbox("Suivi AIC", "suivi@aic.test"),
    "To": Mailbox("Martin, Zoé", "zoe@example.org"),
    "Subject": Text("Point déplacé"),
    "Message-ID": Literal("<1@aic.test>"),
}
PARTS = [(0, "multipart/mixed", ""), (1, "text/plain", ""), (1, "application/pdf", "été.pdf")]
MESSAGE = (
    b"From: Suivi AIC <suivi@aic.test>\r\nTo: =?utf-8?q?Martin=2C_Zo=C3=A9?=\r\n <zoe@example.org>\r\n"
    b"Subject: =?utf-8?q?Point_?=\r\n =?utf-8?q?d=C3=A9plac=C3=A9?=\r\nMessage-ID: <1@aic.test>\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nUn texte.\r\n--b\r\nContent-Type: application/pdf\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''%C3%A9t%C3%A9.pdf\r\n\r\nJVBERi0=\r\n--b--\r\n"
)


def test_the_lock_opens_for_what_was_meant() -> None:
    prove(MESSAGE, FIELDS, PARTS)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"From: ", b"From: x@example.org\r\nFrom: "),
        (b"Message-ID: <1@aic.test>\r\n", b""),
        (b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nX-Autre: oui\r\n"),
        (b"MIME-Version: 1.0\r\n", b""),
        (b"<zoe@example.org>", b"<zoe@example.org>, lea@example.org"),
        (b"<zoe@example.org>", b"<lea@example.org>"),
        (b"Martin=2C_Zo=C3=A9", b"Martin_Zo=C3=A9"),
        (b"Point_?=", b"Point?="),
        (b"Point_?=\r\n", b"Point_?=\n"),
        (b"d=C3=A9plac", b"d\xc3\xa9plac"),
        (b"d=C3=A9plac", b"d=C3=A9plac\0"),
        (b"<1@aic.test>", b"<1@aic.test>\r\n "),
        (b"<1@aic.test>", b"<2@aic.test>"),
        (b"<1@aic.test>", b"<" + b"1" * 1000 + b"@aic.test>"),
        (b"multipart/mixed", b"multipart/related"),
        (b"text/plain", b"text/html"),
        (b"Un texte.", b"Un texte.\r\n--b\r\nContent-Type: text/plain\r\n\r\nUn autre."),
        (b"--b--", b""),
        (b"%C3%A9t%C3%A9.pdf", b"ete.pdf"),
    ],
)
def test_the_lock_holds_what_was_not_meant(was: bytes, becomes: bytes) -> None:
    assert was in MESSAGE
    with pytest.raises(RenderingFault):
        prove(MESSAGE.replace(was, becomes, 1), FIELDS, PARTS)
