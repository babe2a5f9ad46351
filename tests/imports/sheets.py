"""Small files, as real tools write them."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import xlsxwriter

from aic_tracker.paper.ods import ods
from aic_tracker.paper.sheets import Sheet, Workbook

AT = datetime(2026, 3, 2, tzinfo=UTC)


def xlsx_of(*rows, name="Feuille1", formats=None):
    """`formats`: by row and column, that of a number."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    page = book.add_worksheet(name)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if hasattr(cell, "year"):
                page.write_datetime(number, column, cell, day)
            elif cell is not None:
                shown = (formats or {}).get((number, column))
                page.write(number, column, cell, book.add_format({"num_format": shown}) if shown else None)
    book.close()
    return output.getvalue()


def ods_of(head, *rows, name="Feuille1"):
    return ods(Workbook("Essai", [Sheet(name, head, rows)]), at=AT)


def openpyxl_of(change):
    """A workbook that `change` fills, given its sheet."""
    book = openpyxl.Workbook()
    change(book.active)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def with_part(content, name, change):
    """The same archive, one part of it changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            new.writestr(part, change(body) if part.filename == name else body)
    return output.getvalue()
