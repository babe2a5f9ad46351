"""Every time of the portfolio leaves as one file, written as it is read."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker.accounts.models import User
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.db import db
from aic_tracker.paper.xlsx import MEDIA_TYPE
from aic_tracker.web.table_files import AT_ONCE, csv_pieces
from tests import factories as make
from tests.support.statements import counted

URL, WORKBOOK = "/pilotage/temps.csv", "/pilotage/temps.xlsx"


def lines(answer) -> list[str]:
    return answer.data.decode("utf-8-sig").splitlines()


@pytest.fixture
def noted(app: Flask) -> User:
    vikidia, umap = make.laureate("Vikidia"), make.laureate("uMap")
    ines, paul = make.referent(vikidia, name="Inès Martin"), make.referent(umap, name="Paul Roy")
    make.time_entry(vikidia, ines, date(2026, 3, 5), 3, note="Relecture ; tri")
    make.time_entry(vikidia, ines, date(2026, 3, 2), 4)
    make.time_entry(umap, paul, date(2026, 2, 2), 1, activity="=1+1")
    return ines


@pytest.mark.parametrize("role", [make.coach, make.direction])
def test_the_team_receives_every_time_in_french(role, noted, signed_in) -> None:
    answer = signed_in(role()).get(URL)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert lines(answer) == [
        "Lauréat;Référente ou référent;Jour;Temps (jours);Activité;Note",
        "Vikidia;Inès Martin;2026-03-02;1;Suivi du projet;",
        'Vikidia;Inès Martin;2026-03-05;0,75;Suivi du projet;"Relecture ; tri"',
        "uMap;Paul Roy;2026-02-02;0,25;'=1+1;",
    ]


def test_the_same_leaves_as_a_workbook(noted, signed_in) -> None:
    answer = signed_in(make.coach()).get(WORKBOOK)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    rows = openpyxl.load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert [tuple(cell.date() if isinstance(cell, datetime) else cell for cell in row) for row in rows] == [
        ("Lauréat", "Référente ou référent", "Jour", "Temps (jours)", "Activité", "Note"),
        ("Vikidia", "Inès Martin", date(2026, 3, 2), 1, "Suivi du projet", None),
        ("Vikidia", "Inès Martin", date(2026, 3, 5), 0.75, "Suivi du projet", "Relecture ; tri"),
        ("uMap", "Paul Roy", date(2026, 2, 2), 0.25, "'=1+1", None),
    ]


def test_a_referent_does_not_know_that_it_exists(noted, signed_in) -> None:
    for url in (URL, WORKBOOK):
        assert signed_in(noted).get(url).status_code == 404


def test_without_any_time_there_is_a_header_alone(signed_in) -> None:
    assert len(lines(signed_in(make.coach()).get(URL))) == 1


def test_the_file_that_left_is_in_the_audit(noted, signed_in) -> None:
    coach = make.coach()
    signed_in(coach).get(URL)
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.event, entry.actor_id) == (Event.EXPORTED_FILE, coach.id)
    assert entry.details["endpoint"] == "timesheet.every_time"


def test_steering_leads_to_it(noted, signed_in) -> None:
    coach = signed_in(make.coach())
    assert 'href="/pilotage/temps"' in coach.get("/pilotage").text
    page = coach.get("/pilotage/temps").text
    assert all(f"format={ending}&amp;partie=saisies" in page for ending in ("csv", "ods", "xlsx"))


def test_more_times_cost_no_more_statements(noted, signed_in) -> None:
    coach = signed_in(make.coach())
    laureate = make.laureate("Autre")
    lines(coach.get(URL))  # the first line of the audit trail costs one more
    with counted() as few:
        assert len(lines(coach.get(URL))) == 4
    for day in range(1, 20):
        make.time_entry(laureate, noted, date(2026, 1, day))
    with counted() as many:
        assert len(lines(coach.get(URL))) == 23
    assert len(many) == len(few)


def test_rows_are_written_as_they_are_read() -> None:
    taken = 0

    def rows() -> Iterator[tuple[str, str]]:
        nonlocal taken
        for taken in range(1, 54_001):
            yield "Vikidia", str(taken)

    pieces = csv_pieces(("Lauréat", "Numéro"), rows())
    assert next(pieces).decode("utf-8-sig") == "Lauréat;Numéro\r\n"
    assert taken == 0
    next(pieces)
    assert taken == AT_ONCE
    assert sum(piece.count(b"\n") for piece in pieces) + AT_ONCE == 54_000
