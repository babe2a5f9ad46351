"""Whoever shows an objective's texts, or takes them in, knows each of them: one forgotten is red here."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader

from aic_tracker import clock
from aic_tracker.accounts import tokens
from aic_tracker.accounts.models import User
from aic_tracker.api import shapes
from aic_tracker.api.views.asked import ObjectiveSaid
from aic_tracker.db import db
from aic_tracker.imports.kinds.roadmap import FIELDS
from aic_tracker.journal import rules as journal
from aic_tracker.roadmap.models import Objective
from tests import factories as make
from tests.support.client import text_of

ROADMAP = "/laureats/vikidia/feuille-de-route"
NAMES = list(Objective.WORDING)
# A sheet, and what is imported, name the objective by its title.
TITLES = {name: text.label for name, text in Objective.WORDING.items()} | {"title": "Objectif"}


@pytest.fixture
def coach(app: Flask) -> User:
    """Of a project whose objective says something under each name."""
    laureate = make.laureate("Vikidia")
    priority = make.priority(make.roadmap(laureate))
    measure = {name: Decimal(place) for place, name in enumerate((*Objective.MEASURE, "current"))}
    make.objective(priority, **measure, **{name: said_under(name) for name in NAMES})
    return make.coach(laureate)


def said_under(name: str) -> str:
    return f"dit-{name}"


@pytest.mark.parametrize("name", NAMES)
def test_the_page_and_the_form_show_it(coach, signed_in, name: str) -> None:
    client = signed_in(coach)
    row = db.session.query(Objective).one()
    page = f"/laureats/vikidia/objectifs/{row.id}"
    form = client.get(f"{page}/modifier").text
    assert f'name="{name}"' in form
    assert said_under(name) in form
    assert said_under(name) in text_of(client.get(page))


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_and_the_document_hold_it(coach, signed_in, name: str) -> None:
    client = signed_in(coach)
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{ROADMAP}.xlsx").data))["Objectifs"]
    head, row, *_ = sheet.iter_rows(values_only=True)
    assert dict(zip(head, row, strict=True))[TITLES[name]] == said_under(name)
    pages = PdfReader(BytesIO(client.get(f"{ROADMAP}.pdf").data)).pages
    assert said_under(name) in " ".join(page.extract_text() for page in pages)


@pytest.mark.parametrize("name", NAMES)
def test_programs_read_it_and_write_it(coach, app, name: str) -> None:
    row = db.session.query(Objective).one()
    lasts, now = timedelta(days=1), clock.now()
    _token, secret = tokens.make(coach, name="Tableau", may_write=True, laureate_ids=(), lasts=lasts, now=now)
    db.session.commit()
    client, path = app.test_client(), f"/api/v1/laureats/vikidia/objectifs/{row.id}"
    held = {"Authorization": f"Bearer {secret}"}
    read = client.get(path, headers=held)
    assert read.json[name] == said_under(name)
    said = {key: read.json[key] for key in ObjectiveSaid().fields if key != "owner"} | {name: "autre chose"}
    saved = client.put(path, json=said, headers=held | {"If-Match": read.headers["ETag"]})
    assert (saved.status_code, saved.json[name]) == (200, "autre chose")
    assert name in shapes.OBJECTIVE["properties"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_that_comes_back_is_read_for_it(name: str) -> None:
    (field,) = (field for field in FIELDS if field.name == name)
    assert field.title == TITLES[name]
    assert field.read("autre chose").value == "autre chose"


@pytest.mark.parametrize("name", NAMES)
def test_the_journal_names_it(name: str) -> None:
    assert journal.label_of("objective", name) == Objective.WORDING[name].label
