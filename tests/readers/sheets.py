"""Sheets as libraries and LibreOffice read them: the same values, whatever the way."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine

from tests.readers.bench import Bench
from tests.readers.table import Cell, Table

FILES = {
    "Feuille de route .ods": "laureats-vikidia-feuille-de-route.ods",
    "Feuille de route .xlsx": "laureats-vikidia-feuille-de-route.xlsx",
    "Saison .ods": "pilotage-saison-saison-2.ods",
    "Temps .xlsx": "pilotage-temps.xlsx",
    "Modèle d’import .xlsx": "modele.xlsx",
}
NOTE = """Chaque lecteur rend les mêmes valeurs, cellule à cellule, que calamine lisant le fichier d’origine.
LibreOffice ouvre le fichier, l’enregistre dans l’autre format, et c’est ce nouveau fichier qui est comparé ; il perd
l’en-tête figé de tout fichier qu’il convertit sans fenêtre."""
Rows = dict[str, list[list[Any]]]


def table(bench: Bench) -> Table:
    made = Table("Tableurs", "Lecteur", list(FILES), NOTE)
    made.ask("calamine", partial(_by_calamine, bench))
    made.ask("openpyxl", partial(_by_openpyxl, bench))
    made.ask("LibreOffice", partial(_by_libreoffice, bench))
    return made


def _by_calamine(bench: Bench) -> tuple[str, Sequence[Cell]]:
    cells = []
    for name in FILES.values():
        rows = _calamine(bench.output / "sheets" / name)
        cells.append(Cell(f"{_count(rows)} cellules", is_right=_count(rows) > 0))
    return version("python-calamine"), cells


def _by_openpyxl(bench: Bench) -> tuple[str, Sequence[Cell]]:
    cells = []
    for name in FILES.values():
        path = bench.output / "sheets" / name
        cells.append(_compared(_openpyxl(path), _calamine(path)) if name.endswith(".xlsx") else Cell("n’ouvre pas ODS"))
    return version("openpyxl"), cells


def _by_libreoffice(bench: Bench) -> tuple[str, Sequence[Cell]]:
    program = bench.system("soffice", "libreoffice-calc")
    folder = bench.folder("libreoffice")
    cells = []
    for name in FILES.values():
        path = bench.output / "sheets" / name
        other = "xlsx" if name.endswith(".ods") else "ods"
        home = f"-env:UserInstallation=file://{folder / 'home'}"
        bench.run([program, home, "--headless", "--convert-to", other, "--outdir", str(folder), str(path)])
        cells.append(_compared(_calamine(folder / f"{path.stem}.{other}"), _calamine(path)))
    return bench.version_of("libreoffice-calc"), cells


def _compared(found: Rows, meant: Rows) -> Cell:
    if found == meant:
        return Cell("mêmes valeurs")
    for sheet, rows in meant.items():
        for n, row in enumerate(rows):
            other = found.get(sheet, [])[n : n + 1]
            if other != [row]:
                return Cell(f"autre ligne {n + 1} de « {sheet} » : {other} pour {row}"[:300], is_right=False)
    return Cell(f"autres feuilles : {list(found)}", is_right=False)


def _calamine(path: Path) -> Rows:
    book = python_calamine.load_workbook(path)
    return {name: _plain(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names}


def _openpyxl(path: Path) -> Rows:
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: _plain([list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book.worksheets}


def _plain(rows: list[list[Any]]) -> list[list[Any]]:
    """Whatever a reader calls nothing, a whole number or a day; without the empty margin of a sheet."""
    kept = [_without_end([_value(cell) for cell in row]) for row in rows]
    return _without_end(kept)


def _without_end(values: list[Any]) -> list[Any]:
    while values and values[-1] in ("", []):
        values.pop()
    return values


def _value(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date()
    if isinstance(cell, float):
        return round(cell, 6)
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool | date) else cell


def _count(rows: Rows) -> int:
    return sum(cell != "" for sheet in rows.values() for row in sheet for cell in row)
