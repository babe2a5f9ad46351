"""`/pilotage/temps`: every time noted for the laureates that one reads, for a spreadsheet."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.db import reading_apart
from aic_tracker.paper.sheets import Cell
from aic_tracker.paper.xlsx import MEDIA_TYPE, xlsx_file
from aic_tracker.timesheet import queries
from aic_tracker.timesheet.views.common import bp
from aic_tracker.web.files import made
from aic_tracker.web.table_files import csv_stream

HEADER = ("Lauréat", "Référente ou référent", "Jour", "Temps (jours)", "Activité", "Note")
WIDTHS = (28, 28, 12, 14, 28, 60)
# At most four quarters a day.
DAYS = {1: "0,25", 2: "0,5", 3: "0,75", 4: "1"}


@bp.get("/pilotage/temps.csv")
@requires(Permission.READ_PORTFOLIO)
def every_time() -> Any:
    today = clock.today()
    statement = queries.every_time(visible_laureates(current_user, today))
    return csv_stream(f"temps-{today.isoformat()}.csv", HEADER, _words(statement))


@bp.get("/pilotage/temps.xlsx")
@requires(Permission.READ_PORTFOLIO)
def every_time_workbook() -> Any:
    """The file leaves once it is whole: its kind does not allow otherwise."""
    today = clock.today()
    statement = queries.every_time(visible_laureates(current_user, today))
    file = xlsx_file("Temps des référentes et référents", HEADER, WIDTHS, _cells(statement), at=clock.now())
    return made(file, MEDIA_TYPE, f"temps-{today.isoformat()}.xlsx")


def _words(statement: Any) -> Iterator[tuple[str, ...]]:
    with reading_apart() as connection:
        for laureate, person, on, quarters, activity, note in connection.execute(statement):
            yield laureate, person, date.isoformat(on), DAYS[quarters], activity, note


def _cells(statement: Any) -> Iterator[tuple[Cell, ...]]:
    with reading_apart() as connection:
        for laureate, person, on, quarters, activity, note in connection.execute(statement):
            yield laureate, person, on, Decimal(quarters) / 4, activity, note
