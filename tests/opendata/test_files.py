"""What everybody may read, as programs read it."""

import csv
import io
import json
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, LaureateStatus, Season
from aic_tracker.opendata.published import DATASETS
from aic_tracker.opendata.rows import LAUREATES
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("opened")
ATOM = "{http://www.w3.org/2005/Atom}"
EVERY_FILE = [f"{one.name}.{ending}" for one in DATASETS for ending in one.endings]
EVERY_FILE += ["datapackage.json", "catalogue.jsonld", "laureats.atom"]


def table(client, name):
    return list(csv.DictReader(io.StringIO(client.get(f"/donnees/{name}.csv").text)))


@pytest.fixture
def umap(app):
    organisation = make.organisation("Association uMap", siren="732829320", rna="W751234567", town="Lyon")
    return make.laureate(
        "uMap",
        season=make.season("Saison 1"),
        organisation=organisation,
        tagline="Des cartes, à plusieurs",
        axes=["deployment", "integration"],
        themes=["cartes", "territoires"],
        repository="https://example.org/umap",
        licence="AGPL-3.0",
    )


def test_a_laureate_is_told_by_its_project_and_its_organisation(client, umap):
    (row,) = table(client, "laureats")
    assert row["nom"] == "uMap"
    assert row["structure"] == "Association uMap"
    assert row["siren"] == "732829320"
    assert row["axes"] == "Déploiement ; Intégration"
    assert (row["debut"], row["fin"], row["en_cours"]) == ("2025-09-01", "2026-08-31", "true")
    (same,) = json.loads(client.get("/donnees/laureats.json").data)
    assert same["axes"] == ["Déploiement", "Intégration"]
    assert same["themes"] == ["cartes", "territoires"]


def test_who_has_not_begun_is_not_published(client):
    make.laureate("Sans date", starts_on=None)
    make.laureate("À venir", starts_on=date(2026, 9, 1))
    make.laureate("Candidat", status=LaureateStatus.CANDIDATE)
    make.laureate("Fini", starts_on=date(2024, 9, 1), status=LaureateStatus.ENDED)
    assert [(row["nom"], row["en_cours"]) for row in table(client, "laureats")] == [("Fini", "false")]


def test_seasons_count_their_laureates_and_figures_hide_what_is_small(client, umap):
    (season,) = table(client, "saisons")
    assert (season["nom"], season["laureats"]) == ("Saison 1", "1")
    figures = {row["identifiant"]: row["valeur"] for row in table(client, "chiffres")}
    assert (figures["saisons"], figures["laureats"], figures["points"]) == ("1", "", "0")


def test_a_csv_file_is_the_plain_one_that_schemas_ask(client):
    make.laureate("=1+1", tagline='Dit « oui », et "non"\nDeux lignes')
    body = client.get("/donnees/laureats.csv").data
    assert body.startswith(b"identifiant,nom,resume,")
    (row,) = table(client, "laureats")
    assert (row["nom"], row["resume"]) == ("=1+1", 'Dit « oui », et "non"\nDeux lignes')


@pytest.mark.parametrize("name", EVERY_FILE)
def test_each_file_says_its_licence_and_is_asked_again_cheaply(client, umap, name, at):
    at("2026-03-02T10:02")
    answer = client.get(f"/donnees/{name}")
    assert answer.status_code == 200
    assert 'rel="license"' in answer.headers["Link"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    assert client.get(f"/donnees/{name}", headers={"If-None-Match": etag}).status_code == 304
    assert client.get(f"/donnees/{name}", headers={"If-Modified-Since": modified}).status_code == 304
    for table in (Laureate, Season):
        db.session.execute(sa.update(table).values(name="Autrement"))
    db.session.commit()
    asked = client.get(f"/donnees/{name}", headers={"If-None-Match": etag})
    assert asked.status_code == (304 if name.startswith(("chiffres", "subventions", "data", "catalogue")) else 200)


def test_what_has_just_changed_says_no_date_that_could_hide_the_next_change(client, umap):
    answer = client.get("/donnees/laureats.csv")
    assert "Last-Modified" not in answer.headers
    assert answer.headers["ETag"]


def test_the_day_alone_changes_what_is_said_of_today(client, umap, at):
    at("2026-03-02T10:02")
    modified = client.get("/donnees/laureats.csv").headers["Last-Modified"]
    at("2026-10-01T08:00")
    answer = client.get("/donnees/laureats.csv", headers={"If-Modified-Since": modified})
    assert answer.status_code == 200
    assert table(client, "laureats")[0]["en_cours"] == "false"


def test_the_package_describes_the_columns_that_the_files_hold(client, umap):
    package = json.loads(client.get("/donnees/datapackage.json").data)
    assert package["licenses"][0]["name"] == "etalab-2.0"
    for resource in package["resources"]:
        header = client.get(f"/donnees/{resource['path']}").text.splitlines()[0]
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]


def test_the_catalogue_leads_data_gouv_to_each_file(client, umap):
    answer = client.get("/donnees/catalogue.jsonld")
    assert answer.mimetype == "application/ld+json"
    catalogue = json.loads(answer.data)
    assert catalogue["@type"] == "dcat:Catalog"
    led = [one for dataset in catalogue["dcat:dataset"] for one in dataset["dcat:distribution"]]
    assert len(led) == sum(len(one.endings) for one in DATASETS)
    for one in led:
        where = one["dcat:downloadURL"]["@id"]
        assert where.startswith("http://aic.test/donnees/")
        found = client.get(where.removeprefix("http://aic.test"))
        assert (found.status_code, found.mimetype) == (200, one["dcat:mediaType"])
        assert "licence-ouverte" in one["dct:license"]["@id"]


def test_the_feed_tells_the_latest_laureates_first(client, umap):
    make.laureate("Neuf & <fort>\x0b", slug="neuf", starts_on=date(2026, 2, 2))
    feed = ElementTree.fromstring(client.get("/donnees/laureats.atom").data)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Neuf & <fort>", "uMap"]
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_the_page_lists_every_file_for_people(client, umap):
    page = client.get("/donnees")
    assert "etalab-2.0" in text_of(page)
    for name in EVERY_FILE:
        assert f'href="/donnees/{name}"' in page.text
    assert page.headers["Cache-Control"] == "public, max-age=300"
    client.sign_in(make.coach())
    assert client.get("/donnees").headers["Cache-Control"] == "no-store"


def test_an_unknown_file_is_not_there(client):
    for name in ("x", "laureats.exe", "LAUREATS.csv", "laureats"):
        assert client.get(f"/donnees/{name}").status_code == 404


@pytest.mark.parametrize("name", ["laureats.csv", "saisons.json", "laureats.atom", "catalogue.jsonld"])
def test_a_file_takes_as_many_statements_whatever_there_is(client, umap, name):
    with counted() as few:
        client.get(f"/donnees/{name}")
    for _ in range(6):
        make.laureate()
    with counted() as many:
        client.get(f"/donnees/{name}")
    assert len(few) == len(many) <= 8


def test_every_published_field_is_described(app, umap):
    (row,) = LAUREATES.rows(date(2026, 3, 2))
    assert list(row) == LAUREATES.names
