"""The table that is read, taken in as a sheet is: columns matched, seen before it is written, taken back at once."""

from datetime import date, datetime
from decimal import Decimal

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.imports import cells, operations
from aic_tracker.imports.kinds.base import Kind
from aic_tracker.imports.models import SheetImport
from aic_tracker.laureates.support import at_any_time
from aic_tracker.paper.sheets import Cell, Sheet, Workbook
from aic_tracker.paper.xlsx import xlsx
from aic_tracker.sources.grist import document


@at_any_time
def receive(kind: Kind, *, actor: User, now: datetime) -> SheetImport:
    """Raises ServiceFault when the service gives no table, DomainError when it is none that an import takes."""
    found = document.table(now)
    head, *rows = found.rows
    sheet = Sheet(found.name[:31], [str(title) for title in head], [[_plain(cell) for cell in row] for row in rows])
    content = xlsx(Workbook(found.name, [sheet]), at=now)
    return operations.receive(kind, filename=f"{_name()}.xlsx", content=content, actor=actor, now=now)


def _name() -> str:
    settings = config.current().grist
    return f"Grist {settings.document} {settings.table}"


def _plain(cell: cells.Cell) -> Cell:
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return Decimal(repr(cell))
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    return cell if isinstance(cell, str | int | date | None) else str(cell)
