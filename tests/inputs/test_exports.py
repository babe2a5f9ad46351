"""No file that leaves holds a cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from python_calamine import load_workbook

from aic_tracker.db import Base, db
from aic_tracker.paper.sheets import neutral
from tests.inputs.doors import House, actors_of, path_of

RISKY = ("=", "+", "-", "@", "\t", "\x00")
SAID = {
    "laureate": ("name", "tagline"),
    "organisation": ("name", "town"),
    "season": ("name",),
    "priority": ("title", "expected_change"),
    "objective": ("title", "indicator", "unit"),
    "means": ("label",),
    "action": ("title",),
    "aid": ("authority", "purpose", "register_reference"),
    "user_account": ("name",),
}
SHEETS = ("csv", "ods", "xlsx")


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
def test_every_sheet_that_leaves_holds_no_formula(house: House, first: str) -> None:
    with house.app.app_context():
        for name, columns in SAID.items():
            table = Base.metadata.tables[name]
            values = {column: f"{first}cmd()" for column in columns if column in table.columns}
            db.session.execute(sa.update(table).values(values))
        db.session.commit()
    read = 0
    for path, actor in exports(house):
        answer = house.browser(actor).get(path)
        assert answer.status_code == 200, path
        cells = cells_of(path, answer.get_data())
        assert [cell for cell in cells if cell.startswith(RISKY)] == [], path
        read += any(f"'{first}cmd()" in cell for cell in cells)
    assert read > 1


def exports(house: House) -> Iterator[tuple[str, str]]:
    for rule in house.app.url_map.iter_rules():
        endings = SHEETS if "<any" in rule.rule else [end for end in SHEETS if rule.rule.endswith(f".{end}")]
        for ending in endings:
            if "<any" not in rule.rule or ending in rule.rule.partition("<any")[2]:
                season = str(house.picture.rows["season"][0]["slug"])
                path = path_of(rule, house.world, **{"ending": ending, "season": season})
                yield path, actors_of(house.app, rule)[0]


def cells_of(path: str, content: bytes) -> list[str]:
    if path.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    else:
        book = load_workbook(io.BytesIO(content))
        rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [cell for row in rows for cell in row if isinstance(cell, str)]


@pytest.mark.parametrize("first", RISKY)
def test_a_risky_cell_is_made_harmless(first: str) -> None:
    assert neutral(f"{first}cmd()") == f"'{first}cmd()"
    assert neutral(f" {first}cmd()").startswith("'")
    assert neutral("Vikidia") == "Vikidia"
