"""How long one request may last, however slowly the pieces of its answer come."""

import socket
from contextlib import suppress
from threading import Event, Timer


class Deadline:
    """Hangs up on the connection under way once the request has lasted too long; nothing begins after it."""

    def __init__(self, seconds: float) -> None:
        self._passed = Event()
        self._watched: socket.socket | None = None
        self._timer = Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._timer.cancel()
        if self._watched is not None:
            self._watched.close()

    def check(self) -> None:
        if self._passed.is_set():
            raise TimeoutError

    def watch(self, connection: socket.socket) -> None:
        if self._watched is not None:
            self._watched.close()
        # A descriptor of its own: the connection's number may belong to somebody else once it is closed.
        self._watched = connection.dup()
        self.check()

    def _pass(self) -> None:
        self._passed.set()
        if self._watched is not None:
            with suppress(OSError):
                self._watched.shutdown(socket.SHUT_RDWR)
