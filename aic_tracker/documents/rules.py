"""What a file is, judged by its content; what it may be called; who may remove it. Pure."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.documents.models import Document
from aic_tracker.errors import DomainError
from aic_tracker.formats import NBSP

LARGEST = 10 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 100 * 1024 * 1024  # bytes, all parts of an office document
MOST_PARTS = 5_000
LONGEST_NAME = 150

ACCEPTED = "PDF, OpenDocument (odt, ods, odp), Word, Excel, PowerPoint, PNG, JPEG ou WebP"


@dataclass(frozen=True)
class Kind:
    """`endings`: how a name of that kind may end; the first is given to a name that ends otherwise."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
WEBP = Kind("image/webp", (".webp",))

_ODF = "application/vnd.oasis.opendocument."
ODF = {
    _ODF + name: Kind(_ODF + name, (ending,))
    for name, ending in (
        ("text", ".odt"),
        ("spreadsheet", ".ods"),
        ("presentation", ".odp"),
        ("graphics", ".odg"),
    )
}
_OOXML = "application/vnd.openxmlformats-officedocument."
OOXML = {
    f"{_OOXML}{part}.main+xml": Kind(f"{_OOXML}{part}", (ending,))
    for part, ending in (
        ("wordprocessingml.document", ".docx"),
        ("spreadsheetml.sheet", ".xlsx"),
        ("presentationml.presentation", ".pptx"),
    )
}
ENDINGS = [ending for kind in (PDF, *ODF.values(), *OOXML.values(), PNG, JPEG, WEBP) for ending in kind.endings]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]')


def kind_of(content: bytes) -> Kind:
    """What the file is. Raises DomainError, saying what to do, for what is not accepted."""
    if not content:
        raise DomainError("Ce fichier est vide : choisissez-en un autre.", field="file")
    if len(content) > LARGEST:
        raise DomainError(f"Ce fichier dépasse 10{NBSP}Mo : allégez-le, ou partagez-le par un lien.", field="file")
    if content.startswith(_OLD_OFFICE):
        raise DomainError(
            "Ce fichier est dans un ancien format bureautique : enregistrez-le en OpenDocument ou en PDF.", field="file"
        )
    kind = _archive(content) if content.startswith(b"PK\x03\x04") else _signed(content)
    if kind is None:
        raise DomainError(f"Ce contenu n’est pas accepté. Joignez un fichier {ACCEPTED}.", field="file")
    return kind


def _signed(content: bytes) -> Kind | None:
    if re.match(rb"%PDF-[12]\.[0-9]", content) and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"):
        return PNG
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return None


def _archive(content: bytes) -> Kind | None:
    """An office document: its own part says which. Nothing else of it is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise DomainError(
                    "Ce fichier se déploie en un volume anormal : enregistrez-le de nouveau, ou joignez un PDF.",
                    field="file",
                )
            if any("vbaproject" in part.filename.lower() for part in parts):
                raise DomainError("Ce fichier contient des macros : enregistrez-le sans elles.", field="file")
            return _odf(archive, parts) or _ooxml(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return None


def _odf(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Kind | None:
    # OpenDocument 1.3, part 2, section 3.3: first, and not compressed.
    first = parts[0] if parts else None
    if first is None or first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        return None
    return ODF.get(_start(archive, "mimetype", 200).decode("ascii", "replace").strip())


def _ooxml(archive: zipfile.ZipFile) -> Kind | None:
    # ISO/IEC 29500-2: the types of all parts, the main one included.
    types = _start(archive, "[Content_Types].xml", 1_000_000).decode("utf-8", "replace")
    return next((kind for main, kind in OOXML.items() if f'"{main}"' in types), None)


def _start(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    """The first bytes of a part: its announced length may lie."""
    with archive.open(name) as part:
        return part.read(size)


def clean_filename(name: str, kind: Kind) -> str:
    """The name without folders nor characters that systems refuse, ending as its content says."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1]).encode("utf-8", "ignore").decode()
    name = " ".join(_FORBIDDEN_IN_NAMES.sub(" ", name).split())
    said = next((ending for ending in kind.endings if name.lower().endswith(ending)), "")
    stem = (name[: -len(said)] if said else name).strip(". ")
    ending = name[-len(said) :] if said else kind.endings[0]
    return (stem[: LONGEST_NAME - len(ending)] or "document") + ending


def may_remove(document: Document, actor: User) -> bool:
    """The support team, or whoever added it."""
    return can(actor, Permission.REMOVE_ANY_DOCUMENT) or document.author_id == actor.id
