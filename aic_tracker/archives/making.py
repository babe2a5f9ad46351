"""The archive itself: written to the disk piece by piece, and refused beyond what one machine should carry."""

import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from aic_tracker.archives import rules
from aic_tracker.archives.pieces import Piece
from aic_tracker.calendar_fr import PARIS
from aic_tracker.errors import DomainError

IN_MEMORY = 1024 * 1024
LARGEST = 500 * 1024 * 1024  # bytes of what it holds
MEDIA_TYPE = "application/zip"
# Already compressed: once is enough.
AS_THEY_ARE = (".pdf", ".ods", ".xlsx", ".odt", ".docx", ".png", ".jpg", ".jpeg", ".webp", ".zip")


@dataclass(frozen=True)
class Line:
    """A piece in the index. `name`: relative to it; None when its bytes are not found."""

    section: str
    label: str
    name: str | None
    size: int = 0

    @property
    def kind(self) -> str:
        return PurePosixPath(self.name or "").suffix.lstrip(".").upper()


Index = Callable[[list[tuple[str, list[Line]]]], str]


def archive(folder: str, pieces: Iterable[Piece], index: Index, *, at: datetime) -> IO[bytes]:
    """A file that is gone once it is closed. `index`: the page that leads to each, given its sections.

    Raises DomainError when all that weighs more than `LARGEST`.
    """
    taken, lines, total = {"index.html"}, list[Line](), 0
    with ExitStack() as on_failure:
        output = on_failure.enter_context(SpooledTemporaryFile(IN_MEMORY))
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as written:
            for piece in pieces:
                content = piece.make()
                if content is None:
                    lines.append(Line(piece.section, piece.label, None))
                    continue
                name = rules.apart(_safe(piece.name), taken)
                size = _add(written, f"{folder}/{name}", content, at=at)
                lines.append(Line(piece.section, piece.label, name, size))
                total += size
                if total > LARGEST:
                    raise DomainError(
                        "Ce dossier pèse plus de 500\N{NO-BREAK SPACE}Mo : téléchargez ses fichiers joints un à un."
                    )
            sections = [(name, list(found)) for name, found in groupby(lines, key=lambda line: line.section)]
            _add(written, f"{folder}/index.html", index(sections).encode(), at=at)
        output.seek(0)
        on_failure.pop_all()
    return output


def _safe(name: str) -> str:
    return "/".join(rules.safe_name(part) for part in name.split("/"))


def _add(written: zipfile.ZipFile, name: str, content: bytes | Path, *, at: datetime) -> int:
    info = zipfile.ZipInfo(name, at.astimezone(PARIS).timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if name.endswith(AS_THEY_ARE) else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    if isinstance(content, bytes):
        written.writestr(info, content)
        return len(content)
    with content.open("rb") as source, written.open(info, "w") as part:
        while some := source.read(IN_MEMORY):
            part.write(some)
    return content.stat().st_size
