from datetime import UTC, datetime

import pytest

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import MemberRole
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/laureats/vikidia/journal"


@pytest.fixture
def laureate(app):
    return make.laureate("Vikidia")


def entry(laureate, summary, *, actor=None, at=datetime(2026, 3, 1, 9, tzinfo=UTC), table="objective", **values):
    return make.save(
        JournalEntry(
            at=at,
            actor_id=actor.id if actor else None,
            laureate_id=laureate.id,
            verb=f"{table}.edited",
            object_type=table,
            object_id=1,
            summary=summary,
            **values,
        )
    )


def test_the_newest_comes_first_with_what_changed(laureate, signed_in):
    coach = make.coach(laureate, name="Léa Martin")
    entry(
        laureate,
        "a modifié l’objectif « Recruter »",
        actor=coach,
        before={"status": "todo"},
        after={"status": "blocked"},
    )
    entry(laureate, "a envoyé un rappel", at=datetime(2026, 3, 2, 7, tzinfo=UTC), table="outgoing_mail")
    entry(make.laureate("Autre"), "a fait autre chose")
    page = text_of(signed_in(coach).get(URL))
    assert page.index("Lundi 2 mars 2026") < page.index("Dimanche 1er mars 2026")
    assert "Le service a envoyé un rappel." in page
    assert "Léa Martin a modifié l’objectif « Recruter »." in page
    assert "État : avant, À faire → puis Bloqué" in page
    assert "autre chose" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?personne={lea}", {"A", "C"}),
        ("?personne={remi}", {"B"}),
        ("?objet=Point", {"B"}),
        ("?du=2026-03-02", {"C"}),
        ("?au=2026-03-01", {"A", "B"}),
        ("?du=2026-03-01&au=2026-03-01", {"A", "B"}),
        ("?personne={lea}&objet=Objectif&du=2026-03-02", {"C"}),
        ("?personne=999999", {"A", "B", "C"}),
        ("?du=hier&objet=rien", {"A", "B", "C"}),
    ],
)
def test_filters_narrow_the_journal(laureate, signed_in, query, expected):
    lea, remi = make.coach(laureate, name="Léa"), make.referent(laureate, name="Rémi")
    entry(laureate, "a fait A", actor=lea)
    entry(laureate, "a fait B", actor=remi, table="checkpoint", at=datetime(2026, 3, 1, 22, 59, tzinfo=UTC))
    entry(laureate, "a fait C", actor=lea, at=datetime(2026, 3, 1, 23, tzinfo=UTC))
    page = text_of(signed_in(lea).get(URL + query.format(lea=lea.id, remi=remi.id)))
    assert {letter for letter in "ABC" if f"a fait {letter}." in page} == expected


def test_twenty_five_entries_a_page(laureate, signed_in):
    for n in range(30):
        entry(laureate, f"a fait n{n:02}")
    client = signed_in(make.coach())
    first, second = text_of(client.get(URL)), text_of(client.get(f"{URL}?page=2"))
    assert "30 entrées" in first
    assert "a fait n29." in first
    assert "a fait n04." not in first
    assert "a fait n04." in second
    assert client.get(f"{URL}?page=3").status_code == 404


def test_an_empty_journal_says_so(laureate, signed_in):
    assert "Aucune entrée" in text_of(signed_in(make.coach()).get(URL))


def test_what_was_typed_stays_text(laureate, signed_in):
    entry(laureate, "a écrit <script>alert(1)</script>", after={"note": "<b>gras</b> {{7*7}}"})
    page = signed_in(make.coach()).get(URL).text
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;gras&lt;/b&gt; {{7*7}}" in page


def test_the_number_of_statements_does_not_depend_on_the_number_of_entries(laureate, signed_in):
    client = signed_in(make.coach())
    entry(laureate, "a fait ceci", actor=make.coach())
    db.session.expunge_all()
    with counted() as few:
        client.get(URL)
    for _ in range(30):
        entry(laureate, "a fait cela", actor=make.coach())
    db.session.expunge_all()
    with counted() as many:
        client.get(URL)
    assert len(many) == len(few) < 10


def test_the_team_direction_and_members_read_it(laureate, signed_in):
    observer = make.referent()
    make.member(laureate, observer, MemberRole.OBSERVER)
    for user in (make.coach(), make.direction(), make.referent(laureate), observer):
        assert signed_in(user).get(URL).status_code == 200


def test_others_do_not_know_of_it(laureate, signed_in):
    for user in (make.referent(), make.admin()):
        assert signed_in(user).get(URL).status_code == 404
