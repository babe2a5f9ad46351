"""A table as a file that a spreadsheet opens: French CSV, its cells never taken for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from flask import Response, stream_with_context

from aic_tracker.paper.sheets import neutral

AT_ONCE = 500  # rows


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Semicolons and a byte-order mark, as French spreadsheets expect."""
    return _answer(name, b"".join(csv_pieces(header, rows)))


def csv_stream(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The same, written as it is read: however many rows, a few hundred are held at once."""
    return _answer(name, stream_with_context(csv_pieces(header, rows)))


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file, piece by piece; its header at once, before any row is asked for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(header)
    yield text.getvalue().encode("utf-8-sig")
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        text.seek(0)
        text.truncate()
        writer.writerows([neutral(cell) for cell in row] for row in some)
        yield text.getvalue().encode()


def _answer(name: str, body: bytes | Iterator[bytes]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(body, mimetype="text/csv", headers=headers)
