"""Ask, in JSON, a service that a setting names: an administrator vouches for its host, which may stand inside.

Redirections are not followed: what is sent holds a token, meant for that host alone. What answers otherwise than a
service would, or later, is told in words: `ServiceFault`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from aic_tracker.outgoing.addresses import NotReached
from aic_tracker.outgoing.asking import Answer, Bounds, ask

USER_AGENT = "aic-tracker (suivi de l'accelerateur d'initiatives citoyennes)"
MOST_BYTES = 16 * 1024 * 1024
SECONDS = 10.0
TOO_MANY = 429
CHECK_ADDRESS = "vérifiez l’adresse réglée, ou qu’aucune page de connexion n’est devant lui."
# A service that says nothing of when to come back, and one that says « in a century ».
USUAL_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


class ServiceFault(Exception):
    """Why nothing came of it, in words for the reader. `may_pass`: the same asked again may succeed."""

    def __init__(
        self, words: str, *, may_pass: bool = False, again_at: datetime | None = None, status: int = 0
    ) -> None:
        super().__init__(words)
        self.words = words
        self.may_pass = may_pass
        self.again_at = again_at  # not before: the service said so
        self.status = status


@dataclass(frozen=True)
class Reply:
    status: int
    content: Any  # decoded; None where the service sent a word instead of data
    text: str  # its beginning, for what it says when it refuses
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Service:
    """`name`: as words call it, « l’annuaire des entreprises »."""

    name: str
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES

    def ask(
        self,
        url: str,
        *,
        now: datetime,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        content: Any = None,
    ) -> Reply:
        """Raises ServiceFault unless the service answered, in JSON or with a refusal of its own (below 500)."""
        body = b"" if content is None else json.dumps(content, ensure_ascii=True, allow_nan=False).encode()
        fields = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        fields |= {"Content-Type": "application/json"} if body else {}
        answer = self.fetch(url, method=method, headers=fields | dict(headers or {}), body=body)
        self._refuse(answer, now)
        text = answer.body[:2000].decode("utf-8", "replace")
        decoded = _decoded(answer)
        if decoded is NO_JSON and answer.status < 400:
            raise ServiceFault(self._foreign(answer), status=answer.status)
        return Reply(answer.status, None if decoded is NO_JSON else decoded, text, answer.headers)

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        bounds: Bounds | None = None,
    ) -> Answer:
        """The answer as it came. Raises ServiceFault when none came whole."""
        if any(not value.isascii() or not value.isprintable() for value in (headers or {}).values()):
            raise ServiceFault(f"{self._subject} : le jeton réglé porte un saut de ligne ou un caractère interdit.")
        try:
            return ask(url, methods=(method,), headers=headers or {}, body=body, bounds=bounds or self._bounds(url))
        except NotReached as refusal:
            said = str(refusal).rstrip(".").replace("Ce site", "il").replace("ce site", "ce service")
            raise ServiceFault(f"{self._subject} n’a pas pu être lu : {said}.", may_pass=True) from refusal

    @property
    def _subject(self) -> str:
        return self.name[:1].upper() + self.name[1:]

    def _bounds(self, url: str) -> Bounds:
        try:
            port = urlsplit(url).port
        except ValueError:
            port = None
        ports = {port} if port else {80, 443}
        return Bounds(
            redirects=0,
            seconds=self.seconds,
            step_seconds=self.seconds,
            body_bytes=self.most_bytes,
            allows=lambda _address: True,
            ports=ports,
        )

    def _refuse(self, answer: Answer, now: datetime) -> None:
        if answer.status == TOO_MANY:
            again = again_at(answer.headers, now)
            raise ServiceFault(
                f"{self._subject} demande d’attendre avant de l’interroger de nouveau.",
                may_pass=True,
                again_at=again,
                status=TOO_MANY,
            )
        if 300 <= answer.status < 400:
            where = urlsplit(answer.location or "").hostname or "une autre adresse"
            raise ServiceFault(f"{self._subject} renvoie vers {where} : {CHECK_ADDRESS}", status=answer.status)
        if answer.status >= 500:
            raise ServiceFault(
                f"{self._subject} est en panne (réponse {answer.status}).", may_pass=True, status=answer.status
            )

    def _foreign(self, answer: Answer) -> str:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/html" or answer.body.lstrip()[:1] == b"<":
            return f"{self._subject} a répondu par une page web au lieu de données : {CHECK_ADDRESS}"
        shown = f" ({kind})" if kind else ""
        return f"{self._subject} a répondu autre chose que des données{shown} : {CHECK_ADDRESS}"


NO_JSON = object()  # `null` is an answer, which Grist gives to what it wrote


def _decoded(answer: Answer) -> Any:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if "json" not in kind:
        return NO_JSON
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return NO_JSON


def again_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When to ask again: `Retry-After`, seconds or a date, else `RateLimit-Reset`, an absolute epoch at the State's."""
    wait = _instant(headers.get("retry-after", ""), now) or _instant(headers.get("ratelimit-reset", ""), now)
    return min(max(wait or now + USUAL_WAIT, now), now + LONGEST_WAIT)


def _instant(text: str, now: datetime) -> datetime | None:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        number = int(text)
        # More than thirty years of seconds is no delay: it is a date.
        return datetime.fromtimestamp(number, UTC) if number > 1_000_000_000 else now + timedelta(seconds=number)
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def file(name: str, url: str, *, beside: str, most_bytes: int, seconds: float) -> bytes:
    """A file that a service names. Its address is the service's word, no setting: public, or on the host of `beside`.

    Nothing secret is sent: such addresses carry their own right to be read. Raises ServiceFault.
    """
    service = Service(name, seconds=seconds, most_bytes=most_bytes)
    is_beside = urlsplit(url).netloc == urlsplit(beside).netloc
    answer = service.fetch(
        url, bounds=None if is_beside else Bounds(seconds=seconds, step_seconds=30, body_bytes=most_bytes)
    )
    if answer.status != 200:
        raise ServiceFault(f"le fichier n’est pas donné (réponse {answer.status})", may_pass=True, status=answer.status)
    return answer.body
