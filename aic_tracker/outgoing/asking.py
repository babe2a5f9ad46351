"""Ask an address that people gave, without ever reaching the inside of the network.

Each hop is resolved once, refused when a single one of its addresses is not public, and the connection goes to the very
address that was checked. Nothing is sent but what is asked for: no proxy, no cookie, no credentials. Redirections, size
and time are bounded.
"""

import socket
import ssl
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any, NamedTuple, cast
from urllib.parse import quote, urljoin

from aic_tracker.outgoing import addresses
from aic_tracker.outgoing.addresses import PORTS, NotReached, Resolver, Target
from aic_tracker.outgoing.deadline import Deadline

STEP_SECONDS = 5.0  # to connect, and to wait for each piece of the answer, unless told otherwise
MOST_HEAD_BYTES = 64 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REFUSES_METHOD = frozenset({403, 404, 405, 501})
USER_AGENT = "aic-tracker"


class Answer(NamedTuple):
    """`body` is empty unless it was asked for; names of `headers` are in lower case."""

    status: int
    location: str | None
    body: bytes
    headers: Mapping[str, str] = {}


@dataclass(frozen=True)
class Bounds:
    """How far a request may go: by default, to the addresses of everybody."""

    redirects: int = 3
    seconds: float = 10.0  # for the whole, redirections included
    step_seconds: float = STEP_SECONDS
    body_bytes: int = 0  # of the answer; 0: its head alone is read
    resolve: Resolver = addresses.resolve
    allows: Callable[[str], bool] = addresses.is_public
    ports: Collection[int] = PORTS


USUAL = Bounds()


def ask(
    url: str,
    *,
    methods: Sequence[str] = ("GET",),
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    bounds: Bounds = USUAL,
) -> Answer:
    """Follow the address to its end. Of `methods`, the next is tried where a server refuses the one before.

    Raises NotReached, in words, when the address may not be asked or does not answer within `bounds`.
    """
    with Deadline(bounds.seconds) as deadline:
        for _hop in range(bounds.redirects + 1):
            found = addresses.target(url, resolve=bounds.resolve, allows=bounds.allows, ports=bounds.ports)
            answer = _hop_to(found, methods, headers or {}, body, bounds, deadline)
            if answer.status not in REDIRECTS or not answer.location or not bounds.redirects:
                return answer
            url = urljoin(url, answer.location)
    raise NotReached("Trop de redirections.")


def _hop_to(
    found: Target, methods: Sequence[str], headers: Mapping[str, str], body: bytes, bounds: Bounds, deadline: Deadline
) -> Answer:
    try:
        for method in methods:
            answer = _send(method, found, headers, body, bounds, deadline)
            if answer.status not in REFUSES_METHOD:
                break
        deadline.check()
        return answer
    except ssl.SSLCertVerificationError:
        raise NotReached("Le certificat de ce site n’est pas valide.") from None
    except TimeoutError:
        raise NotReached("Ce site ne répond pas à temps.") from None
    except (OSError, HTTPException):
        raise NotReached("Ce site ne répond pas.") from None


def _send(
    method: str, found: Target, headers: Mapping[str, str], body: bytes, bounds: Bounds, deadline: Deadline
) -> Answer:
    with _connect(found, bounds, deadline) as plain:
        deadline.watch(plain)
        with _secured(plain, found.host) if found.parts.scheme == "https" else plain as connection:
            connection.sendall(_request(method, found, headers, body))
            return _answer(connection, method, bounds.body_bytes, deadline)


def _request(method: str, found: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    target = quote(found.parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if found.parts.query:
        target += "?" + quote(found.parts.query, safe="/%:@!$&'()*+,;=~-._?")
    name = f"[{found.host}]" if ":" in found.host else found.host
    default = 443 if found.parts.scheme == "https" else 80
    fields = {
        "Host": name if found.port == default else f"{name}:{found.port}",
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **({"Content-Length": str(len(body))} if body else {}),
        **headers,
    }
    lines = (f"{method} {target} HTTP/1.1", *(f"{field}: {value}" for field, value in fields.items()))
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header holds one line")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body


def _connect(found: Target, bounds: Bounds, deadline: Deadline) -> socket.socket:
    """To the first address that answers: a machine without IPv6 still reaches the site."""
    failure: OSError = OSError("no address")
    for address in found.addresses:
        deadline.check()
        try:
            connection = socket.create_connection((address, found.port), timeout=STEP_SECONDS)
            connection.settimeout(bounds.step_seconds)
            return connection
        except OSError as error:
            failure = error
    raise failure


def _secured(plain: socket.socket, host: str) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


class _Received(RawIOBase):
    """What comes, up to so many bytes: an answer without end ends there."""

    def __init__(self, connection: socket.socket, most: int, deadline: Deadline) -> None:
        self.connection, self.left, self.deadline = connection, most, deadline

    def makefile(self, _mode: str) -> BufferedReader:
        """As HTTPResponse asks of a socket."""
        return BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self.connection.recv_into(memoryview(buffer)[: self.left]) if self.left else 0
        self.deadline.check()
        self.left -= size
        return size


def _answer(connection: socket.socket, method: str, body_bytes: int, deadline: Deadline) -> Answer:
    received = _Received(connection, MOST_HEAD_BYTES + body_bytes, deadline)
    response = HTTPResponse(cast(socket.socket, received), method=method)
    response.begin()
    body = response.read(body_bytes + 1) if body_bytes else b""
    if len(body) > body_bytes:
        raise NotReached("La réponse de ce site est trop longue.")
    if body_bytes and response.length:
        raise NotReached("La réponse de ce site s’est arrêtée en chemin.")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, response.getheader("Location"), body, headers)
