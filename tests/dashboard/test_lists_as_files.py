"""Every list leaves as it is filtered, in three files that say one thing: the demonstration's lists, all of them."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import python_calamine
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.events.models import Event as Meeting
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.paper.tables import Column, Kind, Table, plain
from aic_tracker.scheduler import jobs
from aic_tracker.web import exports
from tests import factories as make
from tests.support.client import Client, text_of

# Who looks, at what; « {slug} » is each project being supported.
LISTS = {
    Role.COACH: (
        "/laureats",
        "/laureats?status=all&sort=name",
        "/aides/registre",
        "/contacts",
        "/catalogue",
        "/experts",
        "/evenements",
        "/evenements/{event}",
        "/envois",
        "/envois?etat=envoyes",
        "/envois?etat=non-envoyes",
        "/a-suivre/retards",
        "/a-suivre/points",
        "/a-suivre/temps",
    ),
    Role.DIRECTION: (
        "/laureats/{slug}/membres",
        "/laureats/{slug}/points",
        "/laureats/{slug}/temps",
        "/laureats/{slug}/feuille-de-route",
        "/laureats/{slug}/appuis",
        "/laureats/{slug}/mises-en-relation",
        "/laureats/{slug}/aides",
        "/laureats/{slug}/soutiens",
        "/laureats/{slug}/engagements",
        "/laureats/{slug}/journal",
    ),
    Role.ADMIN: ("/administration/comptes", "/administration/audit", "/administration/audit?evenement=exported_file"),
}
PAGED = {
    "/a-suivre/retards",
    "/a-suivre/points",
    "/a-suivre/temps",
    "/laureats",
    "/contacts",
    "/catalogue",
    "/experts",
    "/envois",
    "/administration/comptes",
    "/administration/audit",
}


# Pages of a list that leave otherwise, or not at all: why.
ELSEWHERE = {
    "awaiting/index.html": "what waits for one person, each with its button: it is gone once done",
    "conversation/index.html": "words of people, read in their place",
    "conversation/thread.html": "the same, about one object",
    "dashboard/_parts.html": "the pages of the months and of the calendar: their figures leave with each season's",
    "demo/mails.html": "of the demonstration alone",
    "dsfr/ui.html": "the macro itself",
    "imports/preview.html": "what a file that one just sent would write",
    "search/search.html": "answers to words, of every sort at once",
    "selection/deliberation.html": "scores that are talked over in the room, and differ by who reads",
    "webhooks/show.html": "messages to one program, for who watches it: they are forgotten after a while",
}


def links_of(page: Any) -> dict[str, str]:
    """By ending, where the page says that its list leaves."""
    found = re.findall(r'href="([^"]*[?&](?:amp;)?format=(csv|ods|xlsx)[^"]*)"', page.text)
    return {ending: html.unescape(url) for url, ending in found}


def rows_of(content: bytes, ending: str) -> list[list[str]]:
    """The cells as words, whatever the file."""
    if ending == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [[in_words(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [[in_words(cell) for cell in row] for row in rows]


def in_words(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        at = cell.isoformat(" ", timespec="minutes")
        return at.removesuffix(" 00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float | int):
        return f"{cell:g}".replace(".", ",")
    return str(cell)


def alike(cell: str) -> str:
    """A number of a CSV file as a spreadsheet would show it, and what each file shields otherwise."""
    cell = cell.replace("\r\n", "\n").removeprefix("'")
    number = re.fullmatch(r"-?\d+,\d+", cell)
    return cell.rstrip("0").rstrip(",") if number else cell.removesuffix(" 00:00")


@pytest.fixture
def seen_by(app: Flask, signed_in: Callable[[User], Client]) -> Callable[[Role], Client]:
    assert season.load(clock.today())
    db.session.commit()
    jobs.plan(clock.now())

    def sign_in(role: Role) -> Client:
        user = db.session.scalars(sa.select(User).where(User.role == role).order_by(User.id)).first()
        return signed_in(user or make.admin())

    return sign_in


def addresses(paths: tuple[str, ...]) -> Iterator[str]:
    active = sa.select(Laureate.slug).where(Laureate.status == LaureateStatus.ACTIVE).order_by(Laureate.slug)
    slugs = list(db.session.scalars(active))
    event = db.session.scalar(sa.select(sa.func.min(Meeting.id)))
    for path in paths:
        yield from [path.format(slug=slug) for slug in slugs] if "{slug}" in path else [path.format(event=event)]


@pytest.mark.parametrize("role", LISTS)
def test_the_three_files_of_a_list_say_what_its_screen_counts(role: Role, seen_by: Callable[[Role], Client]) -> None:
    client, seen = seen_by(role), set()
    for address in addresses(LISTS[role]):
        page = client.get(address)
        assert page.status_code == 200, address
        links = links_of(page)
        if not links:
            continue
        seen.add(
            re.sub(
                r"(?<=/evenements/)\d+", "{event}", re.sub(r"(?<=/laureats/)[^/]+", "{slug}", address.partition("?")[0])
            )
        )
        files = {}
        for ending, url in links.items():
            answer = client.get(url)
            assert answer.status_code == 200, url
            assert answer.headers["Content-Disposition"].endswith(f"{clock.today().isoformat()}.{ending}"), url
            files[ending] = rows_of(answer.data, ending)
        assert len(files) == 3, address
        # Of the audit trail, each file is an entry of the next one.
        fewest = min(len(rows) for rows in files.values())
        files = {ending: [rows[0], *rows[len(rows) - fewest + 1 :]] for ending, rows in files.items()}
        read = [[[alike(cell) for cell in row] for row in rows] for rows in files.values()]
        assert read[0] == read[1] == read[2], address
        if address.partition("?")[0] in PAGED:
            counted = re.search(r"(?:<caption>|<p[^>]* role=\"status\">)([\d\s]+)", page.text)
            assert counted, address
            assert len(files["csv"]) - 1 == int("".join(counted[1].split())), address
    assert seen == {path.partition("?")[0] for path in LISTS[role]}


def test_every_list_that_is_paged_leaves_as_a_file_or_says_why_not(suite_app: Flask) -> None:
    templates = Path(suite_app.root_path) / "templates"
    paged = {
        str(path.relative_to(templates)): path.read_text()
        for path in templates.rglob("*.html")
        if "pagination(page)" in path.read_text()
    }
    kept = {name for name, text in paged.items() if "{{ exports(" not in text}
    assert kept == ELSEWHERE.keys(), "show exports() beside pagination(), or say in ELSEWHERE why the list stays here"


def test_a_file_holds_what_the_filters_leave_and_every_page_of_it(signed_in) -> None:
    for number in range(30):
        make.contact(f"Noé {number:02}", f"Région {number:02}")
    make.contact("Ada", "Commune")
    client = signed_in(make.coach())
    answer = client.get("/contacts?q=region&page=2&format=csv")
    rows = rows_of(answer.data, "csv")
    assert len(rows) - 1 == 30
    assert "Ada" not in answer.text
    page = client.get("/contacts?q=region&page=2")
    assert links_of(page)["csv"] == "/contacts?q=region&format=csv"


def test_what_runs_as_a_formula_is_shielded_and_a_number_below_zero_stays_one() -> None:
    table = Table("x", "X", (Column("Mot", "word"), Column("Montant", "cents", Kind.MONEY)))
    row = type("Row", (), {"word": "=1+1", "cents": -1250})
    [cells] = table.cells([row])
    assert [plain(cell) for cell in cells] == ["'=1+1", "-12,5"]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.TEXT, None, ""),
        (Kind.TEXT, True, "oui"),
        (Kind.TEXT, Role.COACH, "Équipe d’accompagnement"),
        (Kind.DAY, date(2026, 3, 2), "2026-03-02"),
        (Kind.MOMENT, datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "2026-07-01 14:30"),
        (Kind.COUNT, 12, "12"),
        (Kind.MONEY, 123456, "1234,56"),
        (Kind.TIME, 9, "2,25"),
        (Kind.SHARE, Decimal("0.996"), "99"),
    ],
)
def test_each_kind_of_value_is_told_as_the_screen_tells_it(kind: Kind, value: Any, shown: str) -> None:
    assert plain(Column("Titre", "value", kind).cell(SimpleNamespace(value=value))) == shown


def test_another_kind_of_file_does_not_exist(signed_in) -> None:
    assert signed_in(make.coach()).get("/contacts?format=exe").status_code == 404


def test_a_list_too_long_for_a_workbook_says_what_to_do(signed_in, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MOST_IN_A_WORKBOOK", 2)
    for number in range(3):
        make.contact(f"Noé {number}", f"Région {number}")
    client = signed_in(make.coach())
    answer = client.get("/contacts?q=region&format=ods")
    assert (answer.status_code, answer.location) == (303, "/contacts?q=region")
    assert "ne tiennent pas dans un classeur" in text_of(client.get(answer.location))
    assert client.get("/contacts?q=region&format=csv").status_code == 200


def test_each_file_that_leaves_enters_the_audit_trail(signed_in) -> None:
    coach, vikidia = make.coach(), make.laureate("Vikidia")
    make.referent(vikidia)
    signed_in(coach).get("/laureats/vikidia/membres?format=xlsx")
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry
    assert (entry.event, entry.actor_id, entry.object_id) == (Event.EXPORTED_FILE, coach.id, vikidia.id)
    assert entry.details["endpoint"] == "laureates.members"


def test_an_expert_takes_away_own_assignments_only(signed_in) -> None:
    vikidia = make.laureate("Vikidia")
    mine, other = make.expert(name="Ada"), make.expert(name="Zoé")
    make.scoped_assignment(vikidia, mine, title="Licence", status="in_progress")
    make.scoped_assignment(vikidia, other, title="Gouvernance", status="in_progress")
    account = db.session.get(User, mine.user_id)
    assert account
    told = signed_in(account).get("/laureats/vikidia/appuis?format=csv").text
    assert "Licence" in told
    assert "Gouvernance" not in told
