"""A tracker moves from SQLite to PostgreSQL, or back, with all that it holds."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.audit import operations as audit
from aic_tracker.audit import queries
from aic_tracker.audit.models import Event
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.moving import move, sides
from aic_tracker.search.models import SearchEntry
from tests import factories
from tests.moving.conftest import at


def moved(here, there, *options):
    return here.run("move-database", there.settings.database.url, "--yes", *options)


def content(place):
    """Each row of each model, as the application reads it, whatever the database keeps."""
    found = {}
    with place.inside(), db.engine.connect() as connection:
        for table in db.Model.metadata.sorted_tables:
            rows = connection.execute(table.select()).all()
            found[table.name] = sorted(repr(tuple(row)) for row in rows)
    return found


def trail(place):
    with place.inside():
        return queries.verify()


def test_every_row_is_there_and_the_trail_tells_of_the_move(here, there):
    before = content(here)
    result = moved(here, there)
    assert result.exit_code == 0, result.output
    after = content(there)
    told = {"audit_entry", "audit_chain"}
    assert {name: rows for name, rows in after.items() if name not in told} == {
        name: rows for name, rows in before.items() if name not in told
    }
    assert len(after["audit_entry"]) == len(before["audit_entry"]) + 1
    assert trail(there).fault is None
    rows = sum(map(len, before.values()))
    assert f"{rows} lignes de {len(before)} tables" in result.stdout.replace("\xa0", " ").replace("\u202f", "")
    assert "1 présents et intacts" in result.stdout
    assert "[database] url" in result.stdout
    there.tidy()


def test_the_application_goes_on_in_its_new_place(here, there):
    moved(here, there)
    assert there.run("audit", "verify").exit_code == 0
    assert there.run("rebuild").stdout.strip() == "Tout est juste."
    assert there.run("search", "rebuild").exit_code == 0
    with there.inside():
        last = db.session.scalar(sa.select(sa.func.max(User.id)))
        added = factories.user(name="Après", email="apres@example.org")
        assert added.id == last + 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) > 0


def test_what_was_searched_is_found_again(here, there):
    result = moved(here, there)
    assert result.exit_code == 0, result.output
    with there.inside(), db.engine.connect() as connection:
        asked = (
            "SELECT count(*) FROM search_words WHERE search_words MATCH 'vikidia'"
            if there.is_sqlite
            else "SELECT count(*) FROM search_entry WHERE lexemes @@ 'vikidia'::tsquery"
        )
        assert connection.exec_driver_sql(asked).scalar_one() > 0


def test_there_and_back_changes_nothing_but_the_trail(here, there, settings, tmp_path, request):
    before = content(here)
    assert moved(here, there).exit_code == 0
    back = at(here, here.settings.database.url)
    result = there.run("move-database", here.settings.database.url, "--yes")
    assert result.exit_code == 0, result.output
    after = content(back)
    for name in before.keys() - {"audit_entry", "audit_chain"}:
        assert after[name] == before[name], name
    verdict = trail(back)
    assert (verdict.fault, verdict.length) == (None, len(before["audit_entry"]) + 2)


def test_what_a_cell_may_hold_is_the_same_on_the_other_side(here, there):
    with here.inside():
        laureate = factories.laureate("Sous l’écorce — \u202f🌲 « \\N » \t;\n'")
        instant = datetime(2026, 3, 29, 0, 59, 59, 999_999, tzinfo=UTC)
        for before in ({"ligne": "a\\nb\u0001", "n": 1.5, "vide": None}, [], None):
            factories.save(
                JournalEntry(
                    verb="essai", object_type="laureate", object_id=laureate.id, at=instant, summary="", before=before
                )
            )
        audit.record(Event.BACKUP_MADE, actor_id=None, now=clock.now(), details={"é": ["\u2028", 2**40, None]})
        db.session.commit()
    # Not as this program writes JSON: the very text is moved.
    odd = '{"b":1,   "a" : 1.10}'
    here.write(f"UPDATE journal_entry SET after = '{odd}'".replace(":1", "\\:1").replace(" :", " \\:"))
    here.write("UPDATE journal_entry SET before = NULL WHERE id = 1")
    before = content(here)
    nulls = here.read("SELECT count(*) FROM journal_entry WHERE before IS NULL")
    result = moved(here, there)
    assert result.exit_code == 0, result.output
    assert content(there)["laureate"] == before["laureate"]
    assert content(there)["journal_entry"] == before["journal_entry"]
    assert there.read("SELECT count(*) FROM journal_entry WHERE before IS NULL") == nulls
    assert {text for (text,) in there.read("SELECT CAST(after AS TEXT) FROM journal_entry")} == {odd}
    assert json.loads(odd)


def test_the_former_database_is_kept_aside_and_answers_no_more(here, there):
    result = moved(here, there)
    assert "plus rien ne l’emploie" in result.stdout
    if here.is_sqlite:
        (former,) = here.path.parent.glob(f"{here.path.name}.deplacee-*")
        assert not here.path.exists()
        assert sqlite3.connect(former).execute("SELECT count(*) FROM user_account").fetchone()[0] == 3
    else:
        ((former,),) = here.read("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'deplacee%'")
        assert here.read(f"SELECT count(*) FROM {former}.user_account") == [(3,)]
    refused = here.run("audit", "verify")
    assert refused.exit_code == 2
    assert "n’existe pas" in refused.stderr or "vide" in refused.stderr


def test_a_write_while_rows_are_copied_is_refused(here, there, monkeypatch):
    refusals = []
    side = sides.PostgresqlSide if here.is_sqlite else sides.SqliteSide
    original = side.write

    def write(self, table, rows):
        if table.name == "user_account":
            refusals.append(attempt(here))
        return original(self, table, rows)

    monkeypatch.setattr(side, "write", write)
    before = content(here)["user_account"]
    assert moved(here, there).exit_code == 0
    assert len(refusals) == 1
    assert content(there)["user_account"] == before


def attempt(place):
    statement = "UPDATE user_account SET name = 'Entre-temps'"
    if place.is_sqlite:
        with pytest.raises(sqlite3.OperationalError, match="locked") as refusal:
            sqlite3.connect(place.path, timeout=0.1).execute(statement)
    else:
        url = make_url(place.settings.database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        url += "&options=-clock_timeout%3D100"
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.LockNotAvailable) as refusal:
            connection.execute(statement)
    return refusal


@pytest.mark.parametrize("step", ["_make_tables", "_fill", "_counted"])
def test_a_failure_changes_nothing_and_the_command_is_run_again(here, there, monkeypatch, step):
    before = here.rows()
    original = getattr(move.Move, step)

    def fail(*args, **kwargs):
        original(*args, **kwargs)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(move.Move, step, fail)
        result = moved(here, there)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "rien n’a changé" in result.stderr
    assert here.rows() == before
    there.tidy()
    here.tidy()
    again = moved(here, there)
    assert again.exit_code == 0, again.output
    there.tidy()


def test_a_row_that_came_out_otherwise_stops_the_move(here, there, monkeypatch):
    side = sides.PostgresqlSide if here.is_sqlite else sides.SqliteSide
    original = side.write

    def write(self, table, rows):
        changed = (tuple("Autre" if value == "Vikidia" else value for value in row) for row in rows)
        return original(self, table, changed)

    monkeypatch.setattr(side, "write", write)
    before = here.rows()
    result = moved(here, there)
    assert result.exit_code == 2
    assert "La ligne « id 1 » de laureate n’est pas la même des deux côtés" in result.stderr
    assert here.rows() == before


def test_rows_that_stand_there_are_kept_beside_when_told_to_replace(here, there, other_url, tmp_path):
    url = there.settings.database.url
    with there.inside():
        upgrade()
        factories.user(name="Déjà là", email="deja@example.org")
        db.session.commit()
    refused = moved(here, there)
    assert refused.exit_code == 2
    assert "contient déjà" in refused.stderr
    assert there.read("SELECT name FROM user_account") == [("Déjà là",)]
    result = here.run("move-database", url, "--yes", "--replace")
    assert result.exit_code == 0, result.output
    assert "Ce qui se trouvait à l’arrivée est gardé" in result.stdout


def test_another_process_at_work_is_told_to_stop(here, there):
    if here.is_sqlite:
        other = sqlite3.connect(here.path)
        other.execute("SELECT count(*) FROM user_account").fetchone()
    else:
        url = make_url(here.settings.database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        other = psycopg.connect(url)
    result = moved(here, there)
    other.close()
    assert result.exit_code == 2
    assert "arrêtez web et scheduler" in result.stderr
    here.write(f"UPDATE queue_state SET last_tick_at = '{clock.now().astimezone(UTC):%Y-%m-%d %H\\:%M\\:%S}'")
    result = moved(here, there)
    assert "Un planificateur est passé" in result.stderr
    assert moved(here, there, "--force").exit_code == 0


def test_a_value_that_postgresql_refuses_is_named_by_its_row(here, there):
    if not here.is_sqlite:
        assert moved(here, there).exit_code == 0
        here, there = there, at(here, here.settings.database.url)
    here.write("UPDATE user_account SET name = 'A' || char(0) || 'B' WHERE id = 2")
    assert "La ligne « id 2 » de user_account porte un caractère nul" in moved(here, there).stderr
    here.write(f"UPDATE user_account SET name = '{'é' * 400}' WHERE id = 2")
    assert "La ligne « id 2 » de user_account n’est pas acceptée" in moved(here, there).stderr
    here.write("UPDATE user_account SET name = 'Bon' WHERE id = 2")
    here.write("UPDATE laureate SET name = x'0102' WHERE id = 1")
    assert "La ligne « id 1 » de laureate est illisible" in moved(here, there).stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("n’importe quoi", "Indiquez l’adresse"),
        ("mysql://root@localhost/x", "Indiquez l’adresse"),
        ("postgresql://nobody@127.0.0.1:1/x", "injoignable"),
        ("same", "de la même sorte"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(here, url, words):
    if url.startswith("postgresql") and not here.is_sqlite:
        url = "sqlite:////proc/nowhere/x.sqlite"
        words = "Déplacement impossible"
    url = here.settings.database.url if url == "same" else url
    result = here.run("move-database", url, "--yes")
    assert result.exit_code == 2
    assert words in result.stderr


def test_nothing_is_done_without_a_word(here, there):
    before = here.rows()
    result = here.run("move-database", there.settings.database.url, input="non\n")
    assert result.exit_code == 2
    assert "Rien n’a été fait." in result.stderr
    assert here.rows() == before


def test_attachments_that_are_not_there_are_said(here, there):
    ((name, _content),) = here.attachments().items()
    (Path(here.settings.documents.folder) / name[:2] / name).write_bytes(b"damaged")
    result = moved(here, there)
    assert result.exit_code == 0
    assert name in result.stderr
    assert "0 présents et intacts" in result.stdout
