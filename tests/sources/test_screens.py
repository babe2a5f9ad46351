"""What people see of the sources, match, read of the dossiers, and take into a new laureate."""

from datetime import timedelta

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.onboarding import queries as onboarding
from aic_tracker.scheduler import jobs
from aic_tracker.sources import queries
from aic_tracker.sources.models import SourceKind
from tests import factories as make
from tests.sources.platform import champ
from tests.support.client import text_of
from tests.support.services import Told


@pytest.fixture
def coach(app):
    return make.user(Role.COACH)


@pytest.fixture
def client(coach, signed_in):
    return signed_in(coach)


@pytest.fixture
def dossier(platform):
    return platform.add(
        7,
        champ("TextChamp", "t", "Comment s’appelle votre commun ?", value="Vikidia"),
        champ(
            "CommuneChamp", "k", "Commune du projet", commune={"code": "38126", "name": "Corenc", "postalCode": "38700"}
        ),
        champ("YesNoChamp", "y", "Licence libre ?", value=True),
        champ("PieceJustificativeChamp", "p", "Statuts", files=[platform.file("statuts.html", b"<script>")]),
    )


def test_one_tries_now_and_reads_what_came(client, dossier, platform):
    assert "Pas encore lue" in text_of(client.get("/sources"))
    assert client.submit("/sources/demarche/essayer", {}).status_code == 303
    page = text_of(client.get("/sources"))
    assert "À jour" in page
    assert "Dossiers lus (1)" in page
    assert "Le passage a réussi" in page
    text = text_of(client.get("/dossiers/7"))
    for said in ("Vikidia", "Corenc (38700)", "Oui", "porteuse7@example.org", "En instruction", "statuts.html"):
        assert said in text
    assert "n° 7" in text_of(client.get("/dossiers"))
    assert "Aucun dossier" in text_of(client.get("/dossiers?state=refuse"))


def test_a_failure_is_said_in_words_with_what_to_do(client, dossier, platform):
    platform.faults = [Told({"errors": [{"message": "Token expired"}]}, status=401)]
    client.submit("/sources/demarche/essayer", {})
    page = text_of(client.get("/sources"))
    assert "Le jeton de Démarche numérique a expiré" in page
    assert "En échec depuis" in page
    client.submit("/sources/demarche/essayer", {})
    assert "a expiré" not in text_of(client.get("/sources"))


def test_without_settings_nothing_is_asked_and_the_page_says_how(app, client):
    page = text_of(client.get("/sources"))
    assert "Non réglée" in page
    assert "crée un jeton" in page
    assert client.submit("/sources/demarche/essayer", {}).status_code == 404
    assert client.submit("/sources/rien/essayer", {}).status_code == 404
    assert jobs.read_sources(clock.now()) == {"source_steps": 0}


def test_the_scheduler_reads_at_the_time_set(platform, dossier, at):
    assert jobs.read_sources(clock.now())["source_steps"] > 0
    platform.queries.clear()
    assert jobs.read_sources(clock.now() + timedelta(minutes=14)) == {"source_steps": 0}
    assert jobs.read_sources(clock.now() + timedelta(minutes=15))["source_steps"] > 0
    assert platform.queries


def test_questions_are_matched_and_keep_their_field_once_reworded(client, dossier, platform, read):
    read()
    page = client.get("/sources/demarche/correspondances")
    assert "Comment s’appelle votre commun" in page.text
    assert "selected>Commune du projet" in page.text  # guessed by its label
    names = ["project.name", "project.town", "", ""]
    form = {f"q{number}": _option(page.text, name) for number, name in enumerate(names)}
    assert client.submit("/sources/demarche/correspondances", form).status_code == 303
    assert queries.known_source(SourceKind.DEMARCHE).matching == {"t": "project.name", "k": "project.town"}
    platform.touch(dossier, champs=[champ("TextChamp", "t", "Nom, en deux mots ?", value="Wikimini")])
    read()
    client.submit("/dossiers/7/reprendre", {})
    assert 'value="Wikimini"' in client.get("/laureats/nouveau/projet").text


def _option(page, target):
    """The value of the option that stands for a field, as the page draws it."""
    labels = {"project.name": "Nom du projet", "project.town": "Commune du projet"}
    if not target:
        return ""
    before = page.split(f">{labels[target]}</option>")[0]
    return before.rsplit('value="', 1)[1].split('"')[0]


def test_two_questions_for_one_field_are_refused(client, dossier, read):
    read()
    page = client.get("/sources/demarche/correspondances").text
    answer = client.submit(
        "/sources/demarche/correspondances", {"q0": _option(page, "project.name"), "q1": _option(page, "project.name")}
    )
    assert answer.status_code == 422
    assert "Deux questions remplissent « Nom du projet »" in text_of(answer)


def test_a_dossier_fills_a_new_laureate_and_is_to_be_reported(client, coach, dossier, read):
    read()
    source = queries.known_source(SourceKind.DEMARCHE)
    source.matching = {"t": "project.name", "k": "project.town"}
    db.session.commit()
    assert "Reprendre dans un nouveau lauréat" in text_of(client.get("/dossiers/7"))
    assert client.submit("/dossiers/7/reprendre", {}).status_code == 303
    draft = onboarding.draft_of(coach)
    assert draft.data["project"] == {"name": ["Vikidia"], "town": ["Corenc"]}
    assert draft.data["organisation"] == {"siren": ["732829320"]}
    assert draft.data["people"] == {"referent-0-email": ["porteuse7@example.org"]}
    assert 'value="Vikidia"' in client.get("/laureats/nouveau/projet").text
    listed = text_of(client.get("/dossiers"))
    assert "À reporter sur la plateforme" in listed
    assert "Votre brouillon actuel sera remplacé" in text_of(client.get("/dossiers/7/reprendre"))


def test_what_was_reported_leaves_the_list(client, dossier, platform, read):
    read()
    client.submit("/dossiers/7/reprendre", {})
    platform.touch(dossier, state="accepte")
    read()
    assert "À reporter" not in text_of(client.get("/dossiers"))


def test_a_dossier_gone_at_its_source_is_not_taken(client, dossier, platform, read):
    read()
    platform.dossiers.clear()
    platform.deleted = [
        {
            "number": 7,
            "reason": "user_request",
            "state": "en_construction",
            "dateSupression": "2026-02-01T10:00:00+01:00",
        }
    ]
    read()
    page = text_of(client.get("/dossiers/7"))
    assert "Supprimé à la source" in page
    assert "demandé par la personne" in page
    assert "Vikidia" not in page
    assert "a été supprimé à la source" in text_of(client.submit("/dossiers/7/reprendre", {}))


def test_a_file_is_saved_and_never_shown(client, dossier, read):
    read()
    (row,) = queries.dossier_numbered(7).files
    answer = client.get(f"/dossiers/7/fichiers/{row.id}")
    assert answer.data == b"<script>"
    assert answer.mimetype == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    answer.close()
    assert client.get(f"/dossiers/8/fichiers/{row.id}").status_code == 404


def test_who_may_not_see_is_told_that_nothing_is_there(app, signed_in, dossier, read):
    read()
    for role, expected in ((Role.REFERENT, 404), (Role.EXPERT, 404), (Role.ADMIN, 404), (Role.DIRECTION, 200)):
        assert signed_in(make.user(role)).get("/dossiers/7").status_code == expected
    admin, direction = signed_in(make.user(Role.ADMIN)), signed_in(make.user(Role.DIRECTION))
    assert admin.get("/sources").status_code == 200
    assert admin.submit("/sources/demarche/essayer", {}).status_code == 303
    assert direction.submit("/sources/demarche/essayer", {}).status_code == 403
    assert direction.submit("/dossiers/7/reprendre", {}).status_code == 403
