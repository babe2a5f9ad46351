"""`/pilotage/temps.csv`: every time noted for the laureates that one reads, for a spreadsheet."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.access.queries import visible_laureates
from aic_tracker.db import reading_apart
from aic_tracker.timesheet import queries
from aic_tracker.timesheet.views.common import bp
from aic_tracker.web.table_files import csv_stream

HEADER = ("Lauréat", "Référente ou référent", "Jour", "Temps (jours)", "Activité", "Note")
# At most four quarters a day.
DAYS = {1: "0,25", 2: "0,5", 3: "0,75", 4: "1"}


@bp.get("/pilotage/temps.csv")
@requires(Permission.READ_PORTFOLIO)
def every_time() -> Any:
    today = clock.today()
    statement = queries.every_time(visible_laureates(current_user, today))
    return csv_stream(f"temps-{today.isoformat()}.csv", HEADER, _rows(statement))


def _rows(statement: Any) -> Iterator[tuple[str, ...]]:
    with reading_apart() as connection:
        for laureate, person, on, quarters, activity, note in connection.execute(statement):
            yield laureate, person, date.isoformat(on), DAYS[quarters], activity, note
