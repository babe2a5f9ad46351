"""The audit trail as an administrator reads it, and as a command verifies it."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.cli import FlaskGroup

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.audit import operations, queries, rules
from aic_tracker.audit.models import AuditEntry, Event, Outcome
from aic_tracker.audit.words import EVENTS, FAULTS, OUTCOMES
from aic_tracker.db import db
from tests import factories
from tests.audit.tampering import tamper
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignedIn = Callable[[User], Client]
URL = "/administration/audit"


def write(count: int, actor: User | None = None, event: Event = Event.SIGNED_IN, days: int = 0) -> None:
    for _ in range(count):
        when = clock.now() - timedelta(days=days)
        operations.record(event, actor_id=actor.id if actor else None, now=when, details={"by": "link"})
    db.session.commit()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_no_other_role_knows_of_it(signed_in: SignedIn, role: Role) -> None:
    client = signed_in(factories.user(role))
    for path in ("", ".csv", "/verification"):
        assert client.get(URL + path).status_code == 404


def test_an_empty_trail_says_so(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin())
    assert "Aucune entrée" in text_of(client.get(URL))
    assert "aucune entrée" in text_of(client.get(f"{URL}/verification"))


def test_entries_are_filtered_by_person_event_and_day(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin())
    camille = factories.user(name="Camille Roux")
    write(3, days=40)
    write(2, camille)
    write(1, camille, Event.OPENED_CALENDAR)
    today, week = clock.today().isoformat(), (clock.today() - timedelta(days=7)).isoformat()
    for query, total in (
        ("", "6 entrées"),
        (f"?personne={camille.id}", "3 entrées"),
        (f"?personne={camille.id}&evenement=opened_calendar", "1 entrée"),
        (f"?du={week}&au={today}", "3 entrées"),
        (f"?au={week}", "3 entrées"),
        ("?evenement=erased_person", "Aucune entrée"),
        ("?evenement=x&personne=y&du=z", "6 entrées"),
    ):
        assert total in text_of(client.get(URL + query)), query
    page = text_of(client.get(URL))
    assert "Camille Roux" in page
    assert "Adresse de calendrier ouverte" in page
    assert "par : lien" in page


def test_long_trails_come_by_pages_at_the_same_cost(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin())
    write(1, factories.user())
    with counted() as few:
        client.get(URL)
    for _ in range(30):
        write(1, factories.user())
    with counted() as many:
        client.get(URL)
    assert len(few) == len(many)
    assert client.get(f"{URL}?page=2").status_code == 200


def test_the_export_holds_identifiers_and_is_itself_kept(signed_in: SignedIn) -> None:
    admin, camille = factories.admin(name="Zoé Admin"), factories.user(name="Camille Roux")
    client = signed_in(admin)
    write(2, camille)
    answer = client.get(f"{URL}.csv?personne={camille.id}")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(rules.HEADER)
    assert [row[2] for row in rows[1:]] == [str(camille.id)] * 2
    assert "Camille" not in answer.text
    last = db.session.scalars(queries.entries()).first()
    assert last is not None
    assert (last.event, last.actor_id, last.details["endpoint"]) == ("exported_file", admin.id, "audit.export")


def test_the_screen_verifies_the_chain(signed_in: SignedIn) -> None:
    client = signed_in(factories.admin())
    write(3)
    assert "La chaîne est intacte" in text_of(client.get(f"{URL}/verification"))
    tamper(sa.update(AuditEntry).where(AuditEntry.seq == 2).values(actor_id=4))
    assert "Chaîne rompue à l’entrée n° 2" in text_of(client.get(f"{URL}/verification"))


def test_a_broken_chain_is_told_while_entries_go_on_coming(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    write(3)
    tamper(sa.update(AuditEntry).where(AuditEntry.seq == 2).values(actor_id=4))
    walk = queries._walk
    readings = []

    def busy(read: queries.Reader, state: sa.Row[Any] | None, last: int) -> queries.Verdict:
        readings.append(walk(read, state, last))
        if len(readings) < 5:
            write(1)
        return readings[-1]

    monkeypatch.setattr(queries, "_walk", busy)
    assert queries.verify().fault is queries.Fault.ALTERED
    assert len(readings) == 1


def verify(app: Flask, *options: str) -> tuple[int, str, str]:
    db.session.rollback()  # the command comes with a transaction of its own
    result = app.test_cli_runner().invoke(FlaskGroup(), ["audit", "verify", *options])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_says_in_one_line_that_the_chain_is_whole(app: Flask) -> None:
    write(3)
    code, said, errors = verify(app)
    assert (code, errors) == (0, "")
    assert re.fullmatch(r"Chaîne intacte : 3\sentrées, la dernière est la n° 3, de sceau [0-9a-f]{64}\.\n", said)


def test_the_command_names_the_first_broken_entry(app: Flask) -> None:
    write(5)
    tamper(sa.update(AuditEntry).where(AuditEntry.seq.in_((3, 4))).values(outcome="failed"))
    assert verify(app) == (2, "", "Chaîne rompue à l’entrée n° 3 : elle n’est plus ce qui a été scellé.\n")


def test_a_seal_noted_elsewhere_finds_a_chain_written_again_from_the_start(app: Flask) -> None:
    write(3)
    seal = db.session.scalar(sa.select(AuditEntry.hash).where(AuditEntry.seq == 2))
    assert verify(app, "--contains", f"2:{seal}")[2] == ""
    assert verify(app, "--contains", f"2:{'0' * 64}")[0] == 2
    for wrong in ("", "2", "x:y", "٣:a", ":", "99999999999:a"):
        code, said, errors = verify(app, "--contains", wrong)
        assert (code, said, errors.count("\n")) == (2, "", 1)
    operations.purge(clock.now() + timedelta(days=1), clock.now())
    db.session.commit()
    assert verify(app, "--contains", f"2:{seal}")[0] == 2


def test_every_event_outcome_and_fault_has_its_words() -> None:
    assert set(EVENTS) == set(Event)
    assert set(OUTCOMES) == set(Outcome)
    assert set(FAULTS) == set(queries.Fault)


def test_unknown_words_show_as_they_are_kept() -> None:
    entry = AuditEntry(event="later", outcome="odd", object_kind="thing", object_id=3, details={"new": [1, "a"]})
    assert rules.event_label("later") == "later"
    assert rules.outcome_label("odd") == "odd"
    assert rules.object_label(entry, {}) == "thing n° 3"
    assert rules.details(entry) == "new : 1, a"
