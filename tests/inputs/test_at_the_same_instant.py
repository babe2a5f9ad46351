"""The same gesture twice at the same instant, by two tabs or two people: one is done, the other is answered clearly."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from aic_tracker import clock
from aic_tracker.accounts.models import SecondFactor
from aic_tracker.agenda.models import CalendarFeed
from aic_tracker.aid.models import Aid, AidProfile, Regime
from aic_tracker.db import Base, db
from aic_tracker.documents.models import Document
from aic_tracker.expertise.models import Expert
from aic_tracker.funding.models import Grant, Tranche
from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, Membership, Organisation
from aic_tracker.timesheet import month_links
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from tests import factories as make
from tests.documents.conftest import PDF
from tests.support.at_once import both
from tests.support.client import Client


@pytest.fixture
def two(empty_app: Flask) -> Callable[..., list[int]]:
    """`two(user_id, (path, typed))`: the answers to that person’s two tabs; or to two people, or for two bodies."""

    def send(people: int | tuple[int, int], *bodies: tuple[str, dict[str, str]]) -> list[int]:
        with empty_app.app_context():
            tabs = [tab_of(empty_app, one) for one in (people if isinstance(people, tuple) else (people, people))]
        pairs = zip(tabs, bodies if len(bodies) == 2 else bodies * 2, strict=True)
        return both(*[post(tab, path, typed) for tab, (path, typed) in pairs])

    return send


def tab_of(app: Flask, user_id: int | None) -> tuple[Client, str]:
    client: Client = app.test_client()  # type: ignore[assignment]
    if user_id is not None:
        client.sign_in(db.session.get_one(make.User, user_id))
    return client, client._csrf_token()


def post(tab: tuple[Client, str], path: str, typed: dict[str, str]) -> Callable[[], TestResponse]:
    client, token = tab
    return lambda: client.post(path, data={**typed, "csrf_token": token})


def rows(app: Flask, table: type[Base], *conditions: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


@pytest.fixture
def vikidia(empty_app: Flask) -> Laureate:
    with empty_app.app_context():
        laureate = make.laureate("Vikidia")
        make.coach(laureate, email="camille@example.org")
        return laureate


def id_of(app: Flask, person: Callable[[], Any]) -> int:
    with app.app_context():
        return person().id


@pytest.mark.parametrize("typed", [{"then": "nothing"}, {"quarters": "1"}], ids=["nothing", "a day"])
def test_a_month_declared_twice_from_its_mail_is_declared_once(
    empty_app: Flask, vikidia: Laureate, typed: dict[str, str]
) -> None:
    with empty_app.app_context():
        path = month_links.path(make.referent(vikidia), vikidia.id, date(2026, 2, 1))
        tabs = [tab_of(empty_app, None) for _ in range(2)]
    # The second is told that the link was used, or, where it waited to read at all, shown what was declared.
    assert both(*[post(tab, path, typed) for tab in tabs]) in ([303, 422], [200, 303])
    assert rows(empty_app, MonthDeclaration) + rows(empty_app, TimeEntry) == 1


def test_an_expert_and_a_contact_added_twice_are_added_once(empty_app: Flask, two: Callable[..., list[int]]) -> None:
    coach = id_of(empty_app, make.coach)
    expert = {"name": "Maître Aubry", "kind": "person", "skills": "legal", "availability": ""}
    assert two(coach, ("/experts/nouveau", expert)) == [303, 422]
    contact = {"organisation": "DINUM", "person": "Léa Martin", "position": "", "email": "", "source": "Site"}
    assert two(coach, ("/contacts/nouveau", contact)) == [303, 422]
    assert (rows(empty_app, Expert), rows(empty_app, Contact)) == (1, 1)


def test_an_address_of_calendar_asked_twice_is_one_that_opens(empty_app: Flask, two: Callable[..., list[int]]) -> None:
    coach = id_of(empty_app, make.coach)
    assert two(coach, ("/mon-compte/calendrier", {})) in ([200, 200], [303, 303])
    assert rows(empty_app, CalendarFeed) == 1


def test_a_second_factor_begun_twice_is_one(empty_app: Flask, two: Callable[..., list[int]]) -> None:
    coach = id_of(empty_app, make.coach)
    assert two(coach, ("/mon-compte/double-authentification", {})) == [303, 303]
    assert rows(empty_app, SecondFactor) == 1


def test_a_place_given_twice_is_given_once(empty_app: Flask, vikidia: Laureate, two: Callable[..., list[int]]) -> None:
    lead = id_of(empty_app, lambda: make.coach(vikidia, email="lea@example.org"))
    person = id_of(empty_app, make.referent)
    typed = {"role": "referent", "person": str(person), "name": "", "email": "", "from_on": "2026-03-02"}
    assert two(lead, ("/laureats/vikidia/membres/ajouter", typed)) == [303, 422]
    assert rows(empty_app, Membership, Membership.user_id == person) == 1


def test_a_new_person_invited_twice_has_one_account(
    empty_app: Flask, vikidia: Laureate, two: Callable[..., list[int]]
) -> None:
    lead = id_of(empty_app, lambda: make.coach(vikidia, email="lea@example.org"))
    typed = {"role": "referent", "person": "", "name": "Zoé Faure", "email": "zoe@example.org", "from_on": "2026-03-02"}
    assert two(lead, ("/laureats/vikidia/membres/ajouter", typed)) == [303, 422]
    assert rows(empty_app, make.User, make.User.email == "zoe@example.org") == 1


@pytest.mark.parametrize("rounds", range(5))
def test_organisations_linked_from_both_sides_at_once_are_one_undertaking(
    empty_app: Flask, two: Callable[..., list[int]], rounds: int
) -> None:
    with empty_app.app_context():
        ids = [make.organisation(name).id for name in ("Vikidia", "Wiki")]
        for name, other in zip(("Vikidia", "Wiki"), ids, strict=True):
            make.laureate(name, organisation=db.session.get_one(Organisation, other))
        coach = make.coach().id
    links = [
        (f"/laureats/{slug}/aides/structure/lier", {"lien-other": str(other), "lien-name": f"Groupe {slug}"})
        for slug, other in (("vikidia", ids[1]), ("wiki", ids[0]))
    ]
    assert two(coach, *links) in ([303, 303], [303, 422])
    with empty_app.app_context():
        undertakings = set(db.session.scalars(sa.select(AidProfile.undertaking_id)))
    assert (len(undertakings), None in undertakings) == (1, False)


def test_a_link_and_an_aid_at_once_both_count(
    empty_app: Flask, vikidia: Laureate, two: Callable[..., list[int]]
) -> None:
    with empty_app.app_context():
        other, people = make.organisation("Wiki").id, (make.coach().id, make.referent(vikidia).id)
    assert two(
        people,
        ("/laureats/vikidia/aides/structure/lier", {"lien-other": str(other), "lien-name": "Groupe"}),
        ("/laureats/vikidia/aides/declarer", DECLARED),
    ) == [303, 303]


DECLARED = {
    "signed_on": "2026-03-02",
    "signatory": "La présidente",
    "authority": "Région",
    "granted_on": "2025-05-05",
    "amount_cents": "1000",
    "regime": "general",
    "purpose": "Atelier",
    "is_signed": "1",
}


def test_an_aid_declared_twice_counts_once_in_the_ceiling(
    empty_app: Flask, vikidia: Laureate, two: Callable[..., list[int]]
) -> None:
    referent = id_of(empty_app, lambda: make.referent(vikidia))
    path = "/laureats/vikidia/aides/declarer"
    assert two(referent, (path, DECLARED)) == [303, 422]
    assert two(
        referent,
        (
            path,
            DECLARED
            | {
                "purpose": "Un",
            },
        ),
        (path, DECLARED | {"purpose": "Deux"}),
    ) == [303, 303]
    assert rows(empty_app, Aid) == 3


def test_a_tranche_granted_twice_enters_the_ledger_once(
    empty_app: Flask, vikidia: Laureate, two: Callable[..., list[int]]
) -> None:
    with empty_app.app_context():
        direction = make.direction()
        make.committee_decision(vikidia, direction)
        tranche = Tranche(rank=1, amount_cents=80_000_00, conditions=[])
        make.save(
            Grant(
                laureate_id=vikidia.id,
                purpose="Consolider",
                authority="Programme",
                regime=Regime.GENERAL,
                proposer_id=direction.id,
                created_at=clock.now(),
                tranches=[tranche],
            )
        )
        path, who = f"/laureats/vikidia/subventions/tranches/{tranche.id}/accorder", direction.id
    assert two(who, (path, {"version": "1"})) in ([303, 303], [303, 409])
    assert rows(empty_app, Aid) == 1


def test_two_people_who_introduce_the_same_contact_follow_it_once(
    empty_app: Flask, vikidia: Laureate, two: Callable[..., list[int]]
) -> None:
    with empty_app.app_context():
        coaches = make.coach(vikidia).id, make.coach(vikidia).id
        contact = make.contact().id
    path = "/laureats/vikidia/mises-en-relation/nouvelle"
    bodies = [
        {"purpose": purpose, "owner": str(coaches[0]), "contact": str(contact)} for purpose in ("Essayer", "Présenter")
    ]
    assert two(coaches, (path, bodies[0]), (path, bodies[1])) == [303, 422]
    assert rows(empty_app, Introduction) == 1


def test_the_same_bytes_joined_twice_at_once_are_joined_once(empty_app: Flask, vikidia: Laureate) -> None:
    with empty_app.app_context():
        coach = make.coach().id
        tabs = [tab_of(empty_app, coach) for _ in range(2)]

    def attach(tab: tuple[Client, str], name: str) -> Callable[[], TestResponse]:
        file = (BytesIO(PDF), name)
        return lambda: tab[0].post("/laureats/vikidia/documents", data={"file": file, "csrf_token": tab[1]})

    assert both(attach(tabs[0], "a.pdf"), attach(tabs[1], "b.pdf")) == [303, 422]
    assert rows(empty_app, Document) == 1


def test_what_is_taken_away_twice_is_taken_away_and_told_once(
    empty_app: Flask, vikidia: Laureate, two: Callable[..., list[int]]
) -> None:
    with empty_app.app_context():
        referent = make.referent(vikidia)
        entry, who = make.time_entry(vikidia, referent, date(2026, 2, 10)).id, referent.id
    answers = two(who, (f"/laureats/vikidia/temps/saisies/{entry}/supprimer", {}))
    assert answers[0] == 303
    assert answers[1] in (404, 409)
    assert rows(empty_app, JournalEntry, JournalEntry.verb == "time.deleted") == 1
