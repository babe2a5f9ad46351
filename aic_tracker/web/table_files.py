"""A table as a file that a spreadsheet opens: French CSV, its cells never taken for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from aic_tracker.paper.sheets import neutral


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Semicolons and a byte-order mark, as French spreadsheets expect."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    body = text.getvalue().encode("utf-8-sig")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(body, mimetype="text/csv", headers=headers)
