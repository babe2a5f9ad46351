"""Clients that are slow on purpose keep no thread from the others, with nothing in front of gunicorn."""

import re
import socket
import threading
import time
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest

from tests.deploy.server import get

pytestmark = pytest.mark.looks

SLOW = 64  # four times the threads of the two workers
BOUND = 2.0  # seconds
HEAD = b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"


class Crowd:
    """So many connections, each of which sends a byte a second, or reads nothing."""

    def __init__(self, port, beginning, *, is_sending):
        self._stack, self._stopping = ExitStack(), threading.Event()
        self._clients = [self._stack.enter_context(self._connected(port, beginning)) for _ in range(SLOW)]
        self._thread = threading.Thread(target=self._drip) if is_sending else None

    @staticmethod
    def _connected(port, beginning):
        client = socket.socket()
        # As little as possible is taken before it is read.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(beginning)
        return client

    def _drip(self):
        while not self._stopping.wait(1):
            for client in self._clients:
                client.sendall(b"a")

    def __enter__(self):
        if self._thread:
            self._thread.start()
        time.sleep(1)
        return self._clients

    def __exit__(self, *_):
        self._stopping.set()
        if self._thread:
            self._thread.join()
        self._stack.close()


def answered_in(port):
    """Seconds that a page takes: the shortest of three times, for a machine may be busy with something else."""
    times = []
    for _ in range(3):
        began = time.monotonic()
        assert get(port, "/connexion", timeout=20) == 200
        times.append(time.monotonic() - began)
    return min(times)


def big_file(port):
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/connexion")
    text = connection.getresponse().read().decode()
    connection.close()
    # The whole sheet of the DSFR, of which pages use a part.
    return re.search(r'"(/fichiers/dsfr/[^/]+/)favicon', text)[1] + "dsfr.min.css"


def test_who_sends_slowly_keeps_nobody_waiting(web):
    port, _process, _log = web
    for beginning in (b"G", HEAD + b"X-Slow: a", HEAD + b"Content-Length: 5000\r\n\r\na"):
        with Crowd(port, beginning, is_sending=True):
            assert answered_in(port) < BOUND, beginning


def test_who_reads_slowly_keeps_nobody_waiting(web):
    port, _process, _log = web
    asked = f"GET {big_file(port)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with Crowd(port, asked, is_sending=False) as clients:
        assert answered_in(port) < BOUND
        # And is answered whole, when the time has come.
        answer = clients[0].makefile("rb").read()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(re.search(rb"(?i)content-length: (\d+)", head)[1]) == len(body) > 200_000


def test_who_asks_and_stays_keeps_nobody_waiting(web):
    port, _process, _log = web
    with Crowd(port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", is_sending=False):
        assert answered_in(port) < BOUND


def test_a_long_request_and_one_in_chunks_arrive_whole(web):
    port, _process, _log = web
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    typed = "a" * 1_000_000
    for body in (f"email={typed}".encode(), iter([b"email=", typed.encode()])):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        # Sent in chunks when its length is not known.
        connection.request("POST", "/connexion", body, form, encode_chunked=not isinstance(body, bytes))
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert (answer.status, typed in text) == (422, True)
