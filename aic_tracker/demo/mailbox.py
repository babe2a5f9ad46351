"""Reads back a mail as its reader would see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aic_tracker.mail.proof import decoded


@dataclass(frozen=True)
class Piece:
    filename: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class ReadMail:
    headers: list[tuple[str, str]]
    text: str
    html: str
    pieces: list[Piece]


SHOWN = (("From", "De"), ("To", "À"), ("Reply-To", "Répondre à"))


def read(content: bytes) -> ReadMail:
    message = message_from_bytes(content, policy=policy.default)
    # As written: this reader adds a space inside a name that takes several encoded words.
    written = dict(message.raw_items())
    return ReadMail(
        headers=[(label, decoded(str(written[name]))) for name, label in SHOWN if name in written],
        text=_body(message, "plain"),
        html=_body(message, "html"),
        pieces=list(_pieces(message)),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _pieces(message: EmailMessage) -> Iterator[Piece]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield Piece(part.get_filename() or "sans nom", part.get_content_type(), content)
