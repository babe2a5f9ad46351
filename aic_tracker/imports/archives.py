"""What an office document holds that its reader does not tell: how far it goes, what is covered, hidden, in error.

Read in a stream before anything is opened: a few kilobytes may unpack into gigabytes, and a single cell at the far
corner of a sheet makes its reader allocate the whole of it.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat  # nosec B407 -- no entity is ever declared: a DOCTYPE is refused

from aic_tracker.errors import DomainError
from aic_tracker.formats import thousands
from aic_tracker.imports.marks import MOST_TOLD, Marks, Place, Reader

LARGEST_UNPACKED = 150 * 1024 * 1024  # bytes, parts together
MOST_CELLS = 4_000_000  # of one sheet, up to its last row and last column
MOST_REPEATED = 1 << 21
STYLES = "xl/styles.xml"
AT_ONCE = 1 << 16  # bytes
ABNORMAL = "Ce fichier se déploie en un volume anormal : enregistrez-le de nouveau, sans les cellules inutiles."
UNREADABLE = "Ce fichier est abîmé : ouvrez-le dans un tableur, puis enregistrez-le de nouveau."

BROKEN = (EOFError, RuntimeError, NotImplementedError, KeyError, OSError, ValueError)

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # what a format writes as it is


def marks_of_xlsx(content: bytes) -> dict[str, Marks]:
    """By name of sheet. Raises DomainError for what is not to be opened."""
    with _opened(content) as archive:
        parts = {part.filename.lstrip("/"): part for part in archive.infolist()}
        _check_sizes(archive, [name for name in parts if not name.startswith("xl/worksheets/")])
        styles = _XlsxStyles()
        if STYLES in parts:
            _read(archive, STYLES, styles)
        found = {}
        for name, target in _sheets_of_xlsx(archive, parts):
            if target in parts:
                found[name] = _read(archive, target, _XlsxSheet(styles.percents()))
        return found


def marks_of_ods(content: bytes) -> dict[str, Marks]:
    with _opened(content) as archive:
        _check_sizes(archive, [part.filename for part in archive.infolist() if part.filename != "content.xml"])
        reader = _OdsBook()
        _read(archive, "content.xml", reader)
        return reader.sheets


@contextmanager
def _opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive; what is wrong with it is told in words."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, *BROKEN) as error:
        raise DomainError(UNREADABLE, field="file") from error


def _check_sizes(archive: zipfile.ZipFile, names: list[str]) -> None:
    total = 0
    for name in names:
        for piece in _pieces(archive, name):
            total += len(piece)
            if total > LARGEST_UNPACKED:
                raise DomainError(ABNORMAL, field="file")


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part to its real end, which its announced length may hide."""
    part = archive.getinfo(name)
    announced, part.file_size = part.file_size, LARGEST_UNPACKED + 1
    length = 0
    try:
        with archive.open(part) as stream:
            while piece := stream.read(AT_ONCE):
                length += len(piece)
                if length > min(announced, LARGEST_UNPACKED):
                    raise DomainError(ABNORMAL, field="file")
                yield piece
    finally:
        part.file_size = announced


def _read(archive: zipfile.ZipFile, name: str, reader: "Reader") -> Marks:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for piece in _pieces(archive, name):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return reader.marks


def _refuse_doctype(*_declared: object) -> None:
    raise DomainError(UNREADABLE, field="file")


def _refuse_beyond(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise DomainError(
            f"Cette feuille s’étend sur {thousands(rows)} lignes et {thousands(columns)} colonnes : "
            "supprimez les lignes et les colonnes inutiles, puis enregistrez-la de nouveau.",
            field="file",
        )


class _XlsxStyles(Reader):
    """ISO/IEC 29500-1, 18.8: a cell names by its rank a format, which names that of its number."""

    def __init__(self) -> None:
        super().__init__()
        self.codes = {"9", "10"}  # 18.8.30: 0% and 0.00%
        self.formats: list[str] = []
        self.is_within = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "numFmt" and "%" in _LITERAL.sub("", attributes.get("formatCode", "")):
            self.codes.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self.is_within = True
        elif name == "xf" and self.is_within:
            self.formats.append(attributes.get("numFmtId", ""))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            self.is_within = False

    def percents(self) -> frozenset[str]:
        return frozenset(str(rank) for rank, code in enumerate(self.formats) if code in self.codes)


class _XlsxSheet(Reader):
    """ISO/IEC 29500-1, 18.3.1: rows and cells may leave their place out; they then follow the one before."""

    def __init__(self, percents: frozenset[str]) -> None:
        super().__init__()
        self.percents = percents
        self.row, self.column, self.last_row, self.last_column = -1, -1, 0, 0
        self.place: Place | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self.row + 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.add(self.marks.hidden, self.row)
        elif name == "c":
            self.place = place_of(attributes.get("r", "")) or (max(self.row, 0), self.column + 1)
            self.row, self.column = self.place
            if attributes.get("t") == "e":
                self.add(self.marks.errors, self.place)
            elif attributes.get("s") in self.percents and attributes.get("t", "n") == "n":
                self.tell_percent(self.place)
        elif name in ("v", "is", "f") and self.place:
            # A cell with a format alone is nothing to its reader.
            self.last_row, self.last_column = (max(self.last_row, self.row), max(self.last_column, self.column))
            _refuse_beyond(self.last_row + 1, self.last_column + 1)
        elif name == "mergeCell":
            self._cover(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.place = None

    def _cover(self, ref: str) -> None:
        first, last = (place_of(part) for part in (*ref.split(":"), "")[:2])
        if first is None or last is None:
            return
        for row in range(first[0], min(last[0], first[0] + MOST_TOLD) + 1):
            for column in range(first[1], last[1] + 1):
                if (row, column) != first:
                    self.add(self.marks.covered, (row, column))
                if len(self.marks.covered) >= MOST_TOLD:
                    return


def place_of(ref: str) -> Place | None:
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", ref)
    if match is None or match[2] == "0":
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


class _Elements(Reader):
    def __init__(self, wanted: str, take: Callable[[dict[str, str]], None]) -> None:
        super().__init__()
        self.wanted, self.take = wanted, take

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == self.wanted:
            self.take(attributes)


def _sheets_of_xlsx(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    """Names, and the part of each."""
    sheets: list[dict[str, str]] = []
    links: list[dict[str, str]] = []
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if book not in parts or relations not in parts:
        raise DomainError(UNREADABLE, field="file")
    _read(archive, book, _Elements("sheet", sheets.append))
    _read(archive, relations, _Elements("Relationship", links.append))
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    for sheet in sheets:
        identifier = next((value for key, value in sheet.items() if key.rpartition(":")[2] == "id"), "")
        target = targets.get(identifier, "")
        yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _OdsBook(Reader):
    """OpenDocument 1.3, part 3, 9.1: a row and a cell say how often they are repeated."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, Marks] = {}
        self.row, self.column, self.repeated, self.last_column = 0, 0, 1, 0
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.marks = self.sheets.setdefault(attributes.get("table:name", ""), Marks())
                self.row, self.last_column = 0, 0
        elif name == "table:table-row":
            self.column, self.repeated = 0, _count(attributes, "table:number-rows-repeated")
            if attributes.get("table:visibility", "visible") != "visible":
                self.add(self.marks.hidden, self.row)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            count = _count(attributes, "table:number-columns-repeated")
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.last_column = max(self.last_column, self.column + count)
                _refuse_beyond(self.row + self.repeated, self.last_column)
            self._note(name, attributes, count)
            self.column += count

    def _note(self, name: str, attributes: dict[str, str], count: int) -> None:
        is_covered = name == "table:covered-table-cell"
        is_error = attributes.get("calcext:value-type") == "error"
        if is_covered or is_error:
            for column in range(self.column, self.column + min(count, MOST_TOLD)):
                self.add(self.marks.covered if is_covered else self.marks.errors, (self.row, column))
        elif attributes.get("office:value-type") == "percentage":
            for row in range(self.row, self.row + min(self.repeated, MOST_TOLD)):
                for column in range(self.column, self.column + min(count, MOST_TOLD)):
                    self.tell_percent((row, column))

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.repeated
        elif name == "table:table":
            self.depth -= 1


def _count(attributes: dict[str, str], name: str) -> int:
    return min(int(attributes.get(name, "1")), MOST_REPEATED)
