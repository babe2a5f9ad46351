"""A season's laureates out of the sheet that a team would have, seen before it is written, and taken back."""

import re
from datetime import date
from io import BytesIO

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.dashboard.standing import keeping
from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport, State
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, MemberRole, Membership, Organisation, SupportPeriod
from aic_tracker.mail.models import OutgoingMail
from tests import factories as make
from tests.imports.sheets import xlsx_of
from tests.support.client import text_of

UPLOAD = "/imports/nouveau/laureats"
HEAD = ("N°", "Commun", "Structure porteuse", "SIRET", "Début", "Référent", "E-mail", "Thématique")
TITLES = {"column_name": 1, "column_organisation": 2, "column_siret": 3, "column_starts_on": 4}
TITLES |= {"column_referent": 5, "column_referent_email": 6, "column_themes": 7}
SHARED = {"all_season": "Saison 3", "all_operator": "DINUM", "all_legal_form": "Association", "all_lead": "Léa Martin"}
ROWS = (
    (1, "Vikidia", "Association Vikidia", 73282932000074, "1er mars 2026", "Zoé Faure", "zoe@example.org", "Éducation"),
    (2, "Cartes libres", "Les Cartographes", None, date(2026, 4, 1), "Ana Roche", "ana@example.org", "Cartes, climat"),
)


@pytest.fixture
def desk(app, signed_in):
    coach = make.coach(name="Léa Martin")
    make.season("Saison 3")
    client = signed_in(coach)
    client.coach = coach
    return client


def send(client, content, name="Saison 3.xlsx", url=UPLOAD):
    return client.submit(url, {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def sheet(*rows):
    return xlsx_of(("Tableau de l’équipe",), (), HEAD, *rows)


def arrive(client, content=None, **answers):
    """To the preview."""
    sent = send(client, content or sheet(*ROWS))
    assert sent.status_code == 303, text_of(sent)
    answered = client.submit(f"{sent.location}/colonnes", TITLES | SHARED | answers)
    assert answered.status_code == 303, text_of(answered)
    return sent.location


def do(client, url, **more):
    version = db.session.query(SheetImport).order_by(SheetImport.id.desc()).first().version
    return client.submit(f"{url}/appliquer", {"version": version, **more})


def rows(kind):
    return db.session.query(kind).count()


def test_the_columns_are_found_by_their_titles(desk):
    page = text_of(desk.get(send(desk, sheet(*ROWS)).location))
    assert "Trouvés à la ligne 3" in page
    received = db.session.query(SheetImport).one()
    guessed = {
        "name": 1,
        "organisation": 2,
        "siret": 3,
        "starts_on": 4,
        "referent": 5,
        "referent_email": 6,
        "themes": 7,
    }
    assert (received.head, received.places) == (2, guessed)


def test_the_preview_shows_what_would_be_written_and_writes_nothing(desk):
    url = arrive(desk)
    page = text_of(desk.get(url)).replace("\xa0", " ")
    assert "Nouvelles : 2" in page
    assert "Vikidia" in page
    assert "1er mars 2026" in page
    assert (rows(Laureate), rows(Organisation), rows(OutgoingMail), rows(Checkpoint)) == (0, 0, 0, 0)
    assert {line.outcome for line in db.session.query(ImportLine)} == {Outcome.NEW}


def test_everything_is_written_at_once_with_its_people_and_points(desk):
    url = arrive(desk)
    assert do(desk, url).status_code == 303
    names = {laureate.name: laureate for laureate in db.session.query(Laureate)}
    assert set(names) == {"Vikidia", "Cartes libres"}
    assert names["Cartes libres"].themes == ["Cartes", "climat"]
    [vikidia] = db.session.query(Organisation).filter_by(name="Association Vikidia")
    assert (vikidia.siren, vikidia.siret) == ("732829320", "73282932000074")
    starts = {period.starts_on for period in db.session.query(SupportPeriod)}
    assert starts == {date(2026, 3, 1), date(2026, 4, 1)}
    assert rows(Checkpoint) == 24
    assert db.session.query(Membership).filter_by(role=MemberRole.LEAD_COACH).count() == 2
    assert {mail.recipient for mail in db.session.query(OutgoingMail)} == {"zoe@example.org", "ana@example.org"}
    [told] = db.session.query(JournalEntry).filter_by(verb="sheet.imported")
    assert "2 nouvelles lignes" in told.summary.replace("\xa0", " ")
    assert db.session.query(SheetImport).one().content is None


def test_sent_twice_it_is_written_once(desk):
    url = arrive(desk)
    version = db.session.query(SheetImport).one().version
    for _ in range(2):
        assert desk.submit(f"{url}/appliquer", {"version": version}).status_code == 303
    assert rows(Laureate) == 2


def test_the_same_file_again_changes_nothing(desk):
    do(desk, arrive(desk))
    url = arrive(desk)
    assert {line.outcome for line in db.session.query(ImportLine).filter_by(import_id=int(url.split("/")[-1]))} == {
        Outcome.SAME
    }
    assert do(desk, url).status_code == 422


def test_an_edited_cell_is_the_only_change(desk):
    do(desk, arrive(desk))
    edited = list(ROWS[1])
    edited[7] = "Cartes, océans"
    url = arrive(desk, sheet(ROWS[0], edited))
    lines = db.session.query(ImportLine).filter_by(import_id=int(url.split("/")[-1])).order_by(ImportLine.number)
    assert [line.outcome for line in lines] == [Outcome.SAME, Outcome.CHANGED]
    assert lines[1].changes == [["Thèmes", "Cartes et climat", "Cartes et océans"]]
    before = {row.id: row.updated_at for row in db.session.query(SheetImport)}
    assert do(desk, url).status_code == 303
    assert before
    assert db.session.query(Laureate).filter_by(name="Cartes libres").one().themes == ["Cartes", "océans"]


REFUSED = [
    ((1, "", "A", None, "1er mars 2026", "", "", ""), "B4", "est vide"),
    ((1, "A", "A", 12, "1er mars 2026", "", "", ""), "D4", "quatorze chiffres"),
    ((1, "A", "A", None, "fin mars", "", "", ""), "E4", "ne dit pas l’année"),
    ((1, "A", "A", None, "", "", "", ""), "E4", "Début de l’accompagnement"),
    ((1, "A", "A", None, "1er mars 2026", "Zoé", "", ""), "G4", "adresse électronique de Zoé"),
    ((1, "A", "A", None, "1er mars 2026", "Zoé", "pas une adresse", ""), "G4", "adresse électronique"),
    ((1, "A", "A", None, "1er mars 2026", "Léa", "coach@example.org", ""), "G4", "déjà un compte"),
]


@pytest.mark.parametrize(("row", "cell", "reason"), REFUSED)
def test_a_refused_cell_is_named_with_its_reason_and_stops_everything(desk, row, cell, reason):
    make.coach(name="Autre", email="coach@example.org")
    url = arrive(desk, sheet(row, ROWS[1]))
    [refused] = db.session.query(ImportLine).filter_by(outcome=Outcome.REFUSED)
    assert refused.problems[0][0] == cell
    assert reason in refused.problems[0][1].replace("\xa0", " ")
    assert do(desk, url).status_code == 422
    assert rows(Laureate) == 0


def test_the_rest_may_be_taken_without_what_is_refused(desk):
    url = arrive(desk, sheet(REFUSED[0][0], ROWS[1]))
    assert do(desk, url, then="without").status_code == 303
    assert [laureate.name for laureate in db.session.query(Laureate)] == ["Cartes libres"]


def test_two_rows_of_one_project_are_told(desk):
    arrive(desk, sheet(ROWS[0], ROWS[0]))
    [refused] = db.session.query(ImportLine).filter_by(outcome=Outcome.REFUSED)
    assert refused.problems == [["B5", "Ce projet est déjà à la ligne 4."]]


def test_two_projects_of_one_organisation_share_it(desk):
    other = list(ROWS[0])
    other[1], other[5], other[6] = "Wikimini", "Ana Roche", "ana@example.org"
    do(desk, arrive(desk, sheet(ROWS[0], other)))
    assert (rows(Laureate), rows(Organisation)) == (2, 1)


def test_an_import_is_taken_back_whole(desk):
    url = arrive(desk)
    do(desk, url)
    db.session.rollback()
    keeping.bring_up_to_date(clock.now())
    db.session.commit()
    assert desk.get("/laureats").status_code == 200
    answer = desk.submit(f"{url}/annuler")
    assert answer.status_code == 303, text_of(answer)
    left = (rows(Laureate), rows(Organisation), rows(Membership), rows(SupportPeriod), rows(Checkpoint))
    assert left == (0, 0, 0, 0, 0)
    assert db.session.query(SheetImport).one().state is State.UNDONE
    assert db.session.query(User).filter_by(email="zoe@example.org").count() == 1
    assert desk.get("/laureats").status_code == 200
    keeping.bring_up_to_date(clock.now())
    db.session.commit()
    assert do(desk, arrive(desk)).status_code == 303


def test_it_is_no_longer_taken_back_once_something_changed(desk):
    url = arrive(desk)
    do(desk, url)
    db.session.query(Laureate).filter_by(name="Vikidia").one().town = "Corenc"
    db.session.commit()
    answer = desk.submit(f"{url}/annuler")
    assert answer.status_code == 422
    assert "a changé depuis" in text_of(answer)
    assert rows(Laureate) == 2


def test_it_is_no_longer_taken_back_once_somebody_relies_on_it(desk):
    url = arrive(desk)
    do(desk, url)
    laureate = db.session.query(Laureate).filter_by(name="Vikidia").one()
    make.diagnostic(laureate)
    assert desk.submit(f"{url}/annuler").status_code == 422
    assert rows(Laureate) == 2


def test_what_changed_since_the_preview_is_shown_again(desk):
    url = arrive(desk)
    make.laureate("Vikidia")
    answer = do(desk, url)
    assert answer.status_code in (409, 422)
    assert rows(Laureate) == 1


def test_titles_matched_once_are_matched_again(desk):
    head = ("Libellé maison", "Porteur")
    sent = send(desk, xlsx_of(head, ("A", "B")))
    desk.submit(
        f"{sent.location}/colonnes",
        SHARED | {"column_name": 0, "column_organisation": 1, "all_starts_on": "1er mars 2026"},
    )
    send(desk, xlsx_of(head, ("C", "D")))
    assert db.session.query(SheetImport).order_by(SheetImport.id.desc()).first().places == {
        "name": 0,
        "organisation": 1,
    }


def test_another_head_row_may_be_said(desk):
    sent = send(desk, sheet(*ROWS))
    assert desk.submit(f"{sent.location}/feuille", {"sheet": "Feuille1", "head": "4"}).status_code == 303
    assert "Trouvés à la ligne 4" in text_of(desk.get(sent.location))
    assert desk.submit(f"{sent.location}/feuille", {"sheet": "Feuille1", "head": "900"}).status_code == 422


def test_a_required_column_left_out_is_asked_for(desk):
    sent = send(desk, sheet(*ROWS))
    answer = desk.submit(f"{sent.location}/colonnes", TITLES | SHARED | {"column_name": ""})
    assert answer.status_code == 422


def test_what_is_not_a_table_is_said_on_the_page(desk):
    answer = send(desk, b"\x89PNG\r\n\x1a\n\0\0", "photo.xlsx")
    assert answer.status_code == 422
    assert rows(SheetImport) == 0


def test_an_import_belongs_to_who_sent_it(desk, signed_in):
    url = arrive(desk)
    assert signed_in(make.coach()).get(url).status_code == 404
    assert signed_in(make.referent()).get(url).status_code == 404
    assert signed_in(make.direction()).get("/imports").status_code == 404


def test_a_file_is_forgotten(desk):
    url = arrive(desk)
    assert desk.submit(f"{url}/abandonner").status_code == 303
    assert (rows(SheetImport), rows(ImportLine)) == (0, 0)
    assert re.search("Importer un tableau", text_of(desk.get("/imports")))


def test_the_template_is_recognised_whole(desk):
    template = desk.get("/imports/modele/laureats.xlsx")
    assert template.status_code == 200
    send(desk, template.data)
    assert len(db.session.query(SheetImport).one().places) == 22
