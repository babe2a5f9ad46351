"""One laureate's whole file leaves in one archive: its index leads to all, and holds what its reader may read."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
import python_calamine
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.archives import making, rules
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.conversation import operations as conversation
from aic_tracker.conversation import queries as topics
from aic_tracker.db import db
from aic_tracker.demo import season as demo
from aic_tracker.documents import operations as documents
from aic_tracker.documents import storage
from aic_tracker.documents.models import Document
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, LaureateStatus
from tests import factories as make
from tests.support.client import Client, text_of

PAGE, FILE = "/laureats/vikidia/dossier", "/laureats/vikidia/dossier.zip"
PDF = b"%PDF-1.4\n%%EOF\n"


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if href := given.get("href"):
            self.hrefs.append(href)
        if found := given.get("id"):
            self.ids.add(found)


def taken_by(client: Client, *, notes: str = "sans", page: str = PAGE) -> zipfile.ZipFile:
    answer = client.submit(page, {"notes": notes})
    assert answer.status_code == 303
    file = client.get(answer.location)
    assert file.status_code == 200
    assert file.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(file.data))


def read(archive: zipfile.ZipFile, ending: str) -> bytes:
    [name] = [name for name in archive.namelist() if name.endswith(ending)]
    return archive.read(name)


def rows(archive: zipfile.ZipFile, table: str) -> list[list[object]]:
    book = python_calamine.load_workbook(io.BytesIO(read(archive, f"tableaux/{table}.ods")))
    return book.get_sheet_by_index(0).to_python()[1:]


@pytest.fixture
def vikidia(app: Flask) -> Laureate:
    laureate = make.laureate("Vikidia")
    referent = make.referent(laureate, name="Inès Martin")
    make.objective(make.priority(make.roadmap(laureate)))
    make.time_entry(laureate, referent, date(2026, 2, 3), 3)
    coach = make.coach(laureate)
    for name in ("Convention n° 2 : été.pdf", "convention n 2 ete.pdf", "CON.pdf"):
        content = PDF + name.encode()
        documents.attach(laureate, laureate, actor=coach, now=clock.now(), filename=name, content=content)
    topic = topics.topic_of(laureate)
    for text, is_internal in (("Bienvenue", False), ("À surveiller de près", True)):
        say = {"text": text, "is_internal": is_internal, "actor": coach, "now": clock.now()}
        conversation.add_comment(laureate, topic, notify=(), path="/", **say)
    db.session.commit()
    return laureate


def test_each_link_of_the_index_leads_to_a_file_and_each_file_is_linked(vikidia: Laureate, signed_in) -> None:
    archive = taken_by(signed_in(make.direction()))
    [index] = [name for name in archive.namelist() if name.endswith("/index.html")]
    folder, links = PurePosixPath(index).parent, Links(archive.read(index).decode())
    files = {str(folder / href) for href in links.hrefs if not href.startswith("#")}
    assert files == set(archive.namelist()) - {index}
    assert {href[1:] for href in links.hrefs if href.startswith("#")} <= links.ids
    assert archive.testzip() is None
    assert read(archive, "feuille-de-route.pdf").startswith(b"%PDF")
    assert rows(archive, "temps")[0][0] == "Inès Martin"


def test_names_are_safe_on_windows_and_told_apart(vikidia: Laureate, signed_in) -> None:
    names = taken_by(signed_in(make.coach())).namelist()
    assert all(re.fullmatch(r"[a-z0-9./-]+", name) for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) < 200
    joined = sorted(PurePosixPath(name).name for name in names if "/fichiers/" in name)
    assert joined == ["con-.pdf", "convention-n-2-ete-2.pdf", "convention-n-2-ete.pdf"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Bilan : « été » ?.PDF", "bilan-ete.pdf"),
        ("COM1", "com1-"),
        ("../../etc/passwd", "etc-passwd"),
        ("***", "fichier"),
        ("x" * 300 + ".odt", "x" * 80 + ".odt"),
        (".pdf", "pdf"),
        ("a. ", "a"),
    ],
)
def test_a_name_becomes_one_that_every_system_takes(name: str, safe: str) -> None:
    assert rules.safe_name(name) == safe


def test_internal_notes_are_out_unless_asked_for_and_the_index_says_which(vikidia: Laureate, signed_in) -> None:
    client = signed_in(make.coach())
    without, with_them = taken_by(client), taken_by(client, notes="avec")
    assert [row[4] for row in rows(without, "conversation")] == ["Bienvenue"]
    assert "Les notes internes ne sont pas comprises." in read(without, "index.html").decode()
    assert [row[4] for row in rows(with_them, "conversation")] == ["Bienvenue", "À surveiller de près"]
    assert "Les notes internes sont comprises" in read(with_them, "index.html").decode()


def test_nothing_of_another_laureate_is_in_it(vikidia: Laureate, signed_in) -> None:
    other = make.laureate("uMap")
    make.time_entry(other, make.referent(other, name="Paul Roy"), date(2026, 2, 3), 3)
    make.action(other, "Ailleurs")
    archive = taken_by(signed_in(make.coach()))
    whole = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".pdf"))
    sheets = [read(archive, name) for name in archive.namelist() if name.endswith(".ods")]
    told = whole + b"".join(zipfile.ZipFile(io.BytesIO(sheet)).read("content.xml") for sheet in sheets)
    assert b"Paul Roy" not in told
    assert b"Ailleurs" not in told


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, Role.ADMIN])
def test_only_who_may_export_takes_it_away(vikidia: Laureate, signed_in, role: Role) -> None:
    user = make.referent(vikidia) if role is Role.REFERENT else make.user(role)
    client = signed_in(user)
    refused = 403 if role is Role.REFERENT else 404
    assert (client.get(PAGE).status_code, client.get(FILE).status_code) == (refused, refused)
    assert client.submit(PAGE, {"notes": "sans"}).status_code == refused


def test_no_archive_leaves_before_the_journal_says_so(vikidia: Laureate, signed_in, at: Callable[[str], None]) -> None:
    coach = make.coach()
    client = signed_in(coach)
    assert client.get(f"{FILE}?notes=sans").location == PAGE
    taken_by(client)
    entry = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "laureate.taken_away")).one()
    assert (entry.actor_id, entry.summary) == (coach.id, "a exporté le dossier complet")
    # What was prepared without notes opens nothing more, to nobody else, nor for long.
    assert client.get(f"{FILE}?notes=avec").location == PAGE
    assert signed_in(make.direction()).get(f"{FILE}?notes=sans").location == PAGE
    at("2026-03-02T10:16")
    assert client.get(f"{FILE}?notes=sans").location == PAGE


def test_each_archive_enters_the_audit_trail(vikidia: Laureate, signed_in) -> None:
    taken_by(signed_in(make.coach()))
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry
    assert (entry.event, entry.details["endpoint"]) == (Event.EXPORTED_FILE, "archives.download")


def test_a_file_whose_bytes_are_gone_is_said_to_be(vikidia: Laureate, signed_in) -> None:
    document = db.session.scalars(sa.select(Document).where(Document.filename == "CON.pdf")).one()
    storage.remove(document.stored_name)
    index = read(taken_by(signed_in(make.coach())), "index.html").decode()
    assert "CON.pdf (mars 2026)\N{NO-BREAK SPACE}: fichier introuvable" in index


def test_too_much_for_one_archive_is_refused_in_words(vikidia: Laureate, signed_in, monkeypatch) -> None:
    monkeypatch.setattr(making, "LARGEST", 10)
    client = signed_in(make.coach())
    answer = client.get(client.submit(PAGE, {"notes": "sans"}).location)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "pèse plus de 500 Mo" in text_of(client.get(PAGE)).replace("\N{NO-BREAK SPACE}", " ")


def test_every_project_of_the_demonstration_leaves_whole(app: Flask, signed_in) -> None:
    assert demo.load(clock.today())
    db.session.commit()
    user = db.session.scalars(sa.select(User).where(User.role == Role.DIRECTION)).first()
    assert user
    client = signed_in(user)
    active = sa.select(Laureate.slug).where(Laureate.status == LaureateStatus.ACTIVE).order_by(Laureate.slug)
    for slug in db.session.scalars(active.limit(2)).all():
        archive = taken_by(client, page=f"/laureats/{slug}/dossier")
        index = read(archive, "/index.html").decode()
        assert "introuvable" not in index
        assert len(Links(index).hrefs) >= 15
