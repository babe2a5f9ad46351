"""A sheet to be filled in: its titles, what each column may hold as a list to choose from, and a note that says so."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

import xlsxwriter

from aic_tracker.paper.heading import PROGRAMME
from aic_tracker.paper.sheets import harmless
from aic_tracker.paper.xlsx import OPTIONS

ROWS = 1_000  # lines that offer the lists
LONGEST_LIST = 255  # characters of a list within a rule; a longer one stands on a sheet of its own


class BlankColumn(NamedTuple):
    title: str
    rule: str = ""
    choices: Sequence[str] = ()


def blank_xlsx(title: str, columns: Sequence[BlankColumn], *, at: datetime) -> bytes:
    """The lists propose and never refuse: several choices may stand in one cell."""
    output = BytesIO()
    book = xlsxwriter.Workbook(output, OPTIONS)
    book.set_properties({"title": title, "author": PROGRAMME, "created": at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bg_color": "#E3E3FD", "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet("À remplir")
    lists = book.add_worksheet("Choix") if any(column.choices for column in columns) else None
    page.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        # Texts: the zeros of a SIRET stay, « 1/4 » is no date.
        page.set_column(place, place, max(14, min(len(column.title) + 4, 40)), text)
        page.write_string(0, place, column.title, head)
        if column.rule:
            page.write_comment(0, place, column.rule, {"author": PROGRAMME, "x_scale": 2})
        if column.choices and lists is not None:
            # A choice comes back with its shield, which the import takes off.
            for row, choice in enumerate(column.choices):
                lists.write_string(row, place, harmless(choice))
            source = f"=Choix!{xlsxwriter.utility.xl_range_abs(0, place, len(column.choices) - 1, place)}"
            rule = {"validate": "list", "source": source, "error_type": "information", "show_error": False}
            page.data_validation(1, place, ROWS, place, rule)
    page.activate()
    book.close()
    return output.getvalue()
