"""A table of Grist is read as a sheet; the tracker is copied to a document, every night, and never back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from aic_tracker import clock, config
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.outgoing.service import ServiceFault
from aic_tracker.roadmap.models import ObjectiveStatus
from aic_tracker.settings import Grist as Settings
from aic_tracker.sources import passes, queries
from aic_tracker.sources.grist import document, mirror
from aic_tracker.sources.models import SourceKind
from tests import factories as make
from tests.sources.grist_server import KEY, opened
from tests.support.client import text_of
from tests.support.services import Told


@pytest.fixture
def grist(app):
    for server in opened():
        before = config.current()
        settings = Settings(url=server.url, key=KEY, document="lu", table="Projets", mirror="copie")
        config.use(replace(before, grist=settings))
        yield server
        config.use(before)


def run(kind):
    for _ in passes.passing(kind, clock.now()):
        db.session.commit()
    return queries.known_source(kind)


@pytest.fixture
def season(app):
    laureate = make.laureate("Vikidia")
    priority = make.priority(make.roadmap(laureate))
    objective = make.objective(priority, title="Doubler les articles", due_on=date(2026, 6, 30), target=Decimal(2500))
    referent = make.referent(laureate, name="Ana Secrète")
    entry = make.time_entry(laureate, referent, date(2026, 2, 3), quarters=3)
    return laureate, objective, entry


def test_a_table_is_read_with_its_labels_types_and_references(grist):
    grist.add_table("Saisons", {"Nom": {"label": "Nom", "type": "Text", "colRef": 7}}, {"Nom": "Saison 2"})
    grist.add_table(
        "Projets",
        {
            "manualSort": {"type": "ManualSortPos"},
            "Nom": {"label": "Nom du projet", "type": "Text"},
            "Debut": {"label": "Début", "type": "Date"},
            "Saison": {"label": "Saison", "type": "Ref:Saisons", "visibleCol": 7},
            "Calcul": {"label": "Calcul", "type": "Numeric"},
        },
        {"Nom": "Vikidia", "Debut": 1772409600, "Saison": 1, "Calcul": 0.5},
        {"Nom": "Wikimini", "Debut": None, "Saison": 0, "Calcul": None, "errors": {"Calcul": "ZeroDivisionError"}},
    )
    assert document.table(clock.now()).rows == [
        ["Nom du projet", "Début", "Saison", "Calcul"],
        ["Vikidia", date(2026, 3, 2), "Saison 2", 0.5],
        ["Wikimini", None, None, "#VALUE!"],
    ]
    source = run(SourceKind.GRIST)
    assert (source.problem, source.counts) == ("", {"rows": 2})


def test_the_tracker_is_copied_as_numbers_and_dates_and_names_nobody(grist, season):
    laureate, objective, entry = season
    assert run(SourceKind.MIRROR).problem == ""
    (line,) = grist.rows("Suivi_Laureats")
    assert (line["Numero"], line["Nom"], line["Etat"]) == (laureate.id, "Vikidia", "Accompagné")
    (line,) = grist.rows("Suivi_Objectifs")
    assert (line["Numero"], line["Intitule"], line["Cible"]) == (objective.id, "Doubler les articles", 2500.0)
    assert line["Echeance"] == 1782777600  # 2026-06-30T00:00:00Z
    (line,) = grist.rows("Suivi_Temps")
    assert line == {"Numero": entry.id, "Laureat": "Vikidia", "Jour": 1770076800, "Jours": 0.75}
    assert grist.tables["Suivi_Temps"]["columns"]["Jour"]["type"] == "Date"
    puts = [asked for asked in grist.service.asked if asked.method == "PUT"]
    assert all(asked.query["noparse"] == ["true"] for asked in puts)
    assert not any(b"Secr" in asked.body for asked in grist.service.asked)


@pytest.mark.parametrize("is_old", [False, True])
def test_copied_again_a_row_is_the_same_row_and_one_that_went_goes(grist, season, is_old):
    grist.is_old = is_old
    _laureate, objective, entry = season
    run(SourceKind.MIRROR)
    objective.status = ObjectiveStatus.ACHIEVED
    db.session.delete(entry)
    db.session.commit()
    assert run(SourceKind.MIRROR).counts["removed"] == 1
    assert [line["Etat"] for line in grist.rows("Suivi_Objectifs")] == ["Atteint"]
    assert grist.rows("Suivi_Temps") == []


def test_many_rows_go_by_batches(grist, season, monkeypatch):
    monkeypatch.setattr(mirror, "AT_ONCE", 2)
    for number in range(5):
        make.laureate(f"Autre {number}")
    assert run(SourceKind.MIRROR).counts["Suivi_Laureats"] == 6
    assert len(grist.rows("Suivi_Laureats")) == 6


def test_a_column_that_somebody_took_away_is_made_again(grist, season):
    run(SourceKind.MIRROR)
    del grist.tables["Suivi_Laureats"]["columns"]["Commune"]
    assert run(SourceKind.MIRROR).problem == ""
    assert "Commune" in grist.tables["Suivi_Laureats"]["columns"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told({"error": "Bad request: invalid API key"}, status=401), "ne reconnaît pas la clé"),
        (Told({"error": "No view access"}, status=403), "partagez-le avec lui"),
        (Told({"error": "document not found"}, status=404), "ne connaît pas le document"),
        (Told({"error": "Too many backlogged requests"}, status=429), "demande d’attendre"),
        (Told({"error": "Exceeded daily limit"}, status=429), "demande d’attendre"),
        (Told(b"<html>Se connecter", media_type="text/html"), "page web"),
        (Told({"tables": None}), "autre chose que ce qu’il annonce"),
        (Told({"tables": []}, declared=900), "arrêtée en chemin"),
        (Told({"error": "formula"}, status=400), "réponse 400) : formula"),
    ],
)
def test_its_refusals_are_told_as_what_to_do(grist, season, told, words):
    grist.faults = [told]
    assert words in run(SourceKind.MIRROR).problem
    assert run(SourceKind.MIRROR).problem == ""


def test_a_table_that_is_not_there_is_said(grist):
    with pytest.raises(ServiceFault, match="ou sa table"):
        document.table(clock.now())


def test_the_copy_is_made_once_a_night(grist, season, at):
    assert SourceKind.MIRROR in passes.due(clock.now())
    run(SourceKind.MIRROR)
    assert SourceKind.MIRROR not in passes.due(clock.now() + timedelta(hours=12))
    assert SourceKind.MIRROR in passes.due(clock.now() + timedelta(hours=19))  # five in the morning


def test_both_are_off_until_they_are_set(app, signed_in):
    assert passes.due(clock.now()) == []
    page = text_of(signed_in(make.user(Role.COACH)).get("/sources"))
    assert page.count("Non réglée") == 3
    assert "Désactivé tant que" in page


def test_one_tries_now_and_reads_how_it_went(grist, season, signed_in):
    client = signed_in(make.user(Role.COACH))
    client.submit("/sources/mirror/essayer", {})
    page = text_of(client.get("/sources"))
    assert "Le passage a réussi" in page
    client.submit("/sources/grist/essayer", {})
    assert "ne connaît pas le document lu, ou sa table" in text_of(client.get("/sources"))
