"""Two requests at the same instant, who both look before either writes."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

# Long enough for both to come to their first write; a lock, or SQLite, lets one of them in alone.
MEETING = 0.3


@contextmanager
def side_by_side() -> Iterator[None]:
    """Whoever writes waits, before its first write, for the other one, as far as no lock forbids it."""
    gate, been = Barrier(2), threading.local()

    def wait(*_: Any) -> None:
        if not getattr(been, "here", False):
            been.here = True
            with suppress(BrokenBarrierError):
                gate.wait(MEETING)

    event.listen(Session, "before_flush", wait)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", wait)


def both(*sendings: Callable[[], TestResponse]) -> list[int]:
    """The status of each answer, sorted."""
    gate = Barrier(len(sendings))

    def send(sending: Callable[[], TestResponse]) -> int:
        gate.wait()
        return sending().status_code

    with side_by_side(), ThreadPoolExecutor(len(sendings)) as pool:
        return sorted(pool.map(send, sendings))
