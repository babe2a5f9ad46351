"""Sheets as office suites read them: openpyxl and calamine open what we write, and agree with what is on screen."""

import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import python_calamine

from aic_tracker import formats
from aic_tracker.paper.ods import ods
from aic_tracker.paper.sheets import Cell, Sheet, Workbook, harmless, neutral
from aic_tracker.paper.xlsx import xlsx

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG = "Une phrase assez longue pour tenir sur plusieurs lignes. " * 6
ROWS: list[list[Cell]] = [
    ["Court", Decimal("-0.45"), date(2026, 3, 2)],
    [LONG, 99, None],
    ["- recruter\n- former\n- publier", -3, date(2040, 12, 31)],
]
BOOK = Workbook("Essai", [Sheet("Objectifs à suivre", ("Titre", "Valeur", "Échéance"), ROWS, (40, 10, 12))])
FILES = {"xlsx": xlsx(BOOK, at=AT), "ods": ods(BOOK, at=AT)}
by_format = pytest.mark.parametrize("ending", FILES)


def xml(part: str) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(FILES["ods"])) as archive:
        return ElementTree.fromstring(archive.read(part))


def attributes(element: ElementTree.Element) -> dict[str, str]:
    """Without their namespaces."""
    return {re.sub("{.*}", "", key): value for key, value in element.attrib.items()}


def elements(part: str, name: str) -> list[dict[str, str]]:
    return [attributes(one) for one in xml(part).iter() if one.tag.endswith("}" + name)]


@by_format
def test_values_come_back_with_their_types(ending: str) -> None:
    sheet = python_calamine.load_workbook(BytesIO(FILES[ending])).get_sheet_by_name("Objectifs à suivre")
    _head, *rows = sheet.to_python()
    assert [[cell or None for cell in row] for row in rows] == [
        ["Court", -0.45, date(2026, 3, 2)],
        [LONG, 99, None],
        ["- recruter\n- former\n- publier", -3, date(2040, 12, 31)],
    ]


def test_a_workbook_keeps_its_head_in_sight_its_filter_and_its_heights() -> None:
    book = openpyxl.load_workbook(BytesIO(FILES["xlsx"]))
    sheet = book["Objectifs à suivre"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:C4", "$1:$1")
    one, many, three = (sheet.row_dimensions[row].height for row in (2, 3, 4))
    assert (one or 15, three) == (15, 45)  # none said: one line
    assert many >= 15 * len(LONG) / 40
    assert {cell.alignment.vertical for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"top"}


def test_an_opendocument_keeps_its_head_in_sight() -> None:
    said = {attributes(one)["name"]: one.text for one in xml("settings.xml").iter() if one.tag.endswith("}config-item")}
    assert (said["VerticalSplitMode"], said["VerticalSplitPosition"], said["PositionBottom"]) == ("2", "1", "1")
    assert "settings.xml" in {entry["full-path"] for entry in elements("META-INF/manifest.xml", "file-entry")}


def test_an_opendocument_has_rows_as_tall_as_their_text_and_dates_at_their_top() -> None:
    styles = [one for one in xml("content.xml").iter() if one.tag.endswith("}style")]
    kinds: dict[str, list[dict[str, str]]] = {
        attributes(one)["name"]: [attributes(part) for part in one] for one in styles
    }
    heights = [
        float(kinds[row["style-name"]][0]["row-height"].removesuffix("cm"))
        for row in elements("content.xml", "table-row")
    ]
    assert heights[1] < heights[3] < heights[2]
    assert kinds["date"][0]["vertical-align"] == kinds["cell"][0]["vertical-align"] == "top"


def test_no_name_of_a_range_holds_a_space() -> None:
    """An office suite writes it as it is in .xlsx, where it makes the file unreadable."""
    names = [one["name"] for one in elements("content.xml", "database-range")]
    assert names
    assert [name for name in names if not re.fullmatch(r"\w+", name)] == []


@pytest.mark.parametrize("text", ["- recruter", "- élargir l’équipe ; deux personnes", "-\tformer"])
def test_the_dash_of_a_list_is_no_formula(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["-1+1", "- 2+cmd|' /C calc'!A0", "- cmd|' /C calc'!A0", "- A1(2)", "=1", "+1", "@x"])
def test_what_could_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-0,45", "-3", "-12.5"])
def test_a_number_below_zero_is_a_number_in_a_text_file(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize("share", [Decimal("0.996"), 0.001, 0.5, 1, 0])
def test_a_share_is_the_same_figure_on_a_page_and_in_a_sheet(share: Any) -> None:
    assert formats.percent(share) == f"{formats.whole_percent(share)}{formats.NBSP}%"


def test_what_is_not_finished_is_not_a_hundred() -> None:
    assert [formats.whole_percent(Decimal(done) / 1000) for done in (1, 4, 500, 996, 1000)] == [1, 1, 50, 99, 100]


@pytest.mark.parametrize("made", [ods, xlsx])
def test_a_sheet_without_a_line_opens(made: Callable[..., bytes]) -> None:
    book = Workbook("Vide", [Sheet("Rien", ("Un", "Deux"), [], (10, 10))])
    [head] = python_calamine.load_workbook(BytesIO(made(book, at=AT))).get_sheet_by_name("Rien").to_python()
    assert head == ["Un", "Deux"]
