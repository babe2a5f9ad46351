"""A service of somebody else's, on this machine: it answers over HTTP what the test tells, and keeps what was asked."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass
class Told:
    """`declared`: the length said to come, when it is not the body's: half a page."""

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json; charset=utf-8"
    declared: int | None = None
    silence: float = 0.0  # seconds before anything is sent

    @property
    def body(self) -> bytes:
        if isinstance(self.content, bytes):
            return self.content
        return json.dumps(self.content, ensure_ascii=False).encode()


Answer = Callable[[Asked], Told]


class LocalService:
    def __init__(self, answer: Answer) -> None:
        self.answer, self.asked = answer, list[Asked]()
        self._over = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _talk(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, parts.path, parse_qs(parts.query), dict(self.headers.items()), body)
                service.asked.append(asked)
                told = service.answer(asked)
                if told.silence and service._over.wait(told.silence):
                    return
                self.send_response(told.status)
                self.send_header("Content-Type", told.media_type)
                self.send_header("Content-Length", str(len(told.body) if told.declared is None else told.declared))
                for name, value in told.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told.body)
                self.close_connection = True

            do_GET = do_POST = do_PUT = do_PATCH = _talk  # noqa: N815

            def log_message(self, *_args: Any) -> None:
                """Tests print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
