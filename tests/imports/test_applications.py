"""The file that Démarche numérique exports, taken in as the applications of a call."""

from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport
from aic_tracker.laureates.models import Operator
from aic_tracker.selection import calls
from aic_tracker.selection.models import Application
from tests import factories as make
from tests.imports.sheets import ods_of, xlsx_of
from tests.imports.test_dossiers_file import csv_of
from tests.imports.test_season import send

UPLOAD = "/imports/nouveau/candidatures"
HEAD = ("ID", "Email", "FranceConnect ?", "Établissement SIRET", "Entreprise SIREN", "Entreprise raison sociale")
HEAD += ("État du dossier", "Déposé le", "Nom du projet", "Région", "Qui décide dans le projet ?", "Vos usages")
LINE = ("1234567", "ada@example.org", "Non", "73282932000074", "732829320", "Association Vikidia")
LINE += ("En construction", "2026-01-12 10:00", "Vikidia", "Bretagne", "Une assemblée ouverte", "")
CALL = "Saison 3"


@pytest.fixture
def desk(app, signed_in):
    coach = make.coach(name="Léa Martin")
    season = make.season("Saison 3").id
    days = {"opens_on": date(2026, 1, 1), "closes_on": date(2026, 2, 27)}
    calls.open_call(actor=coach, title=CALL, season_id=season, operator=Operator.DINUM, questions="", **days)
    db.session.commit()
    return signed_in(coach)


def take_in(desk, content, name="dossiers.csv"):
    """Up to the preview; the address of the import."""
    sent = send(desk, content, name, UPLOAD)
    received = db.session.scalars(sa.select(SheetImport).order_by(SheetImport.id.desc()).limit(1)).one()
    columns = {f"column_{name}": place for name, place in received.places.items()}
    assert desk.submit(f"{sent.location}/colonnes", columns | {"all_call": CALL}).status_code == 303
    return sent.location, received.id


def lines(import_id):
    return db.session.scalars(sa.select(ImportLine).filter_by(import_id=import_id)).all()


def write(desk, url, import_id):
    version = db.session.get(SheetImport, import_id, populate_existing=True).version
    return desk.submit(f"{url}/appliquer", {"version": version})


@pytest.mark.parametrize(("make_file", "ending"), [(csv_of, "csv"), (xlsx_of, "xlsx"), (ods_of, "ods")])
def test_each_dossier_becomes_an_application_with_all_its_answers(desk, make_file, ending):
    url, import_id = take_in(desk, make_file(HEAD, LINE), f"dossiers.{ending}")
    (line,) = lines(import_id)
    assert (line.outcome, line.problems) == (Outcome.NEW, [])
    assert write(desk, url, import_id).status_code == 303
    one = db.session.scalars(sa.select(Application)).one()
    assert (one.number, one.name, one.siren, one.region) == ("1234567", "Vikidia", "732829320", "Bretagne")
    assert (one.contact_email, one.received_on) == ("ada@example.org", date(2026, 1, 12))
    assert one.answers == [["Qui décide dans le projet ?", "Une assemblée ouverte"]]


def test_the_same_file_later_changes_what_changed_and_doubles_nothing(desk):
    first = take_in(desk, csv_of(HEAD, LINE))
    write(desk, *first)
    again = take_in(desk, csv_of(HEAD, LINE))
    assert [line.outcome for line in lines(again[1])] == [Outcome.SAME]
    other = (*LINE[:8], "Vikidia, l’encyclopédie", "Bretagne", "Une assemblée", "500 écoles")
    later = take_in(desk, csv_of(HEAD, other, other))
    assert [line.outcome for line in lines(later[1])] == [Outcome.CHANGED, Outcome.REFUSED]
    later = take_in(desk, csv_of(HEAD, other))
    write(desk, *later)
    one = db.session.scalars(sa.select(Application).execution_options(populate_existing=True)).one()
    assert (one.name, one.answers[1]) == ("Vikidia, l’encyclopédie", ["Vos usages", "500 écoles"])
