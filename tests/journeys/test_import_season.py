"""A season of fifteen laureates out of the sheet that a team has, in a browser: few clicks, nothing typed again."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from tests import factories as make
from tests.imports.sheets import xlsx_of

HEAD = ("N°", "Commun", "Structure porteuse", "Date de début", "Référent", "E-mail", "Thématique", "Notes")
ROWS = [
    (n, f"Commun {n}", f"Association {n}", "1er mars 2026", f"Personne {n}", f"p{n}@example.org", "Éducation", "")
    for n in range(1, 16)
]


@pytest.fixture
def coach(empty_app):
    with empty_app.app_context():
        make.season("Saison 3")
        return make.coach(name="Léa Martin")


def test_fifteen_laureates_in_twelve_clicks(coach, visitor, tmp_path, empty_app):
    chosen = tmp_path / "saison 3.xlsx"
    chosen.write_bytes(xlsx_of(("Tableau de l’équipe",), (), HEAD, *ROWS))
    window = visitor(coach)
    page = window.page
    window.look("/imports")
    page.get_by_role("link", name="Importer : lauréats d’une saison").click()  # 1
    page.get_by_label("Tableau à importer").set_input_files(chosen)  # 2
    page.get_by_role("button", name="Lire le fichier").click()  # 3
    for label, choice in (  # 4 to 7
        ("Saison de toutes les lignes", "Saison 3"),
        ("Direction qui opère de toutes les lignes", "DINUM"),
        ("Forme juridique de toutes les lignes", "Association"),
        ("Chargé·e d’accélération de toutes les lignes", "Léa Martin"),
    ):
        page.get_by_label(label).select_option(choice)
    page.get_by_role("button", name="Voir l’aperçu").click()  # 8
    expect(page.get_by_text("Nouvelles : 15")).to_be_visible()
    path = urlsplit(page.url).path
    window.look(path)
    window.look(f"{path}?colonnes=1")
    page.go_back()
    page.get_by_role("button", name="Tout importer").click()  # 9
    expect(page.get_by_text("Import fait : 15")).to_be_visible()
    with empty_app.app_context():
        assert db.session.query(Laureate).count() == 15
