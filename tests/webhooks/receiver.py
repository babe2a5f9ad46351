"""A program that receives: a real HTTP server on this machine, which answers as it is told to."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aic_tracker.webhooks import sending

Answer = tuple[int, dict[str, str], bytes]
WELL: Answer = (204, {}, b"")


@dataclass
class Receiver:
    port: int = 0
    received: list[tuple[dict[str, str], str]] = field(default_factory=list)  # headers in lower case, body
    answers: list[Answer] = field(default_factory=list)  # the next ones, then WELL
    waits: float = 0.0

    @property
    def url(self) -> str:
        return f"http://programme.example.org:{self.port}/recoit"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.received]


class Server(ThreadingHTTPServer):
    def handle_error(self, *_args: Any) -> None:
        """Who asked has gone before the answer: a killed process, one that waits no longer."""


@contextmanager
def opened(receiver: Receiver | None = None) -> Iterator[Receiver]:
    found = receiver or Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(found.waits)
            status, headers, content = found.answers.pop(0) if found.answers else WELL
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

        def do_GET(self) -> None:
            found.received.append(({"method": "GET", "webhook-id": ""}, ""))

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def reaching(
    receiver: Receiver, seconds: float = 5.0, allows: Callable[[str], bool] = lambda _address: True
) -> Iterator[None]:
    """Requests to any name go to this machine, which is no address of everybody."""
    kept = sending.BOUNDS
    sending.BOUNDS = replace(
        kept,
        resolve=lambda _host, _port: ["127.0.0.1"],
        allows=allows,
        ports=frozenset({receiver.port}),
        seconds=seconds,
        step_seconds=seconds,
    )
    try:
        yield
    finally:
        sending.BOUNDS = kept
