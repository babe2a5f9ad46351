"""The chain of the audit trail: whatever is done to it afterwards is found."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from aic_tracker.audit import chain, operations, queries
from aic_tracker.audit.models import GENESIS, AuditChain, AuditEntry, Event, Outcome
from aic_tracker.audit.queries import Fault
from aic_tracker.db import db
from tests import factories
from tests.audit.tampering import tamper, unguarded

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COUNT = 5


def write(count: int = COUNT, *, start: datetime = NOW) -> None:
    """One a minute, each committed by itself."""
    for n in range(count):
        operations.record(
            Event.REFUSED,
            actor_id=n + 1,
            now=start + timedelta(minutes=n),
            object_kind="laureate",
            object_id=7,
            outcome=Outcome.REFUSED,
            details={"endpoint": "roadmap.show", "status": 404},
        )
        db.session.commit()


def row(seq: int) -> dict[str, Any]:
    found = db.session.execute(sa.select(AuditEntry.__table__).where(AuditEntry.seq == seq)).mappings().one()
    return dict(found)


def head() -> tuple[int, str]:
    state = db.session.execute(sa.select(AuditChain.head_seq, AuditChain.head_hash)).one()
    return state.head_seq, state.head_hash


def broken() -> tuple[int, Fault | None]:
    verdict = queries.verify()
    return verdict.seq, verdict.fault


def test_an_untouched_chain_is_whole(app: Flask) -> None:
    assert queries.verify() == (0, 0, GENESIS, None)
    write()
    assert queries.verify() == (COUNT, *head(), None)
    assert [entry.seq for entry in db.session.scalars(queries.entries())] == [5, 4, 3, 2, 1]


def test_each_entry_names_the_one_before(app: Flask) -> None:
    write(3)
    rows = [row(seq) for seq in (1, 2, 3)]
    assert [r["previous_hash"] for r in rows] == [GENESIS, rows[0]["hash"], rows[1]["hash"]]
    assert all(chain.seal(r) == r["hash"] for r in rows)


CHANGES: dict[str, Any] = {
    "at": NOW + timedelta(seconds=1),
    "event": "exported_file",
    "actor_id": 99,
    "object_kind": "account",
    "object_id": 8,
    "outcome": "done",
    "details": {"endpoint": "roadmap.show", "status": 403},
    "request_id": "another",
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}


def test_every_column_is_tried() -> None:
    assert {*CHANGES, "seq"} == {column.name for column in AuditEntry.__table__.columns}


@pytest.mark.parametrize("seq", range(1, COUNT + 1))
@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_value_is_found_where_it_is(app: Flask, column: str, seq: int) -> None:
    write()
    tamper(sa.update(AuditEntry).where(AuditEntry.seq == seq).values({column: CHANGES[column]}))
    assert broken() == (seq, Fault.ALTERED)


@pytest.mark.parametrize("column", ["actor_id", "object_id", "details"])
def test_an_erased_value_is_found(app: Flask, column: str) -> None:
    write()
    tamper(sa.update(AuditEntry).where(AuditEntry.seq == 3).values({column: {} if column == "details" else None}))
    assert broken() == (3, Fault.ALTERED)


def test_a_sealed_again_entry_breaks_the_next_one(app: Flask) -> None:
    write()
    changed = {**row(3), "actor_id": 99}
    tamper(sa.update(AuditEntry).where(AuditEntry.seq == 3).values(actor_id=99, hash=chain.seal(changed)))
    assert broken() == (4, Fault.FOREIGN)


def test_the_last_entry_sealed_again_is_found(app: Flask) -> None:
    write()
    changed = {**row(COUNT), "actor_id": 99}
    tamper(sa.update(AuditEntry).where(AuditEntry.seq == COUNT).values(actor_id=99, hash=chain.seal(changed)))
    assert broken() == (COUNT, Fault.ALTERED)


@pytest.mark.parametrize("seq", range(1, COUNT))
def test_a_missing_entry_is_found(app: Flask, seq: int) -> None:
    write()
    tamper(sa.delete(AuditEntry).where(AuditEntry.seq == seq))
    assert broken() == (seq, Fault.MISSING)


@pytest.mark.parametrize("kept", range(COUNT))
def test_a_cut_end_is_found(app: Flask, kept: int) -> None:
    write()
    tamper(sa.delete(AuditEntry).where(AuditEntry.seq > kept))
    assert broken() == (kept + 1, Fault.CUT)


def test_a_lost_anchor_is_found(app: Flask) -> None:
    write()
    tamper(sa.delete(AuditChain))
    assert broken() == (1, Fault.UNANCHORED)


@pytest.mark.parametrize("seq", [-1, 0, COUNT + 1, COUNT + 9])
def test_an_inserted_entry_is_found(app: Flask, seq: int) -> None:
    write()
    values = {**row(COUNT), "seq": seq, "previous_hash": row(COUNT)["hash"]}
    values["hash"] = chain.seal(values)
    tamper(sa.insert(AuditEntry).values(values))
    assert broken() == (seq, Fault.FOREIGN)


def test_entries_put_in_another_order_are_found(app: Flask) -> None:
    write()
    with unguarded():
        for old, new in ((2, 99), (3, 2), (99, 3)):
            db.session.execute(sa.update(AuditEntry).where(AuditEntry.seq == old).values(seq=new))
    assert broken() == (2, Fault.ALTERED)


@pytest.mark.parametrize(("column", "text"), [("at", "hier"), ("details", "{"), ("actor_id", "quelqu’un")])
def test_an_entry_that_cannot_be_read_is_named(app: Flask, column: str, text: str) -> None:
    write()
    statement = sa.text(f"UPDATE audit_entry SET {column} = '{text}' WHERE seq = 4")
    if db.engine.dialect.name == "postgresql":
        # There, each column is held to its type.
        with pytest.raises(DBAPIError):
            tamper(statement)
        return
    tamper(statement)
    assert broken() in ((4, Fault.UNREADABLE), (4, Fault.ALTERED))


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(AuditEntry).where(AuditEntry.seq == 1).values(outcome="done"),
        sa.delete(AuditEntry).where(AuditEntry.seq == 1),
        sa.delete(AuditEntry),
        sa.delete(AuditChain),
        sa.update(AuditChain).values(head_seq=1),
        sa.update(AuditChain).values(purged_seq=COUNT + 1),
    ],
    ids=["change", "delete", "delete all", "delete the anchor", "cut", "purge the future"],
)
def test_the_database_itself_refuses(app: Flask, statement: Any) -> None:
    write()
    with pytest.raises(DBAPIError, match="audit"):
        db.session.execute(statement)
    db.session.rollback()
    assert queries.verify().fault is None


@pytest.mark.parametrize("table", ["audit_entry", "audit_chain"])
def test_no_table_can_be_emptied_at_once(app: Flask, table: str) -> None:
    write()
    # SQLite empties a table at once when a DELETE has no condition.
    verb = "TRUNCATE" if db.engine.dialect.name == "postgresql" else "DELETE FROM"
    with pytest.raises(DBAPIError, match="audit"):
        db.session.execute(sa.text(f"{verb} {table}"))
    db.session.rollback()
    assert queries.verify().fault is None


def test_an_entry_lives_and_dies_with_its_transaction(app: Flask) -> None:
    operations.record(Event.SIGNED_IN, actor_id=1, now=NOW)
    db.session.rollback()
    db.session.commit()
    assert queries.verify().length == 0
    operations.record(Event.SIGNED_IN, actor_id=1, now=NOW)
    with db.session.begin_nested(), db.session.begin_nested():
        operations.record(Event.SIGNED_OUT, actor_id=2, now=NOW)
    savepoint = db.session.begin_nested()
    with db.session.begin_nested():
        operations.record(Event.REFUSED, actor_id=3, now=NOW)
    operations.record(Event.REFUSED, actor_id=4, now=NOW)
    savepoint.rollback()
    operations.record(Event.SESSIONS_CLOSED, actor_id=5, now=NOW)
    db.session.commit()
    kept = [entry.actor_id for entry in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq))]
    assert kept == [1, 2, 5]
    assert queries.verify().fault is None


def test_an_entry_written_beside_stays_when_the_transaction_goes(app: Flask) -> None:
    db.session.rollback()
    operations.record_beside([chain.Draft(Event.REFUSED, NOW, 1), chain.Draft(Event.REFUSED, NOW, 2)])
    assert queries.verify().length == 2


def at_once(app: Flask, count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run it in so many threads, all let go together."""
    failures: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        with app.app_context():
            try:
                gate.wait(10)
                work(number)
            except BaseException as failure:
                failures.append(failure)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_simultaneous_writers_do_not_fork_the_chain(empty_app: Flask) -> None:
    def work(number: int) -> None:
        for n in range(15):
            if n % 3:
                operations.record(Event.SIGNED_IN, actor_id=number, now=NOW)
                db.session.commit()
            else:
                operations.record_beside([chain.Draft(Event.REFUSED, NOW, number)])

    assert at_once(empty_app, 6, work) == []
    with empty_app.app_context():
        verdict = queries.verify()
        assert (verdict.length, verdict.fault) == (90, None)


def test_the_chain_may_be_verified_while_others_write(empty_app: Flask) -> None:
    faults: list[Fault | None] = []

    def work(number: int) -> None:
        for _ in range(20):
            if number:
                operations.record(Event.SIGNED_IN, actor_id=number, now=NOW)
                db.session.commit()
            else:
                faults.append(queries.verify().fault)
                db.session.rollback()

    assert at_once(empty_app, 3, work) == []
    assert faults == [None] * 20


def test_the_very_first_writers_may_come_together(empty_app: Flask) -> None:
    assert at_once(empty_app, 4, lambda n: operations.record_beside([chain.Draft(Event.REFUSED, NOW, n)])) == []
    with empty_app.app_context():
        assert queries.verify().length == 4


def test_a_purge_leaves_a_chain_that_verifies(app: Flask) -> None:
    write(6)
    assert operations.purge(NOW + timedelta(minutes=4), NOW + timedelta(days=400)) == 4
    db.session.commit()
    kept = list(db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq)))
    assert [entry.seq for entry in kept] == [5, 6, 7]
    assert (kept[2].event, kept[2].details) == ("purged_audit", {"count": 4, "last": 4})
    assert queries.verify() == (3, *head(), None)
    assert operations.purge(NOW + timedelta(minutes=4), NOW) == 0
    write(1, start=NOW + timedelta(days=401))
    assert operations.purge(NOW + timedelta(days=900), NOW) == 4
    db.session.commit()
    assert queries.verify()[:2] == (1, 9)


def test_what_was_purged_cannot_be_cut_further_unseen(app: Flask) -> None:
    write(6)
    operations.purge(NOW + timedelta(minutes=3), NOW + timedelta(days=400))
    db.session.commit()
    tamper(sa.delete(AuditEntry).where(AuditEntry.seq == 4))
    assert broken() == (4, Fault.MISSING)


def test_a_purge_stops_at_the_first_recent_entry(app: Flask) -> None:
    write(2)
    write(1, start=NOW + timedelta(days=2))
    write(2)
    assert operations.purge(NOW + timedelta(days=1), NOW) == 2
    assert operations.purge(NOW - timedelta(days=1), NOW) == 0


def test_a_purge_of_nothing_writes_nothing(app: Flask) -> None:
    assert operations.purge(NOW, NOW) == 0
    db.session.commit()
    assert queries.verify().length == 0


def test_a_pseudonymised_account_breaks_nothing(app: Flask) -> None:
    person = factories.user(name="Camille Roux")
    operations.record(Event.SIGNED_IN, actor_id=person.id, now=NOW, object_kind="user_account", object_id=person.id)
    db.session.commit()
    person.name, person.email = "Compte effacé", "efface-1@example.org"
    db.session.commit()
    assert queries.verify().fault is None
    assert queries.names(list(db.session.scalars(queries.entries()))) == {person.id: "Compte effacé"}
