"""Whatever people type, each mail says what was meant, to two readers; or it is no mail."""

import os
import random
import re
import unicodedata
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from aic_tracker import config
from aic_tracker.heads import POLICY, Mailbox, RenderingFault, Said, Text
from aic_tracker.mail.message import TEMPLATES as FOLDER
from aic_tracker.mail.message import Attachment, render
from tests.mail.contexts import AT, every_word
from tests.support import heads
from tests.support.heads import Read, without_spaces

pytestmark = pytest.mark.looks

TEMPLATES = sorted(path.parent.name for path in FOLDER.glob("*/subject.txt"))
# In all, on top of 10,000 subjects and as many names: at least 2,000 messages; `make fuzz` asks for 10,000.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2000")) // len(TEMPLATES) + 1
NUMBER = 10_000
SENDER = "Équipe « AIC », le suivi <suivi@aic.test>"
EVERY_FIELD = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe"]
MIME = ["MIME-Version", "Content-Type"]
BODY = ("multipart/alternative", "text/plain", "text/html")

# What has a meaning in a head, harmless here, and what French people are called.
PIECES = (
    *("=?utf-8?q?bonjour?=", "=?utf-8?b?Ym9uam91cg==?=", "=?iso-8859-1*fr?q?=E9t=E9?=", "=?", "?=", "=?x?q?a?="),
    *("Martin, Zoé", "Durand (DINUM, pôle appui)", "[DINUM]", "<autre@example.org>", '"Zo"', "l’Haÿ", "d'Ange"),
    *(",", ";", ":", "@", "<", ">", "(", ")", "[", "]", '"', "\\", "\\\\", '\\"', "'", "%", "''", "*0*=", "%C3%A9"),
    *(" ", "  ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", ".", "J.", "-", "--", "_", "a_b", "=20"),
    *("é" * 120, "a" * 120, "mot " * 30, "ça et là " * 20, "😀" * 40, "e\u0301" * 50, "œuvre", "n° 3", "中文", "مرحبا"),
)
BREAKING = ("\r\nX-Autre: oui", "\n", "\r", "\r\n ", "\0", "\x1f", "\x85", "\u2028", "\ud800", "\x7f", "\t")
ORDINARY = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), min_size=1, max_size=6).map("".join)
ANYTHING = ORDINARY | st.lists(
    st.sampled_from(PIECES + BREAKING) | st.text(st.characters(), max_size=8), max_size=6
).map("".join)


def is_sayable(text: str) -> bool:
    return not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in text)


@pytest.fixture(autouse=True)
def _sender(app: Flask) -> None:
    config.use(replace(config.current(), smtp=replace(config.current().smtp, sender=SENDER)))


def ask(read: Read, *, to: str, reply_to: str, subject: str, files: list[str]) -> None:
    assert sorted(read.fields) == sorted(EVERY_FIELD + MIME)
    assert read.subjects == [subject]
    assert [address for found in read.people.values() for _, address in found] == [
        "suivi@aic.test",
        "camille@xn--fa-hia.de",
        "coach@example.org",
    ]
    names = [without_spaces(name) for found in read.people.values() for name, _ in found]
    assert names == [without_spaces(name) for name in ("Équipe « AIC », le suivi", to, reply_to)]
    deep = 1 if files else 0
    expected = [(deep + (n > 0), name, "") for n, name in enumerate(BODY)]
    if files:
        expected = [(0, "multipart/mixed", ""), *expected, *((1, "application/pdf", name.strip()) for name in files)]
    assert [(depth, name, file.strip()) for depth, name, file in read.parts] == expected


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_mail_says_what_was_meant_or_is_none(app: Flask, template: str) -> None:
    @given(typed=ANYTHING, to=ANYTHING, reply_to=ORDINARY, file=st.none() | ANYTHING)
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(typed: str, to: str, reply_to: str, file: str | None) -> None:
        files = [f"{file}.pdf"] if file is not None else []
        heads_texts = (to, reply_to, *files)
        try:
            mail = render(
                template,
                dedup_key="one",
                to=(to, "camille@faß.de"),
                at=AT,
                context=every_word(typed),
                reply_to=(reply_to, "coach@example.org"),
                headers={"List-Unsubscribe": f"<http://aic.test/{'x' * 200}>"},
                attachments=[Attachment(name, "application/pdf", b"%PDF-" * 50) for name in files],
            )
        except RenderingFault:
            event("no mail")
            assert not all(map(is_sayable, (typed, *heads_texts)))
            return
        assert all(map(is_sayable, heads_texts))
        for reader in (heads.by_email, heads.by_another):
            ask(reader(mail.content), to=to, reply_to=reply_to, subject=mail.subject, files=files)
        assert [to] == [name for name, _ in heads.by_another(mail.content).people["To"]] or to != to.strip()

    holds()


WORDS = re.findall(
    r"\S+",
    "le la un d’un l’été à où dès point déplacé au 1er décembre 16 h « Ministère » – réunion : feuille de route n° 3 ; "
    "œuvre Noël maïs aiguë reçu d’accès (DINUM, pôle appui) [urgent] forêt, hâte ! ? 50 % 1 200 € e-mail l'eau ça",
)
NAMES = re.findall(
    r"\S+",
    'Zoé Martin, Léa [DINUM] Hélène Durand (DINUM, pôle appui) O’Brien J. d\'Ange Dupont-Moreau Ñúñez "Zo" N°1 @ç\\',
)


def written(name: str, said: Said) -> bytes:
    return POLICY.fold_binary(name, POLICY.header_factory(name, said)) + b"\r\n"


def test_ten_thousand_french_subjects_arrive_as_written() -> None:
    draw = random.Random(20261127)
    for _ in range(NUMBER):
        subject = " ".join(draw.choices(WORDS, k=draw.randint(1, 60)))
        content = written("Subject", Text(subject))
        assert heads.by_email(content).subjects == [subject]
        assert heads.by_another(content).subjects == [subject]


def test_ten_thousand_names_are_one_person_each() -> None:
    draw = random.Random(20261127)
    for _ in range(NUMBER):
        name = " ".join(draw.choices(NAMES, k=draw.randint(1, 12)))
        content = written("To", Mailbox(name, "x@example.org"))
        [(by_email, address)] = heads.by_email(content).people["To"]
        assert (without_spaces(by_email), address) == (without_spaces(name), "x@example.org")
        assert heads.by_another(content).people["To"] == [(name, "x@example.org")]
