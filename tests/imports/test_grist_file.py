"""A `.grist` file is read as a table, and trusted in nothing."""

import marshal
import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest

from aic_tracker.errors import DomainError
from aic_tracker.imports import files, grist, grist_file
from aic_tracker.imports.grist import Column

META = """
CREATE TABLE _grist_Tables (id INTEGER PRIMARY KEY, tableId TEXT, summarySourceTable INTEGER);
CREATE TABLE _grist_Tables_column (id INTEGER PRIMARY KEY, parentId INTEGER, parentPos NUMERIC, colId TEXT, type TEXT,
  label TEXT, visibleCol INTEGER);
"""


@pytest.fixture
def document(tmp_path):
    """Makes a file out of statements run over Grist's own two tables and a table of projects."""

    def make(*statements: str, meta: str = META) -> bytes:
        path = Path(tmp_path) / "document.grist"
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        connection.executescript(meta)
        for statement in (*PROJECTS, *statements) if meta else statements:
            connection.execute(statement)
        connection.execute("UPDATE Projets SET Erreur = ?", (marshal.dumps(["E", "TypeError"]),)) if meta else None
        connection.commit()
        connection.close()
        return path.read_bytes()

    return make


PROJECTS = (
    "INSERT INTO _grist_Tables VALUES (1, 'Projets', 0), (2, 'Projets_summary', 1), (3, 'Saisons', 0)",
    "CREATE TABLE Saisons (id INTEGER PRIMARY KEY, Nom TEXT)",
    "INSERT INTO Saisons VALUES (4, 'Saison 2')",
    "CREATE TABLE Projets_summary (id INTEGER PRIMARY KEY)",
    "CREATE TABLE Projets (id INTEGER PRIMARY KEY, manualSort NUMERIC, Nom TEXT, Jours NUMERIC, Libre BOOLEAN, "
    "Debut DATE, Vu DATETIME, Themes TEXT, Saison INTEGER, Erreur BLOB, gristHelper_Display INTEGER)",
    """INSERT INTO Projets VALUES
       (1, 1, 'Vikidia', 2.5, 1, 1772409600, 1772458200, '["Éducation","Savoirs"]', 4, NULL, 9),
       (2, 2, '', 'N/A', 0, NULL, NULL, NULL, 0, NULL, 9)""",
    *(
        "INSERT INTO _grist_Tables_column VALUES "
        f"({number}, {parent}, {number}, '{name}', '{kind}', '{label}', {shown})"
        for number, parent, name, kind, label, shown in (
            (1, 1, "manualSort", "ManualSortPos", "", 0),
            (2, 1, "Nom", "Text", "Nom du projet", 0),
            (3, 1, "Jours", "Numeric", "Jours", 0),
            (4, 1, "Libre", "Bool", "Libre ?", 0),
            (5, 1, "Debut", "Date", "Début", 0),
            (6, 1, "Vu", "DateTime:Europe/Paris", "Vu le", 0),
            (7, 1, "Themes", "ChoiceList", "Thèmes", 0),
            (8, 1, "Saison", "Ref:Saisons", "Saison", 11),
            (9, 1, "Erreur", "Any", "Formule", 0),
            (10, 1, "gristHelper_Display", "Any", "", 0),
            (11, 3, "Nom", "Text", "Nom", 0),
        )
    ),
)
SECONDS = 1772409600  # 2026-03-02T00:00:00Z


def test_a_table_is_rows_of_plain_cells_under_their_labels(document):
    content = document()
    assert files.sheet_names(content) == ["Projets", "Saisons"]
    table = files.table_of(content, "Projets")
    assert table.rows == [
        ["Nom du projet", "Jours", "Libre ?", "Début", "Vu le", "Thèmes", "Saison", "Formule"],
        [
            "Vikidia",
            2.5,
            True,
            date(2026, 3, 2),
            datetime.fromisoformat("2026-03-02T14:30"),
            "Éducation, Savoirs",
            "Saison 2",
            "#VALUE!",
        ],
        ["", "N/A", False, None, None, None, None, "#VALUE!"],
    ]


def test_a_table_that_is_not_there_is_said(document):
    with pytest.raises(DomainError, match="n’est plus dans ce fichier"):
        files.table_of(document(), "Projets_summary")


@pytest.mark.parametrize(
    "hostile",
    [
        # A view that runs for ever under the name of a table.
        "CREATE VIEW Piege AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS id FROM n",
        # A table whose reading is a program.
        "CREATE VIRTUAL TABLE Piege USING fts5(id)",
    ],
)
def test_what_is_no_plain_table_is_never_read(document, hostile):
    named = "INSERT INTO _grist_Tables VALUES (9, 'Piege', 0)"
    content = document(hostile, named, "INSERT INTO _grist_Tables_column VALUES (90, 9, 1, 'id', 'Int', 'id', 0)")
    assert "Piege" not in files.sheet_names(content)
    with pytest.raises(DomainError):
        files.table_of(content, "Piege")


def test_a_metadata_that_is_a_view_is_refused(document):
    content = document(
        "CREATE TABLE Projets (id INTEGER)",
        "CREATE VIEW _grist_Tables AS SELECT 1 AS id, 'Projets' AS tableId, 0 AS summarySourceTable",
        meta="",
    )
    with pytest.raises(DomainError, match="n’est pas un document Grist"):
        files.sheet_names(content)


def test_a_column_may_not_carry_a_statement(document):
    quote = "INSERT INTO _grist_Tables_column VALUES (50, 1, 50, 'x\" FROM Saisons; --', 'Text', 'x', 0)"
    with pytest.raises(DomainError, match="abîmé"):
        files.table_of(document(quote), "Projets")


def test_a_computed_column_runs_nothing(document):
    made = "ALTER TABLE Saisons ADD COLUMN Lourd TEXT AS (hex(zeroblob(100000000))) VIRTUAL"
    named = "INSERT INTO _grist_Tables_column VALUES (60, 3, 60, 'Lourd', 'Text', 'Lourd', 0)"
    with pytest.raises(DomainError):
        files.table_of(document(made, named), "Saisons")


@pytest.mark.parametrize(
    "content",
    [grist_file.MAGIC + b"\0" * 4096, grist_file.MAGIC, b"cut"],
)
def test_a_broken_file_is_said(document, content):
    if content == b"cut":
        content = document()[:5000]
    with pytest.raises(DomainError, match=r"abîmé|n’est pas un document Grist"):
        files.sheet_names(content)


def test_another_database_is_no_document_of_grist(document):
    with pytest.raises(DomainError, match="n’est pas un document Grist"):
        files.sheet_names(document("CREATE TABLE client (id INTEGER)", meta=""))


def test_a_file_too_large_is_said(document, monkeypatch):
    monkeypatch.setattr(grist_file, "LARGEST", 1000)
    with pytest.raises(DomainError, match="dépasse"):
        files.sheet_names(document())


def test_nothing_is_written_beside_nor_in_the_file(document, tmp_path):
    content = document()
    files.table_of(content, "Projets")
    assert (tmp_path / "document.grist").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["document.grist"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("Date", SECONDS, date(2026, 3, 2)),
        ("Date", -1, date(1969, 12, 31)),
        ("Date", 1e300, "1e+300"),
        ("Date", "bientôt", "bientôt"),
        ("DateTime:America/Cayenne", SECONDS + 0.5, datetime.fromisoformat("2026-03-01T21:00:00.500")),
        ("DateTime:Nulle/Part", SECONDS, datetime.fromisoformat("2026-03-02T01:00")),
        ("ChoiceList", ["L", "a", "b"], "a, b"),
        ("ChoiceList", None, None),
        ("Ref:Saisons", 0, None),
        ("Ref:Saisons", 7, "7"),
        ("Any", ["d", SECONDS], date(2026, 3, 2)),
        ("Any", ["D", SECONDS, "Europe/Paris"], datetime.fromisoformat("2026-03-02T01:00")),
        ("Any", ["E", "ZeroDivisionError"], "#VALUE!"),
        ("Any", ["P"], None),
        ("Any", ["C"], None),
        ("Bool", True, True),
        ("Numeric", "N/A", "N/A"),
        ("Int", 0, 0),
        ("Any", {"a": 1}, None),
    ],
)
def test_each_cell_is_looked_at_whatever_its_column_says(kind, value, expected):
    assert grist.cell(Column("a", "A", kind), value) == expected
