"""Files attached to a project, a point, an assignment: judged by content, downloaded safely, removed with a trace."""

from io import BytesIO

import pytest

from aic_tracker import config
from aic_tracker.db import db
from aic_tracker.documents import rules, storage
from aic_tracker.documents.models import Document
from aic_tracker.journal.models import JournalEntry
from tests import factories as make
from tests.documents.conftest import DOCX, JPEG, ODT, PDF, PNG, WEBP, archive
from tests.support.client import text_of
from tests.support.statements import counted

LARGEST = 10 * 1024 * 1024


def file(content: bytes = PDF, name: str = "Convention signée.pdf") -> dict:
    return {"file": (BytesIO(content), name)}


def places(project) -> dict[str, str]:
    return {
        "laureate": f"{project.url}/documents",
        "point": f"{project.url}/points/6/documents",
        "assignment": f"{project.url}/appuis/{project.assignment.id}/documents",
        "foreign": f"{project.url}/appuis/{project.foreign_assignment.id}/documents",
    }


def attached(project, client, content: bytes = PDF, name: str = "Convention.pdf", to: str = "laureate") -> Document:
    assert client.submit(places(project)[to], file(content, name)).status_code == 303
    return db.session.query(Document).order_by(Document.id.desc()).first()


@pytest.mark.parametrize(("to", "page"), [("laureate", "documents"), ("point", "points/6"), ("assignment", "appuis")])
def test_a_referent_attaches_a_file_that_readers_download(project, signed_in, to, page):
    answer = signed_in(project.referent).submit(places(project)[to], file())
    assert answer.status_code == 303
    assert page in answer.location
    document = db.session.query(Document).one()
    assert (document.filename, document.media_type, document.size) == (
        "Convention signée.pdf",
        "application/pdf",
        len(PDF),
    )
    stored = storage.path_of(document.stored_name)
    assert stored.read_bytes() == PDF
    assert stored.stat().st_mode & 0o077 == 0
    assert db.session.query(JournalEntry).filter_by(verb="document.added").one().laureate_id == project.laureate.id
    reader = signed_in(project.direction)
    assert "Convention signée.pdf" in text_of(reader.get(f"{project.url}/documents"))
    assert "Convention signée.pdf" in text_of(reader.get(answer.location))
    given = reader.get(f"{project.url}/documents/{document.id}", buffered=True)
    assert given.data == PDF
    assert given.headers["Content-Disposition"] == (
        "attachment; filename=\"Convention signee.pdf\"; filename*=UTF-8''Convention%20sign%C3%A9e.pdf"
    )
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert given.headers["Cache-Control"] == "private, no-cache"


def test_an_expert_attaches_to_own_assignments_only(project, signed_in):
    client = signed_in(project.expert_user)
    assert client.submit(places(project)["assignment"], file()).status_code == 303
    assert client.submit(places(project)["foreign"], file()).status_code == 404
    for to in ("laureate", "point"):
        assert client.submit(places(project)[to], file()).status_code == 403


def test_an_expert_does_not_see_the_files_of_others_assignments(project, signed_in):
    document = attached(project, signed_in(project.coach), name="Secret.pdf", to="foreign")
    client = signed_in(project.expert_user)
    assert "Secret.pdf" not in text_of(client.get(f"{project.url}/documents"))
    assert client.get(f"{project.url}/documents/{document.id}").status_code == 404


def test_a_reader_may_not_attach(project, signed_in):
    for to in ("laureate", "point", "assignment"):
        assert signed_in(project.direction).submit(places(project)[to], file()).status_code == 403
    assert db.session.query(Document).count() == 0


def test_a_stranger_finds_nothing(project, signed_in):
    document = attached(project, signed_in(project.coach))
    other = make.laureate("Autre")
    client = signed_in(make.referent(other))
    for path in places(project).values():
        assert client.submit(path, file()).status_code == 404
    for path in ("/documents", f"/documents/{document.id}", f"/documents/{document.id}/retirer"):
        assert client.get(project.url + path).status_code == 404
    # Under one's own project, the file of another is not found either.
    assert client.get(f"/laureats/autre/documents/{document.id}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (PNG, "capture.PNG", "capture.PNG"),
        (JPEG, "photo.jpeg", "photo.jpeg"),
        (WEBP, "image.webp", "image.webp"),
        (ODT, "note.odt", "note.odt"),
        (DOCX, "note.docx", "note.docx"),
        (PDF, "facture.exe", "facture.exe.pdf"),
        (PDF, "../../etc/passwd", "passwd.pdf"),
        (PDF, ".pdf", "document.pdf"),
        (PDF, "a" * 400 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_file_is_called_by_its_name_and_its_content(project, signed_in, content, name, kept):
    assert attached(project, signed_in(project.coach), content, name).filename == kept


def test_a_name_keeps_neither_folders_nor_what_systems_refuse():
    assert rules.clean_filename("C:\\Temp\\bi\0lan\u202efdp.pdf", rules.PDF) == "bi lan fdp.pdf"
    assert rules.clean_filename("e\u0301te\u0301?.JPG", rules.JPEG) == "été .JPG".replace(" .", ".")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"<html><script>alert(1)</script>", "n’est pas accepté"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "n’est pas accepté"),
        (b"MZ" + bytes(100), "n’est pas accepté"),
        (b"%PDF-1.7 cut short", "n’est pas accepté"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "ancien format"),
        (b"PK\x03\x04" + bytes(50), "n’est pas accepté"),
        (archive(("a.txt", "x")), "n’est pas accepté"),
        (archive(("content.xml", "<x/>"), ("mimetype", "application/vnd.oasis.opendocument.text")), "n’est pas"),
        (archive(("[Content_Types].xml", "<x/>")), "n’est pas accepté"),
        (archive(("[Content_Types].xml", "<x/>"), ("word/vbaProject.bin", "x")), "macros"),
    ],
    ids=["empty", "html", "svg", "exe", "cut", "doc", "zip cut", "zip", "odt", "ooxml", "macros"],
)
def test_another_content_is_refused_whatever_its_name(project, signed_in, content, said):
    answer = signed_in(project.coach).submit(places(project)["point"], file(content, "rapport.pdf"))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Erreur" in text_of(answer)
    assert db.session.query(Document).count() == 0


def test_no_file_chosen_is_explained(project, signed_in):
    for data in ({}, {"file": "text"}, file(b"", "")):
        answer = signed_in(project.coach).submit(places(project)["laureate"], data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "Choisissez un fichier." in text_of(answer)


def test_a_zip_bomb_is_not_unpacked(project, signed_in):
    bomb = archive(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "0" * 105_000_000))
    answer = signed_in(project.coach).submit(places(project)["point"], file(bomb, "rapport.odt"))
    assert answer.status_code == 422
    assert "volume anormal" in text_of(answer)


def large(client, url: str, size: int):
    """Posts a file of that many bytes, with a token; the body is made here, not in a temporary file."""
    token = client._csrf_token()
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    ).encode() + PDF.ljust(size, b"%")
    return client.post(url, data=body + b"\r\n--x--\r\n", content_type="multipart/form-data; boundary=x")


def test_a_file_over_ten_megabytes_is_explained(project, signed_in):
    answer = large(signed_in(project.coach), places(project)["laureate"], LARGEST + 1)
    assert answer.status_code == 422
    assert "dépasse 10 Mo" in text_of(answer)


def test_a_body_over_the_limit_is_refused_and_only_uploads_may_be_large(project, signed_in):
    client = signed_in(project.coach)
    assert large(client, places(project)["laureate"], 13 * 1024 * 1024).status_code == 413
    assert large(client, f"{project.url}/points/6/annuler", 3 * 1024 * 1024).status_code == 413


def test_a_forged_request_writes_nothing(project, signed_in):
    answer = signed_in(project.coach).post(places(project)["laureate"], data=file())
    assert answer.status_code == 422
    assert db.session.query(Document).count() == 0


def test_the_same_file_twice_is_attached_once(project, signed_in):
    client = signed_in(project.coach)
    for _ in range(2):
        assert client.submit(places(project)["laureate"], file() | {"form_key": "une-clef"}).status_code == 303
    assert db.session.query(Document).count() == 1


def test_the_same_file_under_another_name_is_refused_with_the_name_it_has_there(project, signed_in):
    client = signed_in(project.coach)
    client.submit(places(project)["laureate"], file())
    refused = client.submit(places(project)["laureate"], file(name="Avenant.pdf"))
    assert refused.status_code == 422
    assert "Ce fichier est déjà joint ici, sous le nom « Convention signée.pdf »." in text_of(refused)
    assert client.submit(places(project)["point"], file(name="Avenant.pdf")).status_code == 303
    assert db.session.query(Document).count() == 2


def test_a_file_taken_away_may_be_joined_again(project, signed_in):
    client = signed_in(project.coach)
    first = attached(project, client)
    client.submit(f"{project.url}/documents/{first.id}/retirer")
    assert attached(project, client).id != first.id


def test_a_full_disk_is_told(project, signed_in, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    monkeypatch.setattr(storage, "path_of", lambda name: blocked / name[:2] / name)
    answer = signed_in(project.coach).submit(places(project)["laureate"], file())
    assert answer.status_code == 422
    assert "n’a pas pu être enregistré" in text_of(answer)


def test_who_added_it_or_a_coach_removes_it_and_the_trace_stays(project, signed_in):
    document = attached(project, signed_in(project.referent))
    path = f"{project.url}/documents/{document.id}"
    client = signed_in(project.referent)
    assert "Convention.pdf" in text_of(client.get(f"{path}/retirer"))
    assert client.submit(f"{path}/retirer").status_code == 303
    assert client.get(path).status_code == 404
    assert client.submit(f"{path}/retirer").status_code == 404
    db.session.expire_all()
    row = db.session.get(Document, document.id)
    assert row.remover_id == project.referent.id
    assert storage.path_of(row.stored_name).exists()
    page = text_of(signed_in(project.coach).get(f"{project.url}/documents"))
    assert "Fichiers retirés" in page
    assert "par Rosa Référente" in page


@pytest.mark.parametrize("to", ["laureate", "point", "assignment"])
def test_removing_leads_back_to_the_page_of_the_file(project, signed_in, to):
    client = signed_in(project.coach)
    document = attached(project, client, to=to)
    answer = client.submit(f"{project.url}/documents/{document.id}/retirer")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200


def test_another_person_may_not_remove_it(project, signed_in):
    document = attached(project, signed_in(project.coach))
    path = f"{project.url}/documents/{document.id}/retirer"
    for user in (project.referent, project.direction, project.expert_user):
        assert signed_in(user).get(path).status_code == 403
        assert signed_in(user).submit(path).status_code == 403


def test_a_file_gone_from_the_disk_is_not_found(project, signed_in):
    client = signed_in(project.coach)
    document = attached(project, client)
    storage.path_of(document.stored_name).unlink()
    assert client.get(f"{project.url}/documents/{document.id}").status_code == 404


def test_the_list_asks_as_much_of_one_file_as_of_many(project, signed_in):
    client = signed_in(project.coach)
    attached(project, client)
    client.get(f"{project.url}/documents")
    with counted() as few:
        client.get(f"{project.url}/documents")
    for n in range(12):
        to = ("laureate", "point", "assignment")[n % 3]
        attached(project, client, PDF[:-1] + str(n).encode(), f"{n}.pdf", to)
    client.get(f"{project.url}/documents")
    with counted() as many:
        client.get(f"{project.url}/documents")
    assert len(many) == len(few)


def test_files_stand_in_the_instance_folder_unless_set_elsewhere(settings):
    assert settings.documents.folder == f"{settings.app.instance}/documents"
    assert config.current().documents.folder
