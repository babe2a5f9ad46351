"""A file that somebody sends, as tables: XLSX, ODS, CSV or Grist by its content, within bounds."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

import python_calamine as calamine

from aic_tracker.documents.rules import LARGEST, ODF, OOXML, kind_of
from aic_tracker.errors import DomainError
from aic_tracker.formats import NBSP, thousands
from aic_tracker.imports import grist_file
from aic_tracker.imports.archives import UNREADABLE, marks_of_ods, marks_of_xlsx
from aic_tracker.imports.cells import Cell, plain
from aic_tracker.imports.marks import Marks

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_SHEETS = 200
ERROR = "#REF!"  # stands for any formula in error: its readers say so
LONG = 5_000  # rows from which a table is kept between two slices
SEPARATORS = (";", "\t", ",", "|")
_SHEETS = {kind.media_type for kind in (*ODF.values(), *OOXML.values()) if kind.endings[0] in (".ods", ".xlsx")}
_WORKBOOKS = {"xlsx", "xlsm", "xls", "ods", "grist"}
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|\?xml|table)", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """Its rows from the first of the sheet on, each as long as it was written; `hidden` are rows counted from 0."""

    name: str
    rows: list[list[Cell]]
    hidden: frozenset[int] = frozenset()


def refuse_misnamed(filename: str, content: bytes) -> None:
    """A text under the name of a workbook is not what the person thinks they send."""
    ending = filename.lower().rpartition(".")[2]
    if ending not in _WORKBOOKS or content.startswith(b"PK") or grist_file.is_one(content):
        return
    _text_of(content)  # What is no text either says so.
    raise DomainError(
        f"Ce fichier se nomme .{ending} mais contient du texte : enregistrez-le en XLSX ou en ODS depuis votre "
        "tableur, ou donnez-lui un nom en .csv.",
        field="file",
    )


def sheet_names(content: bytes) -> list[str]:
    """Raises DomainError, saying what to do, for what is not a table."""
    if grist_file.is_one(content):
        return grist_file.table_names(content)[:MOST_SHEETS]
    if not content.startswith(b"PK"):
        _text_of(content)
        return [""]
    _marks(content)
    with _book(content) as book:
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
    if not names:
        raise DomainError("Ce fichier n’a aucune feuille.", field="file")
    return names[:MOST_SHEETS]


_last: list[tuple[tuple[bytes, str], Table]] = []  # one at most, for each process


def table_of(content: bytes, name: str) -> Table:
    """One sheet whole, the last long one kept: it is read slice after slice, and opened once.

    Raises DomainError where it goes beyond the bounds, or is not there.
    """
    mark = (sha256(content).digest(), name)
    for kept, table in _last:
        if kept == mark:
            return table
    table = _table_of(content, name)
    if len(table.rows) > LONG:
        _last[:] = [(mark, table)]
    return table


def forget_table() -> None:
    """Its memory is given back once its file is done with."""
    _last.clear()
    _last_marks.clear()


def _table_of(content: bytes, name: str) -> Table:
    if grist_file.is_one(content):
        return Table(name, _bounded(iter(grist_file.rows(content, name))))
    if not content.startswith(b"PK"):
        return Table("", _bounded(_csv_rows(_text_of(content))))
    marks = _marks(content)
    if name not in marks:
        raise DomainError(f"La feuille « {name} » n’est plus dans ce fichier.", field="sheet")
    with _book(content) as book:
        rows: list[Any] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    _apply(marks[name], rows)
    return Table(name, _bounded(iter(rows)), frozenset(marks[name].hidden))


def _apply(marks: Marks, rows: list[list[Cell]]) -> None:
    """What is under a merge is not what people see; to the reader of files an error is empty, and « 200 % » is 2."""
    for row, column in marks.covered:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ""
    for row, column in marks.percents:
        if row < len(rows) and column < len(rows[row]) and isinstance(value := rows[row][column], int | float):
            rows[row][column] = f"{plain(round(value * 100, 8))} %"
    for row, column in marks.errors:
        if row < len(rows):
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = ERROR


_last_marks: list[tuple[bytes, dict[str, Marks]]] = []  # one at most, for each process


def _marks(content: bytes) -> dict[str, Marks]:
    """By name of sheet; a file is gone through once for its names and for each of its sheets."""
    digest = sha256(content).digest()
    if not (_last_marks and _last_marks[0][0] == digest):
        _last_marks[:] = [(digest, _marks_of(content))]
    return _last_marks[0][1]


def _marks_of(content: bytes) -> dict[str, Marks]:
    kind = kind_of(content)
    if kind.media_type not in _SHEETS:
        raise DomainError("Ce fichier n’est pas un tableau : choisissez un fichier XLSX, ODS ou CSV.", field="file")
    return marks_of_ods(content) if kind.endings[0] == ".ods" else marks_of_xlsx(content)


@contextmanager
def _book(content: bytes) -> Iterator[calamine.CalamineWorkbook]:
    """The workbook, whose bounds are known; what its reader cannot read is told in words."""
    try:
        with calamine.CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            yield book
    except calamine.PasswordError as error:
        raise DomainError("Ce fichier est protégé : retirez son mot de passe.", field="file") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DomainError(UNREADABLE, field="file") from error


def _bounded(rows: Iterator[list[Cell]]) -> list[list[Cell]]:
    kept: list[list[Cell]] = []
    for row in rows:
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise DomainError(
                f"Ce tableau a plus de {MOST_COLUMNS} colonnes : retirez celles qui ne servent pas.", field="file"
            )
        kept.append(row)
        if len(kept) > 2 * MOST_ROWS:
            break
    while kept and not kept[-1]:
        kept.pop()
    # The head and a few rows of presentation stand above what is counted.
    if (count := sum(1 for row in kept if row)) > MOST_ROWS + 10:
        raise DomainError(
            f"Ce tableau a {thousands(count)} lignes : coupez-le en fichiers de {thousands(MOST_ROWS)} au plus.",
            field="file",
        )
    return kept


def _text_of(content: bytes) -> str:
    if not content.strip():
        raise DomainError("Ce fichier est vide : choisissez-en un autre.", field="file")
    if len(content) > LARGEST:
        raise DomainError(f"Ce fichier dépasse 10{NBSP}Mo : coupez-le en plusieurs.", field="file")
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise DomainError(
            "Ce fichier n’est pas un tableau lisible : enregistrez-le en XLSX, en ODS ou en CSV.", field="file"
        )
    if _WEB_PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise DomainError("Ce fichier est une page web : enregistrez le tableau en XLSX, ODS ou CSV.", field="file")
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DomainError("Ce fichier n’est pas un texte : enregistrez le tableau en XLSX, ODS ou CSV.", field="file")


def _csv_rows(text: str) -> Iterator[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for row in reader:
            yield list(row)
    except csv.Error as error:
        raise DomainError(
            f"Le fichier ne se lit plus à partir de la ligne {reader.line_num + 1} : un guillemet y manque peut-être.",
            field="file",
        ) from error


def _separator(text: str) -> str:
    """The sign that cuts the first lines into the most columns, alike on each."""
    sample = [re.sub(r'"[^"]*"', "", line) for line in text[:20_000].splitlines()[:20] if line.strip()]

    def regularity(separator: str) -> tuple[int, int]:
        counts = Counter(line.count(separator) for line in sample)
        most, lines = max(
            ((count, lines) for count, lines in counts.items() if count), default=(0, 0), key=lambda c: c[1]
        )
        return (lines, most)

    return max(SEPARATORS, key=regularity)
