"""Dossiers of Démarche numérique are read as they are, whatever its API does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock, config
from aic_tracker.db import db
from aic_tracker.documents import storage
from aic_tracker.sources import queries
from aic_tracker.sources.demarche import client, passing
from aic_tracker.sources.models import Dossier, DossierFile, DossierState, SourceKind
from tests.sources.platform import BEGINNING, champ
from tests.support.services import Told


def dossier(number):
    db.session.expire_all()
    return queries.dossier_numbered(number)


def answers(number):
    return {answer["id"]: answer["value"] for answer in dossier(number).answers}


def counted():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Dossier))


def timeout():
    return Told({"data": None, "errors": [{"message": "Timeout", "extensions": {"code": "timeout"}}]})


def test_each_answer_keeps_its_type(platform, read):
    platform.add(
        1,
        champ("TextChamp", "t", "Nom du projet", "Vikidia", value="Vikidia"),
        champ("DropDownListChamp", "d", "Axe", "A, B", value="A, B"),
        champ("MultipleDropDownListChamp", "m", "Thèmes", "A, B, C", values=["A, B", "C"]),
        champ("LinkedDropDownListChamp", "l", "Lieu", "Isère;Corenc", primaryValue="Isère", secondaryValue="Corenc"),
        champ("YesNoChamp", "y", "Libre ?", "", value=None),
        champ("CheckboxChamp", "c", "Je certifie", "true", value=True),
        champ("IntegerNumberChamp", "i", "Usagers", "9007199254740993", value="9007199254740993"),
        champ("DecimalNumberChamp", "n", "Budget", "1,5", value=1.5),
        champ("DateChamp", "j", "Début", "02 mars 2026", date="2026-03-02"),
        champ("DatetimeChamp", "h", "Rendez-vous", "02 mars 2026 14:30", datetime="2026-03-02T14:30:00+01:00"),
        champ("CommuneChamp", "k", "Commune", "", commune={"code": "38126", "name": "Corenc", "postalCode": "38700"}),
        champ("AddressChamp", "a", "Adresse", "", address=None),
        champ("SiretChamp", "s", "Structure", "", etablissement=None),
        champ("TitreIdentiteChamp", "x", "Pièce d’identité", "", filled=True),
        champ("HeaderSectionChamp", "z", "1. Votre projet"),
        champ(
            "RepetitionChamp",
            "r",
            "Membres",
            rows=[
                {"id": "1", "champs": [champ("TextChamp", "r1", "Nom", "Ana", value="Ana")]},
                {"id": "2", "champs": []},
            ],
        ),
    )
    assert read().problem == ""
    found = answers(1)
    assert found["r"][0][0]["value"] == "Ana"
    assert found["r"][1] == []
    del found["r"]
    assert found == {
        "t": "Vikidia",
        "d": "A, B",
        "m": ["A, B", "C"],
        "l": ["Isère", "Corenc"],
        "y": None,
        "c": True,
        "i": "9007199254740993",
        "n": 1.5,
        "j": "2026-03-02",
        "h": "2026-03-02T14:30:00+01:00",
        "k": {"code": "38126", "name": "Corenc", "postalCode": "38700"},
        "a": None,
        "s": None,
        "x": True,
    }
    kinds = {answer["type"] for answer in dossier(1).answers}
    assert {"DropDownListChamp", "YesNoChamp", "DatetimeChamp", "CommuneChamp"} <= kinds  # named, hence given


def test_a_company_known_by_half_is_taken_as_it_is(platform, read):
    platform.add(1)
    whole = {
        "__typename": "PersonneMorale",
        "siret": "73282932000074",
        "siegeSocial": True,
        "libelleNaf": "Édition",
        "association": None,
        "entreprise": {"siren": "732829320", "raisonSociale": "VIKIDIA", "formeJuridiqueCode": "9220"},
        "address": {"label": "1 rue", "cityName": "Corenc", "cityCode": "38126", "postalCode": "38700"},
    }
    platform.add(2, demandeur=whole, deposeParUnTiers=True, prenomMandataire="Ana", nomMandataire="Li")
    platform.add(3, demandeur={"__typename": "PersonnePhysique", "nom": "Li", "prenom": "Ana"})
    read()
    assert dossier(1).applicant == {
        "kind": "PersonneMoraleIncomplete",
        "siret": "73282932000074",
        "siren": "732829320",
    }
    assert dossier(2).applicant["name"] == "VIKIDIA"
    assert dossier(2).applicant["proxy"] == "Ana Li"
    assert dossier(3).applicant == {"kind": "PersonnePhysique", "first_name": "Ana", "last_name": "Li"}


def test_the_cursor_is_kept_and_only_what_moved_is_read_again(platform, read):
    for number in range(1, 46):
        platform.add(number)
    assert read().counts["added"] == 45
    pages = [one["variables"]["after"] for one in platform.queries if "updatedSince" in one["query"]]
    assert len(pages) == 3
    assert {one["variables"]["since"] for one in platform.queries if "updatedSince" in one["query"]} == {passing.SINCE}
    platform.touch(platform.dossiers[6], state="accepte")
    platform.queries.clear()
    assert read().counts == {"changed": 1}
    assert dossier(7).state is DossierState.ACCEPTE
    assert counted() == 45


def test_an_empty_page_does_not_begin_again_from_the_start(platform, read):
    platform.add(1)
    read()
    kept = read().state["cursor"]
    assert kept
    platform.queries.clear()
    assert read().state["cursor"] == kept
    (asked,) = [one for one in platform.queries if "updatedSince" in one["query"]]
    assert asked["variables"]["after"] == kept


def test_the_cursor_of_another_procedure_is_forgotten(platform, read):
    platform.add(1)
    read()
    source = queries.known_source(SourceKind.DEMARCHE)
    source.state = {**source.state, "of": "https://ailleurs 7"}
    db.session.commit()
    platform.queries.clear()
    read()
    assert next(one["variables"]["after"] for one in platform.queries if "updatedSince" in one["query"]) is None


def test_an_answer_hidden_by_a_condition_is_simply_missing(platform, read):
    one = platform.add(1, champ("TextChamp", "t", "Nom", value="A"), champ("TextChamp", "u", "Suite", value="B"))
    read()
    platform.touch(one, champs=[champ("TextChamp", "u", "Suite, reformulée", value="B")])
    read()
    assert answers(1) == {"u": "B"}


def test_a_state_may_go_back(platform, read):
    one = platform.add(1, state="accepte", dateTraitement=BEGINNING.isoformat(), motivation="Bravo")
    read()
    platform.touch(one, state="en_instruction", dateTraitement=None, motivation=None)
    read()
    found = dossier(1)
    assert (found.state, found.processed_at, found.motivation) == (DossierState.EN_INSTRUCTION, None, "")


def test_two_hundred_does_not_mean_success(platform, read):
    platform.add(1)
    read()
    page = {"pageInfo": {"hasNextPage": False, "endCursor": "x"}, "nodes": [None]}
    errors = [{"message": "null", "extensions": {"code": "invalid_null"}}]
    half = Told({"data": {"demarche": {"dossiers": page}}, "errors": errors})
    platform.faults = [None, half, half, half]
    before = read()
    assert "invalid_null" in before.problem
    assert before.state["cursor"] != "x"
    assert before.again_at == clock.now() + timedelta(minutes=2)
    assert read().problem == ""


def test_a_page_that_times_out_is_asked_again_smaller(platform, read):
    for number in range(1, 31):
        platform.add(number)
    platform.slow_above = 6
    assert read().problem == ""
    assert counted() == 30
    platform.slow_above = 0
    platform.touch(platform.dossiers[0])
    assert read().problem == client.TIMED_OUT


def test_too_many_requests_are_answered_by_waiting(platform, read):
    platform.add(1)
    later = clock.now() + timedelta(seconds=42)
    reset = {"RateLimit-Limit": "400", "RateLimit-Reset": str(int(later.timestamp()))}
    platform.faults = [Told(b"Retry later\n", status=429, media_type="text/plain", headers=reset)]
    source = read()
    assert "demande d’attendre" in source.problem
    assert source.again_at == later
    assert not passing.is_due(source, clock.now())
    assert passing.is_due(source, later)
    assert read().problem == ""
    assert counted() == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told({"errors": [{"message": "Token expired"}]}, status=401), "a expiré"),
        (
            Told(
                {"errors": [{"message": "Request issued from a forbidden network. Add 203.0.113.7/32 to your list"}]},
                status=403,
            ),
            "n’est pas permis depuis l’adresse de ce serveur (203.0.113.7)",
        ),
        (
            Told({"errors": [{"message": "forbidden network: add 2001:db8::7"}]}, status=403),
            "n’est pas permis depuis l’adresse de ce serveur (2001:db8::7)",
        ),
        (
            Told({"errors": [{"message": "Without a token, only persisted queries are allowed"}]}, status=403),
            "ne reconnaît pas le jeton",
        ),
        (
            Told({"data": None, "errors": [{"message": "x", "extensions": {"code": "unauthorized"}}]}),
            "ne donne pas accès à la démarche n° 4242",
        ),
        (Told({"data": None, "errors": [{"message": "x", "extensions": {"code": "not_found"}}]}), "ne connaît pas"),
        (Told({"data": None, "errors": [{"message": "Field 'x' doesn’t exist"}]}), "Field 'x'"),
        (Told({"data": None, "errors": "?"}), "par une erreur"),
        (Told({"data": None}), "autre chose que ce qu’elle annonce"),
        (Told({"data": {"demarche": {}}}), ""),
        (Told([]), "autre chose que ce qu’elle annonce"),
        (Told(b"<!doctype html><title>Se connecter</title>", media_type="text/html"), "page web"),
        (Told(b"", status=302, headers={"Location": "https://agentconnect.example.org/"}), "agentconnect.example.org"),
        (Told({"data": {}}, declared=9000), "arrêtée en chemin"),
        (Told({}, status=500), "en panne"),
    ],
)
def test_their_refusals_are_told_as_what_to_do(platform, read, told, words):
    platform.add(1)
    platform.faults = [told]
    source = read()
    assert words in source.problem
    if words:
        assert source.failing_since == clock.now()
        assert counted() == 0
    assert read().problem == ""
    assert counted() == 1


def test_a_wrong_token_reads_nothing_and_says_so(platform, read):
    settings = config.current()
    config.use(replace(settings, demarche=replace(settings.demarche, token="faux")))
    assert "ne reconnaît pas le jeton" in read().problem
    config.use(settings)


def test_silence_is_given_up_and_told(platform, read, monkeypatch):
    monkeypatch.setattr(client, "SECONDS", 0.3)
    platform.faults = [Told({}, silence=60)] * 3
    source = read()
    assert "il ne répond pas à temps" in source.problem


def test_files_are_fetched_at_once_and_checked(platform, read, stored):
    right = platform.file("statuts.pdf", b"%PDF statuts")
    wrong = platform.file("budget.pdf", b"%PDF budget", checksum="AAAA")
    gone = platform.file("perdu.pdf", b"%PDF")
    del platform.files["/fichiers/perdu.pdf"]
    scanned = platform.file("attend.pdf", b"%PDF attend", virusScanResult="pending")
    heavy = platform.file("lourd.pdf", b"%PDF", byteSizeBigInt=str(200 * 1024 * 1024))
    platform.add(1, champ("PieceJustificativeChamp", "p", "Pièces", files=[right, right, wrong, gone, scanned, heavy]))
    assert read().counts["files"] == 1
    rows = {row.filename: row for row in dossier(1).files}
    assert storage.path_of(rows["statuts.pdf"].stored_name).read_bytes() == b"%PDF statuts"
    assert "abîmé" in rows["budget.pdf"].problem
    assert "réponse 404" in rows["perdu.pdf"].problem
    assert "antivirus" in rows["attend.pdf"].problem
    assert "trop lourd" in rows["lourd.pdf"].problem
    assert stored() == {rows["statuts.pdf"].stored_name}
    # Ready at the next pass, at another address: the first one lived an hour.
    scanned["virusScanResult"] = "safe"
    read()
    again = {row.filename: row for row in dossier(1).files}
    assert (again["attend.pdf"].problem, again["attend.pdf"].stored_name is None) == ("", False)
    assert len(again) == 5
    for _ in range(10):
        read()
    platform.queries.clear()
    read()
    assert not [one for one in platform.queries if "query dossier(" in one["query"]]  # tried enough


def test_a_file_replaced_by_its_author_is_replaced_here(platform, read, stored):
    one = platform.add(1, champ("PieceJustificativeChamp", "p", "Pièces", files=[platform.file("a.pdf", b"first")]))
    read()
    platform.touch(
        one, champs=[champ("PieceJustificativeChamp", "p", "Pièces", files=[platform.file("a.pdf", b"second")])]
    )
    read()
    (row,) = dossier(1).files
    assert storage.path_of(row.stored_name).read_bytes() == b"second"
    assert stored() == {row.stored_name}


def test_deletions_are_followed_and_one_asked_by_the_person_leaves_nothing(platform, read, stored):
    for number in (1, 2, 3):
        platform.add(
            number, champ("PieceJustificativeChamp", "p", "P", files=[platform.file(f"{number}.pdf", b"x%d" % number)])
        )
    read()
    assert len(stored()) == 3
    platform.dossiers.clear()
    gone = {"state": "en_construction", "dateSupression": "2026-02-01T10:00:00+01:00"}
    platform.deleted = [{**gone, "number": 1, "reason": "user_request"}, {**gone, "number": 99, "reason": "expired"}]
    platform.pending = [{**gone, "number": 2, "reason": "expired"}]
    assert read().counts == {"deleted": 2}
    first, second = dossier(1), dossier(2)
    assert first.deleted_at == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert (first.answers, first.email, first.applicant, first.files) == ([], "", {}, [])
    assert (second.deletion_reason, len(second.files)) == ("expired", 1)
    assert len(stored()) == 2
    assert dossier(3).deleted_at is None
    assert read().counts == {}


def test_questions_are_kept_to_be_matched(platform, read):
    platform.add(1, champ("HeaderSectionChamp", "z", "Titre"), champ("TextChamp", "t", "Nom du projet", value="A"))
    source = read()
    assert source.questions == [{"id": "t", "label": "Nom du projet", "type": "TextChampDescriptor"}]


def test_another_pass_at_work_makes_this_one_give_up(platform, read):
    platform.add(1)
    read()
    platform.touch(platform.dossiers[0], state="refuse")
    original = platform._run

    def interrupted(text, variables):
        told = original(text, variables)
        if "updatedSince" in text:
            with db.engine.begin() as connection:
                connection.execute(sa.text("UPDATE source SET version = version + 1"))
        return told

    platform._run = interrupted
    read()
    platform._run = original
    assert dossier(1).state is DossierState.EN_INSTRUCTION
    read()
    assert dossier(1).state is DossierState.REFUSE
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DossierFile)) == 0
