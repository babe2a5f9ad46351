"""Visit the address of an evidence, on demand, without ever reaching the inside of the network.

The address comes from people: each hop is resolved once, refused when a single one of its addresses is not public,
and the connection goes to the very address that was checked (a name may resolve to something else a moment later).
Nothing is sent but the request; no proxy, no cookie, no credentials; of the answer, only the head is read.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from threading import Event, Timer
from typing import cast
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from aic_tracker.commitments.rules import LinkCheck

PORTS = frozenset({80, 443})
MOST_REDIRECTS = 3
STEP_SECONDS = 5.0  # to connect, and to wait for each piece of the answer
TOTAL_SECONDS = 10.0  # for the whole visit, however slowly the pieces come
MOST_BYTES = 64 * 1024
MOST_ADDRESSES = 2
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REFUSES_HEAD = frozenset({403, 404, 405, 501})

# Public by their number, yet doors to IPv4 addresses written inside: NAT64, 6to4, Teredo.
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))

Resolver = Callable[[str, int], Sequence[str]]


class _Refused(Exception):
    """Why the address is not visited, or did not answer, in words for the reader."""


class _Deadline:
    """Hangs up on the connection under way once the visit has lasted too long; nothing begins after it."""

    def __init__(self, seconds: float) -> None:
        self._passed = Event()
        self._watched: socket.socket | None = None
        self._timer = Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> "_Deadline":
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


def is_public(address: str) -> bool:
    """Whether anybody on the Internet may be reached there: not private, loopback, link-local, multicast, reserved."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        if number.ipv4_mapped is not None:
            return is_public(str(number.ipv4_mapped))
        if number.scope_id or any(number in tunnel for tunnel in _TUNNELS):
            return False
    return number.is_global and not (number.is_multicast or number.is_reserved or number.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def visit(
    url: str,
    *,
    resolve: Resolver = resolve,
    allows: Callable[[str], bool] = is_public,
    ports: Collection[int] = PORTS,
    seconds: float = TOTAL_SECONDS,
) -> LinkCheck:
    """Follow the address to its end, three redirects at most. Never raises: what fails is told in `problem`."""
    try:
        with _Deadline(seconds) as deadline:
            for _hop in range(MOST_REDIRECTS + 1):
                parts, host, port = _read(url, ports)
                addresses = _addresses(host, port, resolve, allows)
                status, location = _ask(parts, host, port, addresses, deadline)
                if status not in REDIRECTS or not location:
                    return LinkCheck(status)
                url = urljoin(url, location)
        return LinkCheck(None, "Trop de redirections.")
    except _Refused as refusal:
        return LinkCheck(None, str(refusal))


def _ask(
    parts: SplitResult, host: str, port: int, addresses: Sequence[str], deadline: _Deadline
) -> tuple[int, str | None]:
    """Status and redirection of one hop; GET when HEAD is refused, as by many servers."""
    try:
        answer = _send("HEAD", parts, host, port, addresses, deadline)
        if answer[0] in REFUSES_HEAD:
            answer = _send("GET", parts, host, port, addresses, deadline)
        deadline.check()
        return answer
    except ssl.SSLCertVerificationError:
        raise _Refused("Le certificat de ce site n’est pas valide.") from None
    except TimeoutError:
        raise _Refused("Ce site ne répond pas à temps.") from None
    except (OSError, HTTPException):
        raise _Refused("Ce site ne répond pas.") from None


def _read(url: str, ports: Collection[int]) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        # The name as DNS knows it (RFC 5891). One in ASCII is only measured, whatever its characters.
        host = (host.encode("idna") if host.isascii() else idna.encode(host, uts46=True)).decode("ascii")
    except ValueError:
        raise _Refused("Adresse illisible.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _Refused("Seules les adresses en http et https sont visitées.")
    if "@" in parts.netloc:
        raise _Refused("L’adresse contient un identifiant.")
    if port not in ports:
        raise _Refused("Seuls les ports 80 et 443 sont visités.")
    return parts, host, port


def _addresses(host: str, port: int, resolve: Resolver, allows: Callable[[str], bool]) -> Sequence[str]:
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError):
        raise _Refused("Ce nom de site est introuvable.") from None
    # One private address among public ones is enough to refuse: the name is not to be trusted.
    if not addresses or not all(map(allows, addresses)):
        raise _Refused("Cette adresse mène à un réseau privé : elle n’est pas visitée.")
    return addresses[:MOST_ADDRESSES]


def _send(
    method: str, parts: SplitResult, host: str, port: int, addresses: Sequence[str], deadline: _Deadline
) -> tuple[int, str | None]:
    with _connect(addresses, port, deadline) as plain:
        deadline.watch(plain)
        with _secured(plain, host) if parts.scheme == "https" else plain as connection:
            connection.sendall(_request(method, parts, host, port))
            return _head(connection, method, deadline)


def _request(method: str, parts: SplitResult, host: str, port: int) -> bytes:
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    name = f"[{host}]" if ":" in host else host
    default = 443 if parts.scheme == "https" else 80
    lines = (
        f"{method} {target} HTTP/1.1",
        f"Host: {name if port == default else f'{name}:{port}'}",
        "User-Agent: aic-tracker (verification de lien)",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _connect(addresses: Sequence[str], port: int, deadline: _Deadline) -> socket.socket:
    """To the first address that answers: a machine without IPv6 still reaches the site."""
    failure: OSError = OSError("no address")
    for address in addresses:
        deadline.check()
        try:
            return socket.create_connection((address, port), timeout=STEP_SECONDS)
        except OSError as error:
            failure = error
    raise failure


def _secured(plain: socket.socket, host: str) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


class _Bytes:
    """What HTTPResponse reads from, once the head is in hand."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def makefile(self, _mode: str) -> BytesIO:
        return BytesIO(self.content)


def _head(connection: socket.socket, method: str, deadline: _Deadline) -> tuple[int, str | None]:
    received = b""
    while b"\r\n\r\n" not in received and len(received) < MOST_BYTES:
        piece = connection.recv(4096)
        if not piece:
            break
        received += piece
    deadline.check()
    response = HTTPResponse(cast(socket.socket, _Bytes(received[:MOST_BYTES])), method=method)
    response.begin()
    return response.status, response.getheader("Location")
