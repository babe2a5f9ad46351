"""« Remplir depuis l’annuaire »: asked on a button alone, shown before anything is written."""

from dataclasses import replace

import pytest

from aic_tracker import config
from aic_tracker.db import db
from aic_tracker.laureates import rules
from aic_tracker.laureates.models import Organisation
from aic_tracker.settings import Directory
from tests.support.client import text_of
from tests.support.services import LocalService, Told

URL = "/laureats/vikidia/structure-porteuse"
NEW = "/laureats/nouveau"
SIREN, SIRET = "732829320", "73282932000074"


def result(**values):
    """As the directory answers, cut to what is read of it."""
    return {
        "siren": SIREN,
        "nom_complet": "VIKIDIA (VKD)",
        "nom_raison_sociale": "VIKIDIA",
        "sigle": None,
        "nature_juridique": "9220",
        "etat_administratif": "A",
        "date_creation": "2008-09-01",
        "date_fermeture": None,
        "statut_diffusion": "O",
        "siege": {"siret": SIRET, "code_postal": "38700", "libelle_commune": "CORENC"},
        "dirigeants": [],
        "complements": {"est_association": True, "identifiant_association": "W751234567"},
        **values,
    }


def answered(*results):
    return Told({"results": list(results), "total_results": len(results), "page": 1, "per_page": 5, "total_pages": 1})


@pytest.fixture
def directory(app):
    service = LocalService(lambda asked: answered(result()))
    before = config.current()
    config.use(replace(before, directory=Directory(url=service.url)))
    yield service
    config.use(before)
    service.close()


def said(response):
    return text_of(response).replace("\xa0", " ")


def typed(**values):
    return {"version": 1, "name": "Association Vikidia", "legal_form": "association", "siren": SIREN, **values}


def pressed(client, url=URL, **values):
    return client.submit(url, typed(**values) | {"then": "directory"})


def test_what_it_says_is_shown_then_saved(project, signed_in, directory):
    client = signed_in(project.lead)
    response = pressed(client, name="", legal_form="")
    assert response.status_code == 200
    text = said(response)
    assert "association déclarée" in text
    assert "Rien n’est enregistré" in text
    for value in (SIRET[:3], "W751234567", "CORENC", "VIKIDIA", "9220", "2026-03-02"):
        assert value in response.text
    assert db.session.get(Organisation, project.laureate.organisation_id).siret is None
    client.submit(
        URL, typed(siret=SIRET, rna="W751234567", legal_category="9220", directory_on="2026-03-02", town="Corenc")
    )
    db.session.expire_all()
    kept = db.session.get(Organisation, project.laureate.organisation_id)
    assert (kept.siret, kept.legal_category, kept.is_ceased) == (SIRET, "9220", False)
    members = said(client.get("/laureats/vikidia/membres"))
    assert "en activité (annuaire du 2 mars 2026)" in members
    assert f"SIRET du siège {SIRET}" in members


def test_it_is_asked_once_by_number_and_says_who_asks(project, signed_in, directory):
    client = signed_in(project.lead)
    client.get(URL)
    assert directory.asked == []
    pressed(client)
    (asked,) = directory.asked
    assert (asked.path, asked.query["q"]) == ("/search", [SIREN])
    assert "aic-tracker" in asked.headers["User-Agent"]


def test_what_was_typed_in_words_stays(project, signed_in, directory):
    response = pressed(signed_in(project.lead), town="Ville gardée", name="Nom gardé")
    assert "Ville gardée" in response.text
    assert "Nom gardé" in response.text


def test_an_association_is_found_by_its_rna_and_by_nothing_near(project, signed_in, directory):
    near = result(siren="552100554", complements={"identifiant_association": "W751234568"})
    directory.answer = lambda asked: answered(near, result())
    response = pressed(signed_in(project.lead), siren="", rna="w751234567")
    assert directory.asked[0].query["q"] == ["W751234567"]
    assert SIREN in response.text
    directory.answer = lambda asked: answered(near)
    assert "ne connaît pas le numéro W751234567" in said(pressed(signed_in(project.lead), siren="", rna="W751234567"))


def test_what_is_withheld_or_absent_is_no_value(project, signed_in, directory):
    hidden = "[NON-DIFFUSIBLE]"
    directory.answer = lambda asked: answered(
        result(
            nom_complet=hidden,
            nom_raison_sociale=hidden,
            nature_juridique=None,
            siege={"siret": hidden, "libelle_commune": hidden},
            complements=None,
        )
    )
    response = pressed(signed_in(project.lead), name="", town="")
    assert hidden not in response.text
    assert "non communiqué" in said(response)


def test_an_activity_that_ceased_is_said_with_its_date(project, signed_in, directory):
    directory.answer = lambda asked: answered(result(etat_administratif="C", date_fermeture="2025-12-31"))
    client = signed_in(project.lead)
    response = pressed(client)
    assert "cessée le 31 décembre 2025" in said(response)
    assert 'name="is_ceased" value="1" checked' in response.text
    client.submit(URL, typed(is_ceased="1", ceased_on="2025-12-31", directory_on="2026-03-02"))
    assert "cessée le 31 décembre 2025 (annuaire du 2 mars 2026)" in said(client.get("/laureats/vikidia/membres"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (answered(), "ne connaît pas le numéro 732829320"),
        (Told(b"trop", status=429, headers={"Retry-After": "7"}, media_type="text/plain"), "demande d’attendre"),
        (Told(b"<html>", media_type="text/html"), "page web"),
        (Told({"erreur": "q trop court"}, status=400), "refusé la demande (réponse 400)"),
        (Told({"results": None}), "autre chose que ce qu’il annonce"),
        (Told([]), "autre chose que ce qu’il annonce"),
        (Told({}, status=502), "en panne"),
        (answered(None, 3, "x", {"siren": 732829320}), "ne connaît pas"),
    ],
)
def test_what_fails_is_said_and_everything_typed_stays(project, signed_in, directory, told, words):
    directory.answer = lambda asked: told
    response = pressed(signed_in(project.lead), town="Ville gardée")
    assert words in said(response)
    assert "remplissez à la main" in said(response)
    assert "Ville gardée" in response.text


def test_without_network_one_goes_on_by_hand(project, signed_in, directory):
    directory.close()
    client = signed_in(project.lead)
    assert "remplissez à la main" in said(pressed(client))
    assert client.submit(URL, typed()).status_code == 303


def test_without_a_number_nothing_is_asked(project, signed_in, directory):
    assert "Indiquez d’abord un numéro" in said(pressed(signed_in(project.lead), siren="123"))
    assert directory.asked == []


def test_there_is_no_button_when_the_setting_is_blank(project, signed_in, directory):
    config.use(replace(config.current(), directory=Directory(url="")))
    client = signed_in(project.lead)
    assert "Remplir depuis l’annuaire" not in client.get(URL).text
    assert pressed(client).status_code == 303
    assert directory.asked == []


def test_a_new_laureate_is_filled_the_same_way(project, signed_in, directory):
    client = signed_in(project.lead)
    page = pressed(client, NEW, name="")
    assert page.status_code == 200
    assert "VIKIDIA" in page.text
    assert "association déclarée" in said(page)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"siret": "73282932000075"}, "Indiquez les quatorze chiffres"),
        ({"siret": "55210055400013"}, "Le SIRET du siège commence par le numéro SIREN"),
        ({"legal_category": "922"}, "Indiquez les quatre chiffres"),
        ({"ceased_on": "2025-12-31"}, "Cochez « La structure a cessé son activité »"),
    ],
)
def test_a_wrong_number_is_explained(project, signed_in, values, words):
    assert words in said(signed_in(project.lead).submit(URL, typed(**values)))


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        (SIRET, True),
        ("35600000000048", True),  # La Poste's seat, whose key holds
        ("35600000049837", True),  # one of its offices, whose key does not: its digits add up to a multiple of five
        ("35600000049838", False),
        ("73282932000075", False),
        ("7328293200007", False),
        ("7328293200007٤", False),
    ],
)
def test_the_key_of_a_siret_has_the_exception_of_la_poste(number, is_right):
    assert rules.is_siret(number) is is_right


@pytest.mark.parametrize(
    ("number", "is_right"), [("W751234567", True), ("W9R1000001", True), ("W75123456", False), ("751234567W", False)]
)
def test_an_rna_of_overseas_has_a_letter(number, is_right):
    assert rules.is_rna(number) is is_right
