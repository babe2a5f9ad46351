"""A message rendered and frozen: subject, complete plain text, light HTML, and its fixed identifiers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, default
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aic_tracker import config, formats
from aic_tracker.typography import FrenchSpacing

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "emails"


class _Address(UnstructuredHeader):
    """A web address in a header: folded like a text, a long one would be encoded, and no longer an address."""

    name: str

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("List-Unsubscribe", _Address)  # type: ignore[arg-type]
POLICY = SMTP.clone(header_factory=_headers)


@dataclass(frozen=True)
class Attachment:
    filename: str
    content_type: str  # "text/calendar; method=REQUEST"
    content: bytes


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[FrenchSpacing],
    )
    environment.filters.update({function.__name__: function for function in formats.FILTERS})
    return environment


def absolute_url(path: str) -> str:
    """The address of a page of this site, for a mail: `path` begins with a slash."""
    return config.current().app.base_url + path


def without_links(text: str) -> str:
    """The text of a mail for whoever follows the queue: the links that work without signing in are left out."""
    base = re.escape(config.current().app.base_url)
    return re.sub(rf"({base}/(?:temps|connexion)/)[\w.-]+", r"\1…", text)


def wire_address(address: str) -> str:
    """The address as SMTP carries it: an accented domain in its ASCII form (IDNA)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def message_id(dedup_key: str) -> str:
    """Always the same for the same key, so that a receiver can tell a repetition (RFC 5322 section 3.6.4)."""
    _name, sender = parseaddr(config.current().smtp.sender)
    return f"<{sha256(dedup_key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def render(
    template: str,
    *,
    dedup_key: str,
    to: tuple[str, str],
    at: datetime,
    context: dict[str, Any],
    reply_to: tuple[str, str] | None = None,
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> EmailMessage:
    """The message of `templates/emails/<template>/`, to one person. `to` and `reply_to` are (name, address)."""
    context = {"recipient_name": to[0], "home_url": absolute_url("/"), **context}
    # Ordinary spaces only: people search and sort their mail by its subject.
    subject = " ".join(_environment().get_template(f"{template}/subject.txt").render(context).split())
    message = EmailMessage(policy=POLICY)
    message["From"] = config.current().smtp.sender
    message["To"] = formataddr((to[0], wire_address(to[1])))
    if reply_to:
        message["Reply-To"] = formataddr((reply_to[0], wire_address(reply_to[1])))
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(dedup_key)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(_environment().get_template(f"{template}/body.txt").render(context))
    html = _environment().get_template(f"{template}/body.html").render(context, subject=subject)
    message.add_alternative(html, subtype="html")
    for attachment in attachments:
        maintype, _, rest = attachment.content_type.partition("/")
        subtype, _, parameters = rest.partition(";")
        message.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            filename=attachment.filename,
            params=dict(p.strip().split("=", 1) for p in parameters.split(";") if p.strip()),
        )
    return message


def read_back(content: bytes) -> tuple[str, list[str]]:
    """The plain text of a frozen message, and the names of its attachments."""
    message = message_from_bytes(content, policy=default)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    return text, [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
