"""Files attached and downloaded in a browser, at both widths, with and without scripts."""

import pytest
from playwright.sync_api import expect

from aic_tracker.db import db
from aic_tracker.documents import operations
from tests import factories as make
from tests.documents.conftest import ODT, PDF, PNG, build_project

SCREENS = (
    "/laureats/vikidia/documents",
    "/laureats/vikidia/appuis/{assignment}",
)


@pytest.fixture
def project(empty_app):
    with empty_app.app_context():
        project = build_project()
        given = {"actor": project.coach, "now": project.point.closed_at}
        operations.attach(
            project.laureate, project.point, filename="Convention signée avec l’académie.pdf", content=PDF, **given
        )
        operations.attach(project.laureate, project.laureate, filename="Présentation.odt", content=ODT, **given)
        operations.attach(project.laureate, project.assignment, filename="Livrable.png", content=PNG, **given)
        removed = operations.attach(project.laureate, project.laureate, filename="Brouillon.png", content=PNG, **given)
        operations.remove(removed, **given)
        db.session.commit()
        ids = {"assignment": project.assignment.id}
        return {"coach": project.coach, "referent": project.referent, "direction": make.direction(), "ids": ids}


def test_files_attached_to_an_assignment_are_listed_accessibly(project, visitor):
    window = visitor(project["coach"])
    for path in SCREENS:
        window.look(path.format(**project["ids"]))


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_referent_attaches_a_file_to_a_point_and_takes_it_back(project, visitor, tmp_path, javascript):
    chosen = tmp_path / "Déroulé.pdf"
    chosen.write_bytes(PDF + b"\n")
    window = visitor(project["referent"], phone=True, javascript=javascript)
    page = window.page
    window.go("/laureats/vikidia/points/6")
    page.get_by_role("link", name="Joindre un document").click()
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("#erreurs")).to_contain_text("Choisissez un fichier.")
    page.get_by_label("Fichier").set_input_files(chosen)
    page.get_by_role("button", name="Joindre").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Déroulé.pdf").first.click()
    assert download.value.suggested_filename == "Déroulé.pdf"
    assert download.value.path().read_bytes() == PDF + b"\n"
    page.get_by_role("link", name="Retirer Déroulé.pdf").click()
    page.get_by_role("button", name="Retirer le document").click()
    expect(page.get_by_role("link", name="Déroulé.pdf")).to_have_count(0)


def test_the_direction_downloads_the_roadmap_from_its_page(project, visitor):
    window = visitor(project["direction"])
    window.go("/laureats/vikidia/feuille-de-route")
    for ending in ("pdf", "ods", "xlsx"):
        with window.page.expect_download() as download:
            window.page.get_by_role("link", name=ending.upper(), exact=True).click()
        assert download.value.suggested_filename == f"vikidia-feuille-de-route-1-2026-03-02.{ending}"
