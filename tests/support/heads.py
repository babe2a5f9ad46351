"""A message as two programs read it, neither of which shares code with the other or with what wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import MIMEPart

import fast_mail_parser

PEOPLE = ("From", "To", "Reply-To")
Person = tuple[str, str]


@dataclass(frozen=True)
class Read:
    fields: list[str]
    people: dict[str, list[Person]]
    subjects: list[str]
    parts: list[tuple[int, str, str]] = field(default_factory=list)  # depth, type, file name


def by_email(content: bytes) -> Read:
    """Python's own reader. Older ones put a space between the encoded words of a name: compare `without_spaces`."""
    message = message_from_bytes(content, policy=policy.default)
    assert not [part.defects for part in message.walk() if part.defects]
    return Read(
        fields=message.keys(),
        people={
            name: [(a.display_name, a.addr_spec) for header in message.get_all(name, []) for a in header.addresses]
            for name in PEOPLE
        },
        subjects=[str(header) for header in message.get_all("Subject", [])],
        parts=list(_parts_by_email(message, 0)),
    )


def _parts_by_email(part: MIMEPart, depth: int) -> Iterator[tuple[int, str, str]]:
    yield depth, part.get_content_type(), part.get_filename("")
    for inner in part.iter_parts():
        yield from _parts_by_email(inner, depth + 1)


def by_another(content: bytes) -> Read:
    """Rust's mailparse. It takes spaces off the ends of a name."""
    mail = fast_mail_parser.parse_email(content)
    assert not mail.warnings
    people = {"From": [mail.from_] if mail.from_ else [], "To": mail.to, "Reply-To": mail.reply_to}
    return Read(
        fields=[name for name, values in mail.headers.items() for _ in values],
        people={name: [(one.display_name or "", one.address) for one in found] for name, found in people.items()},
        subjects=mail.headers.get("Subject", []),
        parts=list(_parts_by_another(fast_mail_parser.parse_email_tree(content), 0)),
    )


def _parts_by_another(part: fast_mail_parser.PyMimePart, depth: int) -> Iterator[tuple[int, str, str]]:
    yield depth, part.content_type, part.filename or ""
    for inner in part.children:
        yield from _parts_by_another(inner, depth + 1)


def without_spaces(text: str) -> str:
    return "".join(text.split())
