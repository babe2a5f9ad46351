"""Where an address that people gave may lead: resolved once, and refused when it is not the Internet of everybody."""

import ipaddress
import socket
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import idna

PORTS = frozenset({80, 443})
MOST_ADDRESSES = 2

# Public by their number, yet doors to IPv4 addresses written inside: NAT64, 6to4, Teredo.
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))

Resolver = Callable[[str, int], Sequence[str]]


class NotReached(Exception):
    """Why the address is not asked, or did not answer, in words for the reader."""


class Target(NamedTuple):
    """What is asked, and the very addresses that were checked: a name may resolve to something else a moment later."""

    parts: SplitResult
    host: str
    port: int
    addresses: Sequence[str]


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


def target(url: str, *, resolve: Resolver, allows: Callable[[str], bool], ports: Collection[int]) -> Target:
    """Read the address and resolve its name. Raises NotReached when it is not to be asked."""
    parts, host, port = _read(url, ports)
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError):
        raise NotReached("Ce nom de site est introuvable.") from None
    # One private address among public ones is enough to refuse: the name is not to be trusted.
    if not addresses or not all(map(allows, addresses)):
        raise NotReached("Cette adresse mène à un réseau privé : elle n’est pas visitée.")
    return Target(parts, host, port, addresses[:MOST_ADDRESSES])


def _read(url: str, ports: Collection[int]) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        # The name as DNS knows it (RFC 5891). One in ASCII is only measured, whatever its characters.
        host = (host.encode("idna") if host.isascii() else idna.encode(host, uts46=True)).decode("ascii")
    except ValueError:
        raise NotReached("Adresse illisible.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise NotReached("Seules les adresses en http et https sont visitées.")
    if "@" in parts.netloc:
        raise NotReached("L’adresse contient un identifiant.")
    if port not in ports:
        raise NotReached("Seuls les ports 80 et 443 sont visités.")
    return parts, host, port
