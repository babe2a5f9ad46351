"""The file that an instructor exports from Démarche numérique, taken in as any sheet of laureates."""

import csv
import io

import pytest

from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport
from tests import factories as make
from tests.imports.sheets import ods_of, xlsx_of
from tests.imports.test_season import SHARED, UPLOAD, send
from tests.support.client import text_of

HEAD = ("ID", "Email", "FranceConnect ?", "Établissement SIRET", "Entreprise SIREN", "Entreprise raison sociale")
HEAD += ("Association RNA", "Association titre", "À archiver", "État du dossier", "Déposé le", "Instructeurs")
HEAD += ("Nom du projet", "Site internet", "Thématiques", "Date de début", "Nom du référent")
LINE = ("1234567", "ada@example.org", "Non", "73282932000074", "732829320", "Association Vikidia", "W751234567")
LINE += ("Association Vikidia", "Non", "Accepté", "2026-01-12 10:00", "iris@example.org", "Vikidia", "vikidia.org")
LINE += ("Éducation, Jeunesse", "1er mars 2026", "Ada Roche")


def csv_of(*rows):
    output = io.StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue().encode()


@pytest.mark.parametrize(("make_file", "ending"), [(csv_of, "csv"), (xlsx_of, "xlsx"), (ods_of, "ods")])
def test_its_titles_are_guessed_and_its_lines_read(app, signed_in, make_file, ending):
    client = signed_in(make.coach(name="Léa Martin"))
    make.season("Saison 3")
    sent = send(client, make_file(HEAD, LINE), f"dossiers.{ending}", UPLOAD)
    assert sent.status_code == 303, text_of(sent)
    places = db.session.query(SheetImport).one().places
    titles = {name: HEAD[place] for name, place in places.items()}
    assert titles == {
        "name": "Nom du projet",
        "organisation": "Entreprise raison sociale",
        "siren": "Entreprise SIREN",
        "siret": "Établissement SIRET",
        "rna": "Association RNA",
        "website": "Site internet",
        "themes": "Thématiques",
        "starts_on": "Date de début",
        "referent": "Nom du référent",
        "referent_email": "Email",
    }
    columns = {f"column_{name}": place for name, place in places.items()}
    answered = client.submit(f"{sent.location}/colonnes", columns | SHARED)
    assert answered.status_code == 303, text_of(answered)
    line = db.session.query(ImportLine).one()
    assert (line.outcome, line.label, line.problems) == (Outcome.NEW, "Vikidia", [])


def test_the_name_of_the_common_goes_before_that_of_the_person(app, signed_in):
    client = signed_in(make.coach())
    head = ("ID", "Email", "Civilité", "Nom", "Prénom", "Nom du commun")
    send(client, csv_of(head, ("1", "ada@example.org", "Mme", "Roche", "Ada", "Vikidia")), "dossiers.csv", UPLOAD)
    assert db.session.query(SheetImport).one().places["name"] == 5
