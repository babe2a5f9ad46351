"""The aids of an organisation out of its own spreadsheet, declared by its referents, and taken back."""

from datetime import date

import pytest

from aic_tracker.aid.models import Aid, AidDeclaration, AidSource, Regime
from aic_tracker.clock import now
from aic_tracker.db import db
from aic_tracker.imports.models import ImportLine, Outcome, SheetImport
from aic_tracker.laureates.models import MemberRole, Membership
from tests import factories as make
from tests.imports.sheets import xlsx_of
from tests.imports.test_season import do, send
from tests.support.client import text_of

UPLOAD = "/laureats/vikidia/aides/importer"
HEAD = ("Bénéficiaire", "Financeur", "Date de décision", "Montant", "Règlement", "Objet", "Remarque")
NAMES = ("organisation", "authority", "granted_on", "amount_cents", "regime", "purpose", "note")
COLUMNS = {f"column_{name}": place for place, name in enumerate(NAMES)}
SIGNED = {"all_signatory": "Camille Durand, présidente", "all_signed_on": "1er mars 2026", "all_is_signed": "Oui"}
LINE = ("Association Vikidia", "Région Auvergne", "1er juin 2025", "12 500,50 €", "De minimis général", "Ateliers", "")


@pytest.fixture
def project(app):
    return make.laureate("Vikidia", organisation=make.organisation("Association Vikidia", siren="732829320"))


@pytest.fixture
def desk(project, signed_in):
    client = signed_in(make.referent(project))
    client.project = project
    return client


def arrive(client, *rows, **answers):
    """To the preview."""
    sent = send(client, xlsx_of(HEAD, *rows), "aides.xlsx", UPLOAD)
    assert sent.status_code == 303, text_of(sent)
    answered = client.submit(f"{sent.location}/colonnes", COLUMNS | SIGNED | answers)
    assert answered.status_code == 303, text_of(answered)
    return sent.location


def changed(line=LINE, **cells):
    return tuple(cells.get(name, cell) for name, cell in zip(NAMES, line, strict=True))


def judged():
    return [line.outcome for line in db.session.query(ImportLine).order_by(ImportLine.number)]


def refusals():
    return [words for line in db.session.query(ImportLine) for _cell, words in line.problems]


def test_each_line_is_an_aid_of_the_signed_statement(desk):
    other = changed(organisation="732 829 320", authority="Ville de Corenc", amount_cents="3 k€", regime="UE 2023/2832")
    url = arrive(desk, LINE, other)
    assert db.session.query(Aid).count() == 0
    page = text_of(desk.get(url)).replace("\xa0", " ")
    assert "Nouvelles : 2" in page
    assert "12 500,50" in page.replace("\u202f", " ")
    assert do(desk, url).status_code == 303
    written = [(aid.authority, aid.amount_cents, aid.granted_on, aid.regime) for aid in db.session.query(Aid)]
    assert sorted(written) == [
        ("Région Auvergne", 12_500_50, date(2025, 6, 1), Regime.GENERAL),
        ("Ville de Corenc", 3_000_00, date(2025, 6, 1), Regime.SIEG),
    ]
    assert {aid.source for aid in db.session.query(Aid)} == {AidSource.DECLARED}
    assert db.session.query(AidDeclaration).one().signatory == "Camille Durand, présidente"


def test_the_columns_are_guessed_by_their_titles(desk):
    sent = send(desk, xlsx_of((*HEAD, "Signée le", "Signataire", "Original signé"), LINE), "aides.xlsx", UPLOAD)
    page = text_of(desk.get(sent.location))
    for name in ("Bénéficiaire", "Financeur", "Date de décision", "Signée le", "Signataire"):
        assert name in page
    columns = COLUMNS | {"column_signed_on": 7, "column_signatory": 8, "column_is_signed": 9}
    places = db.session.query(SheetImport).one().places
    assert {f"column_{name}": place for name, place in places.items()} == columns


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (changed(organisation="Association Wikimini"), "n’est pas la structure de ce projet"),
        (changed(authority=""), "est vide"),
        (changed(granted_on="3 mars 2031"), "à venir"),
        (changed(granted_on="2 mars 2026"), "précède la signature"),
        (changed(amount_cents="beaucoup"), "nombre"),
        (changed(amount_cents=0), "supérieur à zéro"),
        (changed(amount_cents="1.500"), "deux façons"),
        (changed(authority="!!!"), "Nommez qui"),
        (changed(regime="Au noir"), "n’est pas dans la liste"),
        (changed(regime=""), "Il manque « Régime »"),
    ],
)
def test_what_cannot_be_declared_is_refused_on_its_line(desk, line, words):
    url = arrive(desk, line)
    assert words in " ".join(refusals()).replace("\xa0", " ")
    assert do(desk, url).status_code == 422
    assert db.session.query(Aid).count() == 0


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("all_signatory", "Il manque « Nom et qualité"),
        ("all_signed_on", "Il manque « Date de signature"),
        ("all_is_signed", "l’original signé"),
    ],
)
def test_nothing_is_declared_without_a_signature(desk, answer, words):
    arrive(desk, LINE, **{answer: ""})
    assert words in " ".join(refusals()).replace("\xa0", " ")


def test_what_the_ledger_holds_already_is_the_same(desk):
    make.save(
        Aid(
            organisation_id=desk.project.organisation_id,
            amount_cents=12_500_50,
            granted_on=date(2025, 6, 1),
            authority="Region auvergne",
            regime=Regime.GENERAL,
            source=AidSource.DECLARED,
            purpose="Ateliers",
            author_id=make.coach().id,
            created_at=now(),
        )
    )
    arrive(desk, LINE, changed(purpose=""), changed(purpose="Matériel"), changed(amount_cents=12_500))
    assert judged() == [Outcome.SAME, Outcome.SAME, Outcome.NEW, Outcome.NEW]


def test_a_purpose_that_one_line_alone_says_tells_no_two_aids_apart(desk):
    arrive(desk, changed(purpose=""), changed(purpose="Matériel"))
    assert judged() == [Outcome.NEW, Outcome.REFUSED]


def test_the_same_aid_twice_is_refused(desk):
    arrive(desk, LINE, changed(authority="region auvergne"))
    assert refusals() == ["C’est déjà l’aide de la ligne 2."]


def test_what_was_declared_is_never_taken_back_by_an_import(desk):
    url = arrive(desk, LINE, changed(authority="Ville de Corenc", note="Reçue en deux fois"))
    assert do(desk, url).status_code == 303
    page = text_of(desk.get(url))
    assert "Annuler cet import" not in page
    assert "la direction l’annule avec sa raison" in page
    assert desk.submit(f"{url}/annuler").status_code == 422
    assert db.session.query(Aid).count() == 2


def test_the_sheet_to_fill_in_and_the_way_there_are_offered_to_who_declares(desk):
    assert UPLOAD in desk.get("/laureats/vikidia/aides").text
    assert desk.get("/imports/modele/aides.xlsx").status_code == 200
    assert "s’importent depuis « Aides et plafond »" in text_of(desk.get("/imports"))


@pytest.mark.parametrize("who", ["coach", "direction"])
def test_who_does_not_declare_does_not_import(project, signed_in, who):
    client = signed_in(make.coach(project) if who == "coach" else make.direction())
    assert UPLOAD not in client.get("/laureats/vikidia/aides").text
    assert client.get(UPLOAD).status_code == 403
    assert client.get("/imports/nouveau/aides").status_code in (403, 404)
    assert client.get("/imports/modele/aides.xlsx").status_code in (403, 404)


def test_a_referent_takes_nothing_else_in(desk):
    for kind in ("laureats", "temps", "actions", "contacts", "experts"):
        assert desk.get(f"/imports/nouveau/{kind}").status_code == 404


def test_who_left_the_project_finds_the_import_no_more(desk):
    url = arrive(desk, LINE)
    membership = db.session.query(Membership).filter_by(laureate_id=desk.project.id, role=MemberRole.REFERENT).one()
    membership.until_on = date(2026, 1, 1)
    db.session.commit()
    assert desk.get(url).status_code == 404
    assert do(desk, url).status_code == 404
