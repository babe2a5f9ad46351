"""The team edits its own catalogue."""

import csv
import io

import pytest

from aic_tracker import clock
from aic_tracker.catalogue import operations, rules
from aic_tracker.catalogue.models import CatalogueEntry
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from tests import factories as make
from tests.catalogue.conftest import ENTRY
from tests.support.client import text_of
from tests.support.statements import counted


def test_an_empty_catalogue_begins_with_the_typical_objectives_of_a_commons_once(signed_in):
    browser = signed_in(make.coach())
    assert "Le catalogue est vide" in text_of(browser.get("/catalogue"))
    browser.submit("/catalogue/commencer")
    browser.submit("/catalogue/commencer")
    begun = db.session.query(CatalogueEntry).all()
    assert 25 <= len(begun) <= 40
    assert {entry.dimension for entry in begun} == rules.DIMENSIONS.keys()
    assert all(entry.months and entry.indicator and entry.priority for entry in begun)
    assert db.session.query(JournalEntry).filter_by(verb="catalogue.begun").count() == 1


@pytest.mark.parametrize("who", [make.coach, make.direction])
def test_the_team_adds_an_objective(signed_in, who):
    answer = signed_in(who()).submit("/catalogue/nouveau", ENTRY)
    added = db.session.query(CatalogueEntry).one()
    assert answer.location == f"/catalogue/{added.id}"
    assert (added.axis.value, added.months, added.title) == ("consolidation", 4, ENTRY["title"])
    assert "Écrire les règles" in db.session.query(JournalEntry).filter_by(verb="catalogue.added").one().summary


@pytest.mark.parametrize("who", [make.referent, make.expert, make.admin])
def test_for_others_the_catalogue_does_not_exist(signed_in, entry, who):
    made = who()
    user = db.session.get(make.User, made.user_id) if hasattr(made, "user_id") else made
    browser = signed_in(user)
    found = entry().id
    for path in ("/catalogue", "/catalogue/nouveau", f"/catalogue/{found}"):
        assert browser.get(path).status_code == 404
    assert browser.submit(f"/catalogue/{found}/retirer").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Indiquez l’intitulé de l’objectif."),
        ({"dimension": "autre"}, "Choisissez une option de la liste."),
        ({"need": ""}, "Dites à partir de quel besoin il est proposé."),
        ({"priority": ""}, "Indiquez la priorité que cet objectif sert d’habitude."),
        ({"months": "37"}, "36"),
        ({"detail": "Avec […], chaque mois."}, "par des mots qui valent pour tous"),
    ],
)
def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in, wrong, said):
    answer = signed_in(make.coach()).submit("/catalogue/nouveau", ENTRY | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Règles publiées" in answer.text
    assert db.session.query(CatalogueEntry).count() == 0


def test_two_entries_never_say_the_same_whatever_the_accents(signed_in, entry):
    entry()
    answer = signed_in(make.coach()).submit("/catalogue/nouveau", ENTRY | {"title": "Ecrire les règles de DÉCISION !"})
    assert answer.status_code == 422
    assert "figure déjà au catalogue" in text_of(answer)


def test_an_entry_is_edited_under_its_own_title(signed_in, entry):
    found = entry()
    typed = ENTRY | {"version": found.version, "months": "6", "dimension": "technique"}
    signed_in(make.direction()).submit(f"/catalogue/{found.id}", typed)
    db.session.expire_all()
    assert (found.months, found.axis.value) == (6, "deployment")
    edited = db.session.query(JournalEntry).filter_by(verb="catalogue.edited").one()
    assert (edited.before["months"], edited.after["months"]) == (4, 6)


def test_a_stale_edit_shows_both_texts(signed_in, entry):
    found = entry()
    browser, version = signed_in(make.coach()), found.version
    browser.submit(f"/catalogue/{found.id}", ENTRY | {"version": version, "indicator": "Réunions"})
    answer = browser.submit(f"/catalogue/{found.id}", ENTRY | {"version": version, "indicator": "Votes"})
    assert answer.status_code == 409
    assert "Réunions" in text_of(answer)
    assert 'value="Votes"' in answer.text


def test_what_is_retired_is_kept_apart_and_comes_back(signed_in, entry):
    found = entry()
    browser = signed_in(make.coach())
    browser.submit(f"/catalogue/{found.id}/retirer")
    assert ENTRY["title"] not in text_of(browser.get("/catalogue"))
    assert ENTRY["title"] in text_of(browser.get("/catalogue?state=retired"))
    assert "Retirée le 2 mars 2026" in text_of(browser.get(f"/catalogue/{found.id}")).replace("\xa0", " ")
    browser.submit(f"/catalogue/{found.id}/retablir")
    assert ENTRY["title"] in text_of(browser.get("/catalogue"))


def test_the_list_is_filtered_and_leaves_as_a_file(signed_in, entry):
    entry()
    entry(title="Publier les versions", dimension="technique", priority="Fiabiliser")
    browser = signed_in(make.coach())
    for asked in ("q=DECISION", "axis=consolidation", "dimension=governance"):
        found = text_of(browser.get(f"/catalogue?{asked}"))
        assert "Écrire les règles" in found, asked
        assert "Publier les versions" not in found, asked
    assert "Aucun objectif ne correspond" in text_of(browser.get("/catalogue?need=high"))
    rows = list(csv.reader(io.StringIO(browser.get("/catalogue?q=versions&format=csv").text), delimiter=";"))
    assert [row[4] for row in rows] == ["Objectif", "Publier les versions"]


def test_the_number_of_statements_does_not_grow(signed_in, entry):
    browser = signed_in(make.coach())
    entry()
    db.session.expunge_all()
    with counted() as one:
        browser.get("/catalogue")
    operations.retire_entry(entry(title="Un autre"), actor=make.coach(), today=clock.today())
    for number in range(20):
        entry(title=f"Objectif {number}")
    db.session.expunge_all()
    with counted() as many:
        browser.get("/catalogue")
    assert len(one) == len(many) < 10
