"""A message rendered and frozen: subject, complete plain text, light HTML, and its fixed identifiers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aic_tracker import config, formats
from aic_tracker.heads import POLICY, AttachedAs, Literal, Mailbox, RenderingFault, Said, Text, configured
from aic_tracker.mail.proof import Part, prove
from aic_tracker.typography import FrenchSpacing

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "emails"


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


def message_id(dedup_key: str) -> str:
    """Always the same for the same key, so that a receiver can tell a repetition (RFC 5322 section 3.6.4)."""
    domain = configured(config.current().smtp.sender).address.rpartition("@")[2]
    return f"<{sha256(dedup_key.encode()).hexdigest()[:40]}@{domain}>"


@dataclass(frozen=True)
class Rendered:
    subject: str
    message_id: str
    content: bytes  # the whole message (RFC 5322), lines ended by CR LF


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
) -> Rendered:
    """The message of `templates/emails/<template>/`, to one person. `to` and `reply_to` are (name, address).

    Raises RenderingFault when what is written would not say what was meant.
    """
    context = {"recipient_name": to[0], "home_url": absolute_url("/"), "again": None, **context}
    again = f" ({context['again'].in_subject})" if context["again"] else ""
    # Ordinary spaces only: people search and sort their mail by its subject.
    subject = " ".join(f"{_environment().get_template(f'{template}/subject.txt').render(context)}{again}".split())
    fields: dict[str, Said] = {"From": configured(config.current().smtp.sender), "To": Mailbox.of(*to)}
    if reply_to:
        fields["Reply-To"] = Mailbox.of(*reply_to)
    fields |= {
        "Subject": Text(subject),
        "Date": Literal(format_datetime(at)),
        "Message-ID": Literal(message_id(dedup_key)),
        "Auto-Submitted": Literal("auto-generated"),  # RFC 3834 section 5
        **{name: Literal(value) for name, value in (headers or {}).items()},
    }
    text = body_text(template, context)
    html = _environment().get_template(f"{template}/body.html").render(context, subject=subject)
    try:
        content = _assembled(fields, text, html, attachments)
        prove(content, fields, _outline(attachments))
    except (ValueError, LookupError, MessageError) as error:
        # The email package's own refusals: a body that UTF-8 cannot write, a word that cannot be decoded.
        raise RenderingFault("Le message ne peut pas s’écrire.") from error
    return Rendered(subject, message_id(dedup_key), content)


def body_text(template: str, context: dict[str, Any]) -> str:
    """The plain text of a mail, as `render` gives it."""
    context = {"home_url": absolute_url("/"), "again": None, **context}
    return _environment().get_template(f"{template}/body.txt").render(context)


def _assembled(fields: dict[str, Said], text: str, html: str, attachments: Sequence[Attachment]) -> bytes:
    message = EmailMessage(policy=POLICY)
    for name, said in fields.items():
        message[name] = said
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    for attachment in attachments:
        maintype, _, rest = attachment.content_type.partition("/")
        subtype, _, parameters = rest.partition(";")
        message.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            params=dict(p.strip().split("=", 1) for p in parameters.split(";") if p.strip()),
        )
        [*_, part] = message.iter_parts()
        part.replace_header("Content-Disposition", AttachedAs(attachment.filename))
    return message.as_bytes()


def _outline(attachments: Sequence[Attachment]) -> list[Part]:
    body = [("multipart/alternative", ""), ("text/plain", ""), ("text/html", "")]
    nested = 1 if attachments else 0
    parts: list[Part] = [(nested + (n > 0), *part) for n, part in enumerate(body)]
    if not attachments:
        return parts
    return [
        (0, "multipart/mixed", ""),
        *parts,
        *((1, attachment.content_type.partition(";")[0], attachment.filename) for attachment in attachments),
    ]


def dated(content: bytes, at: datetime) -> bytes:
    """A frozen message that leaves at this moment: its Date tells it, and nothing else changes (RFC 5322, 3.6.1)."""
    head, end, body = content.partition(b"\r\n\r\n")
    date = b"Date: " + format_datetime(at).encode("ascii")
    return re.sub(rb"(?m)^Date: [^\r\n]*", date, head, count=1) + end + body


def read_back(content: bytes) -> tuple[str, list[str]]:
    """The plain text of a frozen message, and the names of its attachments."""
    message = message_from_bytes(content, policy=default)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    return text, [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
