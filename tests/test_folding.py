from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.conversation import queries as conversation
from aic_tracker.conversation.models import Subject
from aic_tracker.db import db
from aic_tracker.folding import by_name, matches, same_name, searchable
from aic_tracker.introductions.queries import contacts
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.laureates.models import MemberRole
from aic_tracker.laureates.queries import carried_by, members_of
from aic_tracker.timesheet import queries as timesheet
from tests import factories


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Éducation", "education"),
        ("E\N{COMBINING ACUTE ACCENT}ducation", "education"),
        ("Œuvre d’Éric", "oeuvre d eric"),
        ("OEUVRE D'ERIC", "oeuvre d eric"),
        ("Ça — là\N{NO-BREAK SPACE}!", "ca la"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("Ma Dada  (2)", "ma dada 2"),
        ("référent·e", "referent e"),
    ],
)
def test_a_search_is_blind_to_accents_capitals_and_punctuation(text, expected):
    assert searchable(text) == expected


@given(st.text())
def test_a_searchable_text_is_stable(text):
    once = searchable(text)
    assert searchable(once) == once


FRENCH = ["Anaïs Œuf", "Écoles libres", "Élodie Roy", "Eloïse Roy", "Ève", "Zoé Petit", "zygène"]


def test_names_are_in_the_order_of_a_french_dictionary():
    rows = [SimpleNamespace(id=n, name=name) for n, name in enumerate(sorted(FRENCH))]
    assert [row.name for row in by_name(rows)] == FRENCH


def test_namesakes_stay_in_the_order_of_their_rows():
    assert [row.id for row in by_name(SimpleNamespace(id=n, name="Jean") for n in (3, 1, 2))] == [1, 2, 3]


@pytest.mark.parametrize("typed", ["d'ange", "D’ANGE", "élodie", "elodie ange", "ange@example.org", "", " ", "- Ange"])
def test_a_person_is_found_however_the_name_is_typed(typed):
    assert matches(typed, "Élodie d’Ange", "elodie.ange@example.org")


@pytest.mark.parametrize("typed", ["%", "_", "’", "dange", "nge@example.com"])
def test_nobody_is_found_by_something_else(typed):
    assert not matches(typed, "Élodie d’Ange", "elodie.ange@example.org")


def test_an_address_is_found_whole():
    assert not matches("bruno1@example.org", "Bruno", "bruno12@example.org")


def test_two_names_that_differ_by_an_accent_are_the_same():
    assert same_name("Chloé d’Ange", "CHLOE D'ANGE")
    assert not same_name("!!!", "???")


def test_a_directory_of_contacts_is_in_the_same_order_on_every_database(app):
    """« e cole » stands before « ecole »: a database that follows a language would skip the space."""
    for name in ("Écoles libres", "Zébu", "E-cole", "ecole 2", "Étoile"):
        factories.contact("Ana", name)
    found = db.session.scalars(contacts()).all()
    assert [contact.organisation for contact in found] == ["E-cole", "ecole 2", "Écoles libres", "Étoile", "Zébu"]


def test_people_are_listed_in_french_wherever_they_are_chosen(app):
    laureate = factories.laureate("Cartes")
    for name in ("Zoé Petit", "Élodie Roy", "éric Ange"):
        factories.referent(laureate, name=name)
    names, day = ["Élodie Roy", "éric Ange", "Zoé Petit"], date(2026, 3, 3)
    lists = {
        "owners": laureates_queries.active_members(laureate.id, day),
        "invited": checkpoints.invitable(laureate.id, day),
        "readers": conversation.readers(laureate.id, Subject.LAUREATE, laureate.id, day),
        "members": [membership.user for membership in members_of(laureate)],
        "referents": timesheet.referents_of(laureate.id),
        "people": laureates_queries.people_of([laureate.id], day)[laureate.id].referents,
    }
    assert {which: [person.name for person in people] for which, people in lists.items()} == dict.fromkeys(lists, names)


def test_projects_are_listed_in_french_wherever_they_are_chosen(app):
    organisation, coach = factories.organisation(), factories.coach()
    for name in ("Zèbre", "Écoles libres", "cartes"):
        factories.member(factories.laureate(name, organisation=organisation), coach, MemberRole.LEAD_COACH)
    lists = {
        "carried": carried_by(organisation),
        "charges": laureates_queries.charges(coach, date(2026, 3, 3)),
    }
    found = {which: [laureate.name for laureate in laureates] for which, laureates in lists.items()}
    assert found == {which: ["cartes", "Écoles libres", "Zèbre"] for which in lists}
