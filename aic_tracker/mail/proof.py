"""The last lock of a mail: its written bytes, read again by other means than those that wrote them."""

import re
from collections.abc import Iterator, Mapping
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value, getaddresses

from aic_tracker.heads import Literal, Mailbox, RenderingFault, Said, Text

# RFC 5322 section 2.2; its section 2.1.1 bounds the line.
_BEGINS = re.compile(rb"([A-Za-z-]+): [ -~]*")
_GOES_ON = re.compile(rb" +[!-~][ -~]*")
LONGEST_LINE = 998
ADDED = ("MIME-Version", "Content-Type")
# The older of the package's two readers: it shares no code with what assembles our messages.
_reader = BytesHeaderParser(policy=policy.compat32)

# One part of a message: how deep it stands, its type, its file name ("" when it has none).
Part = tuple[int, str, str]


def prove(content: bytes, fields: Mapping[str, Said], parts: list[Part]) -> None:
    """Raise RenderingFault unless this message says these fields, each once, no other, and holds these parts."""
    head = content.partition(b"\r\n\r\n")[0]
    if sorted(_names(head)) != sorted((*fields, *ADDED)):
        raise RenderingFault("L’en-tête n’a pas les champs voulus.")
    read = _reader.parsebytes(head)
    for name, meant in fields.items():
        if _said(meant, str(read[name])) != meant:
            raise RenderingFault(f"Le champ « {name} » ne dit pas ce qui était voulu.")
    if list(_parts(content, 0)) != parts:
        raise RenderingFault("Le message n’a pas les parties voulues.")


def _names(head: bytes) -> list[str]:
    names = []
    for line in head.split(b"\r\n"):
        if len(line) > LONGEST_LINE:
            raise RenderingFault("Une ligne de l’en-tête est trop longue.")
        if begins := _BEGINS.fullmatch(line):
            names.append(begins[1].decode())
        elif not names or not _GOES_ON.fullmatch(line):
            raise RenderingFault("L’en-tête a une ligne illisible.")
    return names


def _said(meant: Said, raw: str) -> Said | None:
    match meant:
        case Text():
            return Text(decoded(raw))
        case Mailbox():
            people = getaddresses([raw])
            return Mailbox(decoded(people[0][0]), people[0][1]) if len(people) == 1 else None
        case _:
            return Literal(raw)


def decoded(raw: str) -> str:
    """A text or a list of people as their reader sees them."""
    return str(make_header(decode_header(raw)))


def _parts(content: bytes, depth: int) -> Iterator[Part]:
    head, _, body = content.partition(b"\r\n\r\n")
    _names(head)
    read: Message = _reader.parsebytes(head)
    # Not get_filename(), which takes spaces off.
    filename = collapse_rfc2231_value(read.get_param("filename", "", "Content-Disposition"))
    yield depth, read.get_content_type(), filename
    boundary = read.get_boundary()
    if boundary is None:
        return
    before, *inside, after = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("ascii", "replace"))
    if before or after.strip() != b"--":
        raise RenderingFault("Le message n’a pas les parties voulues.")
    for part in inside:
        yield from _parts(part.removeprefix(b"\r\n"), depth + 1)
