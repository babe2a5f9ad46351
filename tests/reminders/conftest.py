from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from aic_tracker.reminders import schedule
from aic_tracker.reminders.kinds import KINDS
from tests.support import smtp
from tests.support.mails import use_server


@pytest.fixture
def server(app: Flask) -> Iterator[smtp.Server]:
    with smtp.Server() as server:
        use_server(server)
        yield server


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Plans these kinds of reminders alone: `only("checkpoint-coming")`."""

    def keep(*names: str) -> None:
        monkeypatch.setattr(schedule, "KINDS", {name: kind for name, kind in KINDS.items() if name in names})

    return keep
