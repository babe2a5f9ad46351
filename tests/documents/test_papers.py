"""The roadmap, the diagnostic and the minutes as files, opened by other readers than what wrote them."""

from datetime import date
from email import message_from_bytes, policy
from io import BytesIO

import pypdf
import pytest
import python_calamine

from aic_tracker import clock
from aic_tracker.checkpoints import closing
from aic_tracker.checkpoints import queries as points
from aic_tracker.checkpoints.closing import NextDate
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.checkpoints.paper import minutes_pdf
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.paper import typesetting
from aic_tracker.roadmap.models import Objective
from tests import factories as make
from tests.support.statements import counted

PATHS = {
    "roadmap": "/feuille-de-route.pdf",
    "diagnostic": "/diagnostic.pdf",
    "minutes": "/points/6/compte-rendu.pdf",
    "ods": "/feuille-de-route.ods",
    "xlsx": "/feuille-de-route.xlsx",
}


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(content))


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts_of(reader: pypdf.PdfReader) -> list[tuple[str, bool]]:
    """Each font with whether its outlines travel with the document."""
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            described = descendant["/FontDescriptor"].get_object()
            found.append((str(descendant["/BaseFont"]), bool({"/FontFile2", "/FontFile3"} & set(described))))
    return found


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        (
            "roadmap",
            "Feuille de route — Vikidia",
            ["Consolider l’équipe", "de 0 à 4 personnes", "25 %", "10 février 2026", "en retard de 20 jours", "Rosa"],
        ),
        ("diagnostic", "Diagnostic initial — Vikidia", ["Gouvernance", "2 – en construction", "signé par", "équipe"]),
        (
            "minutes",
            "Compte rendu du point du 26 février 2026 — Vikidia",
            ["Tour des objectifs : code", "Camille Coach", "Rosa Référente", "Écrire une charte", "26 mars 2026"],
        ),
    ],
)
def test_a_document_is_tagged_titled_in_french_and_complete(project, signed_in, name, title, said):
    answer = signed_in(project.coach).get(project.url + PATHS[name])
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=vikidia-")
    reader = opened(answer.data)
    catalog = reader.trailer["/Root"]
    assert reader.metadata.title.replace("\N{NO-BREAK SPACE}", " ") == title
    assert catalog["/Lang"] in ("fr", "fr-FR")
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in catalog["/Metadata"].get_object().get_data()
    assert all("Marianne" in font and embedded for font, embedded in fonts_of(reader) if "Mono" not in font)
    text = text_of(reader).replace("\N{NO-BREAK SPACE}", " ")
    for words in said:
        assert words in text


def test_a_document_is_the_same_when_nothing_changed(project, signed_in):
    client = signed_in(project.coach)
    first, second = (client.get(project.url + PATHS["minutes"]).data for _ in range(2))
    assert first == second


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_the_sheets_hold_dates_numbers_and_no_formula(project, signed_in, ending):
    answer = signed_in(project.referent).get(project.url + PATHS[ending])
    assert answer.status_code == 200
    book = python_calamine.load_workbook(BytesIO(answer.data))
    assert book.sheet_names == ["Objectifs", "Actions"]
    head, kept, dropped = book.get_sheet_by_name("Objectifs").to_python()
    line = dict(zip(head, kept, strict=True))
    assert line["Objectif"] == "Recruter une personne"
    assert (line["Départ"], line["Cible"], line["Actuel"], line["Avancement (%)"]) == (0, 4, 1, 25)
    assert line["Échéance"] == date(2026, 2, 10)
    assert line["Précisions"].startswith("'=HYPERLINK")
    assert line["Moyens"] == "Appui métier\N{NO-BREAK SPACE}: Trois jours d’appui"
    assert dict(zip(head, dropped, strict=True))["Objectif"] == "'=2+2"
    assert dict(zip(head, dropped, strict=True))["Raison"] == "'@Plus utile"
    assert book.get_sheet_by_name("Actions").to_python()[1][0] == "'+33 appeler"
    assert b"<f>" not in answer.data


@pytest.mark.parametrize("name", PATHS)
def test_a_stranger_does_not_find_them(project, signed_in, name):
    for stranger in (make.referent(), make.expert(), make.admin()):
        user = stranger if hasattr(stranger, "role") else make.referent()
        assert signed_in(user).get(project.url + PATHS[name]).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/points/7/compte-rendu.pdf",
        "/points/99/compte-rendu.pdf",
        "/diagnostic.pdf?diagnostic=999",
        "/diagnostic.pdf?diagnostic=abc",
        "/feuille-de-route.docx",
        "/feuille-de-route.pdf?accompagnement=9",
    ],
)
def test_what_does_not_exist_is_not_found(project, signed_in, path):
    assert signed_in(project.coach).get(project.url + path).status_code == 404


@pytest.mark.parametrize("name", ["roadmap", "ods"])
def test_the_statements_do_not_grow_with_the_roadmap(project, signed_in, name):
    client = signed_in(project.coach)
    client.get(project.url + PATHS[name])
    with counted() as few:
        client.get(project.url + PATHS[name])
    for priority in [make.priority(project.roadmap, f"Priorité {n}") for n in range(5)]:
        for n in range(4):
            make.objective(priority, f"Objectif {n}", owner_id=project.referent.id)
    client.get(project.url + PATHS[name])
    with counted() as many:
        client.get(project.url + PATHS[name])
    assert len(many) == len(few) < 15


NASTY = '#import "x" *gras* $x$ @ref <label> \\ // {{7*7}} ' + "\N{PARTY POPPER} \u202egauche \u6f22 \u05d0 \u03b1 \x07"
MORE = "\n\n# Titre\n\n<script>x</script>\n\n```\ncode\n```\n---\n"


def test_what_people_typed_is_text_and_never_markup(project, signed_in):
    db.session.query(Objective).update({"title": NASTY[:200]})
    db.session.query(Checkpoint).update({"minutes": NASTY + MORE})
    db.session.commit()
    text = text_of(opened(signed_in(project.coach).get(project.url + PATHS["roadmap"]).data))
    assert '#import "x" *gras* $x$ @ref <label>' in text
    text = text_of(opened(signed_in(project.coach).get(project.url + PATHS["minutes"]).data))
    assert "<script>x</script>" in text
    assert signed_in(project.coach).get(project.url + PATHS["ods"]).status_code == 200


def test_a_long_text_runs_over_pages(project, signed_in):
    db.session.query(Objective).update({"detail": "Une phrase assez longue. " * 400})
    db.session.commit()
    assert len(opened(signed_in(project.coach).get(project.url + PATHS["roadmap"]).data).pages) > 2


def closed(project) -> list:
    """The messages that carry the minutes of a point closed now."""
    point = make.checkpoint(project.laureate, date(2026, 3, 1), number=8)
    laureate = db.session.get(Laureate, project.laureate.id)
    point = points.point(laureate.id, point.number)
    closing.close_point(
        point,
        laureate,
        actor=project.coach,
        now=clock.now(),
        version=point.version,
        minutes="Tour des objectifs.",
        decisions="",
        present=[project.coach, project.referent],
        actions=[],
        follow_up=NextDate(keep=points.planned_after(point, clock.now())),
    )
    contents = db.session.query(OutgoingMail.content).filter_by(kind="minutes")
    return [message_from_bytes(content, policy=policy.default) for (content,) in contents]


def test_the_mail_of_the_minutes_carries_them_in_pdf(project):
    for message in closed(project):
        (attached,) = message.iter_attachments()
        assert attached.get_filename() == "vikidia-point-8-2026-03-01.pdf"
        assert "Tour des objectifs." in text_of(opened(attached.get_content()))


def test_the_mail_leaves_without_its_document_when_it_cannot_be_made(project, monkeypatch, caplog):
    def fail(*_args, **_values):
        raise typesetting.TypesettingError("minutes: a fault")

    monkeypatch.setattr(typesetting, "pdf", fail)
    messages = closed(project)
    assert len(messages) == 2
    assert all(not list(message.iter_attachments()) for message in messages)
    assert "could not be typeset" in caplog.text


def test_the_minutes_say_what_changed_since_the_last_point_word_for_word(project):
    point = points.point(project.laureate.id, 6)
    lines = ["L’objectif « *Étoile* » glisse de 12 jours.", "# Recruter : 20 % → 45 %."]
    text = text_of(opened(minutes_pdf(point, project.laureate, None, at=clock.now(), changes=lines)))
    assert "Depuis le dernier point" in text
    for line in lines:
        assert line in text
