"""While a session lets its objects go, no collection can find one of them: see aic_tracker/db_session.py."""

import gc
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.scheduler.runner import in_context
from tests import factories
from tests.support.client import Client
from tests.support.picture import taken

PEOPLE = 3
ATTACHINGS = ("loaded_as_persistent", "before_attach")
DETACHINGS = ("persistent_to_detached", "persistent_to_transient", "pending_to_transient")


@pytest.fixture
def outlived(empty_app: Flask) -> Iterator[list[bool]]:
    """For each object that a session lets go, whether a collection at that moment left it there.

    Each object refers to itself, as rows of a page do through each other: a collection alone ends it.
    """
    with empty_app.app_context():
        for _ in range(PEOPLE):
            factories.user()
    found: list[bool] = []

    def loop(_session: Session, row: User) -> None:
        row.__dict__["itself"] = row

    def collect(_session: Session, row: User | None) -> None:
        found.append(row is not None)
        del row
        gc.collect(0)

    listeners = [(name, loop) for name in ATTACHINGS] + [(name, collect) for name in DETACHINGS]
    for name, listener in listeners:
        event.listen(db.session, name, listener)
    gc.disable()
    yield found
    gc.enable()
    for name, listener in listeners:
        event.remove(db.session, name, listener)


def read() -> None:
    db.session.scalars(sa.select(User)).all()


def add() -> None:
    db.session.add_all(
        User(role=Role.COACH, name="Ajout", email=f"ajout{n}@example.org", created_at=clock.now())
        for n in range(PEOPLE)
    )


ENDS: dict[str, Callable[[], None]] = {
    "close": lambda: db.session.close(),
    "remove": lambda: db.session.remove(),
    "reset": lambda: db.session.reset(),
    "invalidate": lambda: db.session().invalidate(),
    "expunge_all": lambda: db.session.expunge_all(),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_rows_outlive_the_end_of_their_session(empty_app: Flask, outlived: list[bool], end: Callable[[], None]) -> None:
    with empty_app.app_context():
        read()
        end()
        assert outlived == [True] * PEOPLE


def test_a_connection_may_be_given_up_while_what_is_written_is_watched(empty_app: Flask) -> None:
    with taken(empty_app), empty_app.app_context():
        factories.user()
        read()
        db.session().invalidate()
        read()


def test_rows_outlive_the_rollback_that_takes_them_away(empty_app: Flask, outlived: list[bool]) -> None:
    with empty_app.app_context():
        add()
        db.session.flush()
        db.session.rollback()
        assert outlived == [True] * PEOPLE


def test_rows_outlive_the_rollback_of_a_savepoint(empty_app: Flask, outlived: list[bool]) -> None:
    with empty_app.app_context():
        savepoint = db.session.begin_nested()
        add()
        db.session.flush()
        savepoint.rollback()
        assert outlived == [True] * PEOPLE


def test_rows_outlive_a_request(empty_app: Flask, outlived: list[bool]) -> None:
    client = Client(empty_app)
    with empty_app.app_context():
        client.sign_in(factories.admin())
    outlived.clear()
    assert client.get("/administration/comptes").status_code == 200
    assert len(outlived) > PEOPLE
    assert all(outlived)


def test_rows_outlive_a_job_of_the_scheduler(empty_app: Flask, outlived: list[bool]) -> None:
    in_context(empty_app, read)()
    assert outlived == [True] * PEOPLE


def test_rows_outlive_a_command(empty_app: Flask, outlived: list[bool]) -> None:
    @empty_app.cli.command("read-people")
    def read_people() -> None:
        read()

    result = empty_app.test_cli_runner().invoke(args=["read-people"])
    assert result.exit_code == 0, result.output
    assert outlived == [True] * PEOPLE
