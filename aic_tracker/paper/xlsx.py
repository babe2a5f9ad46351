"""A workbook for the office suites that want Office Open XML."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from aic_tracker.paper.heading import PROGRAMME
from aic_tracker.paper.sheets import Cell, Workbook, harmless, lines_of

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LINE, TALLEST = 15, 409  # points; no row is taller in any office suite
IN_MEMORY = 256 * 1024  # beyond, on the disk
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(workbook: Workbook, *, at: datetime) -> bytes:
    """The file's bytes: a header row that stays in sight, filters, real dates and numbers."""
    output = BytesIO()
    book = xlsxwriter.Workbook(output, OPTIONS)
    book.set_properties({"title": workbook.title, "author": PROGRAMME, "created": at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bg_color": "#E3E3FD", "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "align": "left"})
    for sheet in workbook.sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width, None, {"hidden": column in sheet.hidden})
        for column, name in enumerate(sheet.columns):
            page.write_string(0, column, harmless(name), head)
        for row, cells in enumerate((sheet.columns, *sheet.rows)):
            page.set_row(row, min(LINE * lines_of(cells, sheet.widths), TALLEST))
        for row, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells):
                _write(page, row, column, cell, text=text, day=day, moment=moment)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    book.close()
    return output.getvalue()


def xlsx_file(
    title: str, columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]], *, at: datetime
) -> IO[bytes]:
    """One sheet of however many rows, written to the disk as they come: a file that is gone once it is closed."""
    with ExitStack() as on_failure:
        output = on_failure.enter_context(SpooledTemporaryFile(IN_MEMORY))
        book = xlsxwriter.Workbook(output, OPTIONS | {"in_memory": False, "constant_memory": True})
        # Closed whatever happens: its rows wait in a file of their own, which nobody else would remove.
        with closing(book):
            book.set_properties({"title": title, "author": PROGRAMME, "created": at.replace(tzinfo=None)})
            _fill(book, columns, widths, rows)
        output.seek(0)
        on_failure.pop_all()
    return output


def _fill(book: Any, columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E3E3FD", "bottom": 1})
    text, day = book.add_format({}), book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
    page = book.add_worksheet()
    page.freeze_panes(1, 0)
    for column, (name, width) in enumerate(zip(columns, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, harmless(name), head)
    row = 0
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            _write(page, row, column, cell, text=text, day=day, moment=moment)
    page.autofilter(0, 0, max(row, 1), len(columns) - 1)


def _write(page: Worksheet, row: int, column: int, cell: Cell, **formats: object) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        page.write_string(row, column, harmless(cell), formats["text"])
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats["moment" if isinstance(cell, datetime) else "day"])
    elif isinstance(cell, int | Decimal):
        page.write_number(row, column, cell, formats["text"])
