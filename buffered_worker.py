"""A gunicorn worker whose threads never wait for a client: slow ones cannot keep the site from the others.

A request is read whole by the worker's own loop, without a thread, then given to one; the answer is taken from the
thread as quickly as it writes it, and sent by the loop: one that is written in pieces leaves while it is being written.
nginx does as much in front; hosts that read the Procfile may put nothing there.
gunicorn's parser remains the only one: here, one only looks for the end of a request, dropped when too long in coming.

One request a connection: the proxy in front, on the same machine or network, opens another at no cost that is felt.
"""

import errno
import io
import re
import selectors
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

ARRIVES_WITHIN = 120.0  # seconds: a file of 10 MB at 0.7 Mbit/s
LEAVES_WITHIN = 300.0
LINGERS = 2.0  # for the client to read the end and close
PIECE = 65536
IN_MEMORY = 256 * 1024  # beyond, on the disk
MAX_HEAD = 64 * 1024  # gunicorn refuses well before
MAX_BODY = 16 * 1024 * 1024  # the application refuses before
IN_PIECES = 3  # writes of a thread: of a page, its head and its body

LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
CHUNKED = re.compile(rb"^transfer-encoding:", re.IGNORECASE | re.MULTILINE)
EXPECTS = re.compile(rb"^expect:[ \t]*100-continue", re.IGNORECASE | re.MULTILINE)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Exchange:
    """What a thread takes for a socket: it reads a request that has arrived, and writes an answer to be sent later."""

    def __init__(self, client: socket.socket) -> None:
        self.client = client
        self.request = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self.answer = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self.head = b""
        self.expected: int | None = None  # bytes in all, once the head is whole and tells
        self.arrived = 0
        self.left = b""  # being sent
        self.lock = threading.Lock()  # on the answer, that a thread writes and the loop reads
        self.writes = 0
        self.sent = 0
        self.is_whole = False  # the thread writes no more
        self.is_lost = False  # the client reads no more
        self.tell: Callable[[], None] = lambda: None

    def take(self, data: bytes) -> bool:
        """Keep what came; whether the request is whole, or beyond what anybody will read."""
        self.request.write(data)
        self.arrived += len(data)
        if self.expected is None and not (self.head.endswith(b"\r\n\r\n") and CHUNKED.search(self.head)):
            head, end, _body = (self.head + data).partition(b"\r\n\r\n")
            self.head = head + end
            if not end:
                return self.arrived > MAX_HEAD
            if not CHUNKED.search(self.head):
                length = LENGTH.search(self.head)
                self.expected = len(self.head) + min(int(length[1]) if length else 0, MAX_BODY)
            if EXPECTS.search(self.head) and self.arrived == len(self.head) != self.expected:
                self.client.send(CONTINUE)
        if self.expected is not None:
            return self.arrived >= self.expected
        # A piece that ends so by chance is refused by gunicorn as cut short; neither browsers nor nginx send chunks.
        self.request.seek(max(0, self.arrived - 5))
        return self.request.read() == b"0\r\n\r\n" or self.arrived > MAX_HEAD + MAX_BODY

    def next_piece(self) -> bytes:
        """What is to be sent next; empty when all that is written was sent."""
        with self.lock:
            self.answer.seek(self.sent)
            piece = self.answer.read(PIECE)
        self.sent += len(piece)
        return piece

    def end(self) -> None:
        self.client.close()
        self.request.close()
        self.answer.close()

    # What gunicorn asks of a socket.

    def recv(self, size: int) -> bytes:
        return self.request.read(size)

    def sendall(self, data: bytes) -> None:
        if self.is_lost:
            # Whoever writes for nobody is told to stop.
            raise OSError(errno.EPIPE, "the client has left")
        with self.lock:
            self.answer.seek(0, io.SEEK_END)
            self.answer.write(data)
        self.writes += 1
        if self.writes >= IN_PIECES:
            self.tell()

    def send(self, data: bytes) -> int:
        # The client was told already.
        if data != CONTINUE:
            self.sendall(data)
        return len(data)

    def setblocking(self, _flag: bool) -> None: ...

    def settimeout(self, _seconds: float | None) -> None: ...

    def shutdown(self, _how: int) -> None: ...

    def fileno(self) -> int:
        return self.client.fileno()

    def getsockname(self) -> Any:
        return self.client.getsockname()

    def close(self) -> None:
        """By the loop alone, with `end`: it may be sending meanwhile."""


class BufferedWorker(ThreadWorker):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cfg.set("keepalive", 0)
        self.cfg.set("sendfile", False)
        self.held: set[TConn] = set()  # by the loop, before their thread and after it

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        if cfg.is_ssl:
            raise RuntimeError("this worker does not speak TLS: put a proxy in front")

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError:
            # Another worker took it, it left, or there are too many: all wait in the system's queue.
            return
        client.setblocking(False)
        self.nr_conns += 1
        conn = TConn(self.cfg, Exchange(client), address, listener.getsockname())
        conn.sock.tell = partial(self.method_queue.defer, self.begin, conn)
        conn.data_ready = True
        self.hold(conn, selectors.EVENT_READ, self.arrive, ARRIVES_WITHIN)

    def hold(self, conn: TConn, event: int, go_on: Any, seconds: float) -> None:
        conn.timeout = time.monotonic() + seconds
        self.held.add(conn)
        self.poller.register(conn.sock.client, event, partial(go_on, conn))

    def let_go(self, conn: TConn) -> None:
        self.held.discard(conn)
        self.poller.unregister(conn.sock.client)

    def end(self, conn: TConn) -> None:
        self.let_go(conn)
        self.forget(conn)

    def forget(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.sock.end()

    def arrive(self, conn: TConn, client: socket.socket) -> None:
        try:
            data = client.recv(PIECE)
            is_whole = bool(data) and conn.sock.take(data)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.end(conn)
        elif is_whole:
            self.let_go(conn)
            conn.sock.request.seek(0)
            self.enqueue_req(conn)

    def begin(self, conn: TConn) -> None:
        """Send what is written of an answer that is not whole yet."""
        if conn not in self.held and not conn.sock.is_whole and not conn.sock.is_lost:
            self.hold(conn, selectors.EVENT_WRITE, self.leave, LEAVES_WITHIN)

    def finish_request(self, conn: TConn, _done: "Future[Any]") -> None:
        conn.sock.is_whole = True
        if conn.sock.is_lost:
            self.forget(conn)
        elif conn not in self.held:
            self.hold(conn, selectors.EVENT_WRITE, self.leave, LEAVES_WITHIN)

    def leave(self, conn: TConn, client: socket.socket) -> None:
        exchange = conn.sock
        exchange.left = exchange.left or exchange.next_piece()
        try:
            if exchange.left:
                exchange.left = exchange.left[client.send(exchange.left) :]
                return
            if not exchange.is_whole:
                # The next piece says that it is there.
                self.let_go(conn)
                return
            client.shutdown(socket.SHUT_WR)
        except BlockingIOError:
            return
        except OSError:
            self.lose(conn)
            return
        # Closed at once, it would lose what the client has not read yet (RFC 9112, section 9.6).
        self.let_go(conn)
        self.hold(conn, selectors.EVENT_READ, self.linger, LINGERS)

    def lose(self, conn: TConn) -> None:
        """The client is gone. A thread that still writes to it finds out, and ends what it holds."""
        if conn.sock.is_whole or not conn.sock.writes:
            self.end(conn)
        else:
            conn.sock.is_lost = True
            self.let_go(conn)

    def linger(self, conn: TConn, client: socket.socket) -> None:
        try:
            if client.recv(PIECE):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self.end(conn)

    def murder_pending(self) -> None:
        now = time.monotonic()
        for conn in [conn for conn in self.held if conn.timeout < now]:
            self.lose(conn)
