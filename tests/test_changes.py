"""The rows that are written are told by one door, to whoever hears them."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from aic_tracker import changes
from aic_tracker.changes import Moved
from aic_tracker.db import db
from tests import factories as make

PACKAGE = Path(changes.__file__).parent
# An import keeps what it wrote, on its own session and for as long as it lasts.
LISTENERS = {"changes.py", "imports/tracing.py"}


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Moved]]:
    told: list[Moved] = []
    monkeypatch.setattr(changes, "_listeners", list(changes._listeners))

    def listener(_session: Session, moved: Sequence[Moved]) -> None:
        told.extend(moved)

    changes.hear(listener)
    changes.hear(listener)
    return told


def test_a_row_that_comes_is_told_once_with_all_its_columns(heard: list[Moved]) -> None:
    user = make.user()
    (moved,) = (one for one in heard if one.row is user)
    assert moved.is_whole
    assert {"id", "name", "email"} <= moved.columns


def test_a_row_that_moves_is_told_with_what_moved_and_both_values(heard: list[Moved]) -> None:
    user = make.user(name="Rosa")
    heard.clear()
    user.name = "Zoé"
    read: list[tuple[bool, frozenset[str], set[str]]] = []
    changes.hear(lambda _session, moved: read.extend((one.is_whole, one.columns, one.values("name")) for one in moved))
    db.session.commit()
    assert read == [(False, frozenset({"name"}), {"Rosa", "Zoé"})]


def test_no_other_module_listens_to_what_is_flushed() -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "after_flush"
    }
    assert found == LISTENERS, "ask `changes.hear` instead"
