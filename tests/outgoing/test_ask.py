"""What a request to an address that people gave may rely on: a bounded answer, nothing sent but what is asked."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from aic_tracker.outgoing.addresses import NotReached
from aic_tracker.outgoing.asking import Bounds, ask

Serve = Callable[[bytes], "Served"]


class Served:
    """A server on this machine that receives one request, sends these bytes and hangs up."""

    def __init__(self, content: bytes) -> None:
        self.received = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.thread = threading.Thread(target=self._talk, args=(content,), daemon=True)
        self.thread.start()

    def _talk(self, content: bytes) -> None:
        try:
            connection, _ = self.listener.accept()
            with connection:
                self.received = connection.recv(65_536)
                connection.sendall(content)
        except OSError:
            return

    def bounds(self, **values: int) -> Bounds:
        here = {"resolve": lambda host, port: ["127.0.0.1"], "allows": lambda address: True, "ports": {self.port}}
        return Bounds(**here, **values)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        return f"http://site.example.org:{self.port}/chemin"


@pytest.fixture
def serve() -> Iterator[Serve]:
    opened: list[Served] = []

    def start(content: bytes) -> Served:
        opened.append(Served(content))
        return opened[-1]

    yield start
    for one in opened:
        one.listener.close()
        one.thread.join(5)


def test_the_body_is_given_when_it_is_asked_for(serve: Serve) -> None:
    site = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")
    assert ask(site.url, bounds=site.bounds(body_bytes=4)).body == b"body"


def test_the_body_is_left_where_it_is_otherwise(serve: Serve) -> None:
    site = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")
    assert ask(site.url, bounds=site.bounds()).body == b""


def test_a_body_in_pieces_is_put_together(serve: Serve) -> None:
    site = serve(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n")
    assert ask(site.url, bounds=site.bounds(body_bytes=100)).body == b"body"


@pytest.mark.parametrize("head", [b"", b"Content-Length: 70000\r\n"])
def test_an_answer_that_is_too_long_is_given_up(serve: Serve, head: bytes) -> None:
    site = serve(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + b"x" * 70_000)
    with pytest.raises(NotReached, match="trop longue"):
        ask(site.url, bounds=site.bounds(body_bytes=100))


def test_what_is_sent_is_what_was_given_and_nothing_of_ours(serve: Serve) -> None:
    site = serve(b"HTTP/1.1 204 No Content\r\n\r\n")
    given = {"Content-Type": "application/json"}
    assert ask(site.url, methods=("POST",), headers=given, body=b"{}", bounds=site.bounds()).status == 204
    head, _, body = site.received.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /chemin HTTP/1.1"
    fields = {line.split(b": ")[0] for line in lines[1:]}
    expected = {b"Host", b"User-Agent", b"Accept", b"Accept-Encoding", b"Connection", b"Content-Length"}
    assert fields == expected | {b"Content-Type"}
    assert body == b"{}"


def test_a_redirection_is_told_to_who_follows_none(serve: Serve) -> None:
    site = serve(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n")
    found = ask(site.url, methods=("POST",), bounds=site.bounds(redirects=0))
    assert (found.status, found.location) == (302, "http://10.0.0.1/")


def test_a_header_cannot_hold_another_one(serve: Serve) -> None:
    site = serve(b"")
    with pytest.raises(ValueError, match="one line"):
        ask(site.url, headers={"X-Name": "a\r\nCookie: b"}, bounds=site.bounds())
