"""The head row and the columns are guessed by their titles, and what each row says is read cell by cell."""

from datetime import date

from aic_tracker.imports import cells
from aic_tracker.imports.matching import Field, columns_of, guess, head_row, read_row

FIELDS = (
    Field("name", "Nom du projet", cells.line, ("projet", "lauréat"), is_required=True),
    Field("starts_on", "Début de l’accompagnement", cells.day, ("date de début",)),
    Field("email", "Adresse électronique", cells.email, ("courriel", "e-mail")),
)
ROWS = [
    ["Saison 3 — tableau de l’équipe"],
    [],
    ["N°", "PROJET", "Date de debut", "E-mail", "Notes"],
    [1.0, "Vikidia", date(2026, 3, 1), "zoe@example.org", ""],
    [2.0, "", "T2 2026", "zoé", "à revoir"],
]


def test_the_head_is_found_under_a_title_and_an_empty_row():
    assert head_row(ROWS, FIELDS) == 2


def test_no_head_is_invented():
    assert head_row([["a", "b"], ["c", "d"]], FIELDS) is None


def test_titles_are_recognised_whatever_the_accents_and_capitals():
    assert guess(columns_of(ROWS, 2), FIELDS) == {"name": 1, "starts_on": 2, "email": 3}


def test_what_was_matched_once_is_matched_again():
    rows = [["Intitulé libre", "E-mail"]]
    assert guess(columns_of(rows, 0), FIELDS, {"intitule libre": "name"}) == {"name": 0, "email": 1}


def test_a_doubled_title_is_told():
    columns = columns_of([["Projet", "Projet", "E-mail"]], 0)
    assert [column.is_doubled for column in columns] == [True, True, False]
    assert guess(columns, FIELDS)["name"] == 0


def test_a_column_without_a_title_is_offered_with_what_it_holds():
    [untitled] = [column for column in columns_of([["Projet"], ["A", "B"]], 0) if not column.title]
    assert (untitled.place, untitled.samples) == (1, ("B",))


def test_each_refused_cell_is_named_with_its_reason():
    row = read_row(5, ROWS[4], FIELDS, {"name": 1, "starts_on": 2, "email": 3})
    assert row.values == {"starts_on": date(2026, 6, 30)}
    assert [cells.cell_name(row.number, place) for place, _ in row.problems] == ["B5", "D5"]
    assert [cells.cell_name(row.number, place) for place, _ in row.notes] == ["C5"]


def test_a_field_without_a_column_says_nothing():
    assert read_row(4, ROWS[3], FIELDS, {"name": 1}).values == {"name": "Vikidia"}
