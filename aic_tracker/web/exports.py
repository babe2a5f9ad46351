"""A list leaves as it is filtered: its own address, with `format=csv`, `ods` or `xlsx`.

A view adds one line before it draws its page, and the page shows `exports()`:

    if file := exported(CONTACTS, lambda: each_of(statement)):
        return file

The guard, the filters and the query are those of the screen; the audit trail keeps every file that leaves.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import sqlalchemy as sa
from flask import Flask, Response, abort, flash, redirect, request

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.formats import thousands
from aic_tracker.paper import ods, xlsx
from aic_tracker.paper.tables import Table, plain
from aic_tracker.web.files import made
from aic_tracker.web.paging import same_address

ENDINGS = {"csv": "text/csv; charset=utf-8", "ods": ods.MEDIA_TYPE, "xlsx": xlsx.MEDIA_TYPE}
AT_ONCE = 500  # rows read together
IN_MEMORY = 256 * 1024  # bytes; beyond, on the disk
# A workbook is made whole before it leaves, and office suites open it whole.
MOST_IN_A_WORKBOOK = 100_000  # rows


class TooLongError(Exception):
    """More rows than a workbook may hold."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals["export_url"] = export_url


def export_url(ending: str, which: str | None = None) -> str:
    """This address and its filters, as a file of all its pages; `which`: of the lists of a page, the one meant."""
    return same_address(page=None, format=ending, partie=which)


def exported(
    table: Table, rows: Callable[[], Iterable[Any]], *, about: str = "", which: str | None = None
) -> Response | None:
    """The file asked for by the address; None when it asks for the page. `about`: the slug of whose list it is."""
    ending = request.args.get("format")
    if not ending or request.args.get("partie") != which:
        return None
    if ending not in ENDINGS:
        abort(404)
    return sent(table, rows(), ending, about=about)


def sent(table: Table, rows: Iterable[Any], ending: str, *, about: str = "") -> Response:
    """The file itself."""
    try:
        file = _written(table, rows, ending)
    except TooLongError:
        most = thousands(MOST_IN_A_WORKBOOK)
        flash(f"Plus de {most} lignes ne tiennent pas dans un classeur : filtrez la liste, ou prenez le CSV.", "error")
        return redirect(same_address(format=None, partie=None), 303)  # type: ignore[return-value]
    name = "-".join(part for part in (about, table.file, clock.today().isoformat()) if part)
    return made(file, ENDINGS[ending], f"{name}.{ending}")


def each_of(
    statement: sa.Select[*tuple[Any, ...]],
    *,
    scalars: bool = True,
    told: Callable[[Sequence[Any]], Iterable[Any]] | None = None,
) -> Iterator[Any]:
    """Every row of a select, some hundreds held at once; `told` makes of each handful what the screen shows of it."""
    rows = db.session.execute(statement.execution_options(yield_per=AT_ONCE))
    for some in (rows.scalars() if scalars else rows).partitions(AT_ONCE):
        yield from told(some) if told else some


def _written(table: Table, rows: Iterable[Any], ending: str) -> IO[bytes]:
    cells = table.cells(rows)
    if ending == "csv":
        return _csv_file(table.titles, cells)
    write = ods.ods_file if ending == "ods" else xlsx.xlsx_file
    return write(table.title, table.titles, table.widths, _bounded(cells), at=clock.now())


def _csv_file(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Semicolons and a byte-order mark, as French spreadsheets expect."""
    with ExitStack() as on_failure:
        output = on_failure.enter_context(SpooledTemporaryFile(IN_MEMORY))
        text = TextIOWrapper(output, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, delimiter=";")
        writer.writerow(titles)
        writer.writerows([plain(cell) for cell in row] for row in rows)
        text.detach()
        output.seek(0)
        on_failure.pop_all()
    return output


def _bounded(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number >= MOST_IN_A_WORKBOOK:
            raise TooLongError
        yield row
