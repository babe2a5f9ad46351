"""What a mail's head says, and how it is written: text as it was typed, encoded here and nowhere else.

The email package decodes the encoded words (RFC 2047) that it finds in a text, and cuts and joins lines its own way.
So each field is given to it in its final lines, which it only puts in their place. See decision 13.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import (
    ContentTransferEncodingHeader,
    ContentTypeHeader,
    HeaderRegistry,
    MIMEVersionHeader,
    UnstructuredHeader,
)
from email.policy import SMTP, EmailPolicy
from typing import Any, ClassVar, Protocol
from urllib.parse import quote

import idna

from aic_tracker.inputs import read_mailbox

# With the longest field name, a line stays within the 76 characters of RFC 2047 section 2.
ROOM = 60
_PRINTABLE = re.compile("[ -~]*")
_PLAIN = re.compile("(?:[!-~]+(?: [!-~]+)*)?")
# Beyond these, readers do not agree on what stands in quotes.
_FILENAME = re.compile(r"[\w .()-]+", re.ASCII)
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
_UNSAYABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class RenderingFault(Exception):
    """A mail that would not say what was meant: it never enters the outbox. The reason names no typed text."""


class Said(Protocol):
    """What one field says."""

    def lines(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Text:
    """What people typed."""

    value: str

    def lines(self) -> tuple[str, ...]:
        if _is_short(self.value) and _PLAIN.fullmatch(self.value):
            return (self.value,)
        return _encoded(self.value)


@dataclass(frozen=True)
class Literal:
    """What a program reads, a date or a web address: on one line, as it is."""

    value: str

    def lines(self) -> tuple[str, ...]:
        if not _PRINTABLE.fullmatch(self.value):
            raise RenderingFault("Un champ de l’en-tête ne peut pas s’écrire tel quel.")
        return (self.value,)


@dataclass(frozen=True)
class Mailbox:
    """One person: the name as typed, the address as SMTP carries it."""

    person: str
    address: str

    @classmethod
    def of(cls, name: str, address: str) -> "Mailbox":
        return cls(name, wire_address(address))

    def lines(self) -> tuple[str, ...]:
        if not self.person:
            return (self.address,)
        *lines, last = self._phrase()
        if len(last) + len(self.address) + 3 <= ROOM:
            return (*lines, f"{last} <{self.address}>")
        return (*lines, last, f"<{self.address}>")

    def _phrase(self) -> tuple[str, ...]:
        if _is_short(self.person) and _ATOMS.fullmatch(self.person):
            return (self.person,)
        if _is_short(self.person) and _PRINTABLE.fullmatch(self.person):
            return (_in_quotes(self.person),)
        return _encoded(self.person)


@dataclass(frozen=True)
class AttachedAs:
    """The disposition of an attachment, with its file name."""

    filename: str

    def lines(self) -> tuple[str, ...]:
        if _is_short(self.filename) and _FILENAME.fullmatch(self.filename):
            return (f'attachment; filename="{self.filename}"',)
        first, *others = (quote(piece, safe="") for piece in _cut(sayable(self.filename), _percent_length, ROOM - 20))
        pieces = [f"utf-8''{first}", *others]
        # RFC 2231 section 4.1: only the first piece names the charset.
        names = [f"filename*{n}*" for n in range(len(pieces))] if others else ["filename*"]
        lines = ["attachment", *(f"{name}={piece}" for name, piece in zip(names, pieces, strict=True))]
        return (*(f"{line};" for line in lines[:-1]), lines[-1])


def wire_address(address: str) -> str:
    """The address as SMTP carries it: an accented domain as the DNS knows it (RFC 5891).

    Raises RenderingFault when it has no such form.
    """
    local, _, domain = address.rpartition("@")
    with suppress(UnicodeError):
        written = address if domain.isascii() else f"{local}@{idna.encode(domain, uts46=True).decode()}"
        if _ADDRESS.fullmatch(written):
            return written
    raise RenderingFault("L’adresse ne peut pas s’écrire dans un courriel.")


def sayable(text: str) -> str:
    """This text, unless no line can hold it: a break, a control character, half a pair. Raises RenderingFault then."""
    if _UNSAYABLE.search(text):
        raise RenderingFault("Un texte de l’en-tête contient un caractère de contrôle.")
    return text


def configured(sender: str) -> Mailbox:
    """The sender of all mails, as the settings name it."""
    return Mailbox.of(*read_mailbox(sender))


def is_sender(text: str) -> bool:
    """Whether the settings may name this sender."""
    try:
        return bool(configured(text))
    except (ValueError, RenderingFault):
        return False


def _is_short(text: str) -> bool:
    # « =? » begins an encoded word: readers find one even where the standard says that there is none.
    return len(text) <= ROOM and "=?" not in text


def _in_quotes(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _encoded(text: str) -> tuple[str, ...]:
    """RFC 2047 words of whole characters (section 5), written in the shorter of the two ways.

    The whole text is encoded: spaces between two words are not part of the text, so each stands inside one.
    """
    room = ROOM - len("=?utf-8?q??=")
    quoted = sum(map(_quoted_length, sayable(text)))
    if quoted <= len(text.encode()) * 4 / 3:
        return tuple(f"=?utf-8?q?{_quoted(piece)}?=" for piece in _cut(text, _quoted_length, room))
    pieces = _cut(text, lambda c: len(c.encode()), room // 4 * 3)
    return tuple(f"=?utf-8?b?{b64encode(piece.encode()).decode()}?=" for piece in pieces)


def _quoted(text: str) -> str:
    # The few characters that a word may hold inside a name too (RFC 2047 section 5, rule 3).
    return re.sub("[^A-Za-z0-9!*+/ -]", lambda c: "".join(f"={b:02X}" for b in c[0].encode()), text).replace(" ", "_")


def _quoted_length(character: str) -> int:
    return len(_quoted(character))


def _percent_length(character: str) -> int:
    return len(quote(character, safe=""))


def _cut(text: str, length: Callable[[str], int], most: int) -> Iterable[str]:
    """The text in pieces of whole characters, each at most so long once written."""
    begin = written = 0
    for at, character in enumerate(text):
        written += (cost := length(character))
        if written > most:
            yield text[begin:at]
            begin, written = at, cost
    yield text[begin:]


class _Written(UnstructuredHeader):
    """A field given in its final lines."""

    name: str
    max_count: ClassVar[Any] = 1

    @classmethod
    def parse(cls, value: str | Said, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"] = None
        kwds["decoded"] = value if isinstance(value, str) else "\r\n ".join(value.lines())

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_fields = HeaderRegistry(default_class=_Written, use_default_map=False)
_fields.map_to_type("Content-Type", ContentTypeHeader)  # type: ignore[arg-type]
_fields.map_to_type("Content-Transfer-Encoding", ContentTransferEncodingHeader)  # type: ignore[arg-type]
_fields.map_to_type("MIME-Version", MIMEVersionHeader)  # type: ignore[arg-type]
POLICY = SMTP.clone(header_factory=_fields)
