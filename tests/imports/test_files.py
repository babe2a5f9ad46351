"""A file becomes a table, or is refused in words before it costs anything."""

import io
import re
import zipfile
from datetime import date

import pytest

from aic_tracker.errors import DomainError
from aic_tracker.formats import NBSP
from aic_tracker.imports import files
from tests.imports.sheets import ods_of, openpyxl_of, with_part, xlsx_of

HEAD = ("Nom", "Début")
ROW = ("Vikidia", date(2026, 3, 1))


def table(content):
    return files.table_of(content, files.sheet_names(content)[0])


@pytest.mark.parametrize("content", [xlsx_of(HEAD, ROW), ods_of(HEAD, ROW)], ids=["xlsx", "ods"])
def test_both_office_formats_give_the_same_table(content):
    assert files.sheet_names(content) == ["Feuille1"]
    assert table(content).rows == [list(HEAD), list(ROW)]


TEXT = "Nom;Début\nÉlan;1er mars 2026\n"
CSV = {
    "utf-8": TEXT.encode(),
    "bom": TEXT.encode("utf-8-sig"),
    "cp1252": TEXT.encode("cp1252"),
    "utf-16": TEXT.encode("utf-16"),
    "commas": TEXT.replace(";", ",").encode(),
    "tabs": TEXT.replace(";", "\t").encode(),
    "old Mac": TEXT.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("content", CSV.values(), ids=CSV)
def test_text_files_are_read_whatever_their_letters_and_separator(content):
    assert table(content).rows == [["Nom", "Début"], ["Élan", "1er mars 2026"]]


def test_the_separator_is_not_that_of_a_decimal():
    assert table(b"nom;jours\nA;2,5\nB;3,25\n").rows[1] == ["A", "2,5"]


def test_a_quoted_cell_keeps_its_lines_and_separators():
    assert table(b'nom;note\nA;"un;\ndeux"\n').rows[1] == ["A", "un;\ndeux"]


def bomb():
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_of(HEAD))) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, old.read(part))
        new.writestr("xl/media/zeros.xml", b"0" * (120 * 1024 * 1024))
    return output.getvalue()


def far_corner():
    return openpyxl_of(lambda sheet: sheet.cell(1_048_576, 16_384, "loin"))


def repeated_rows():
    change = lambda body: body.replace(b"<table:table-row ", b'<table:table-row table:number-rows-repeated="1048576" ')  # noqa: E731
    widen = lambda body: change(body).replace(  # noqa: E731
        b'<table:table-cell table:style-name="cell"',
        b'<table:table-cell table:number-columns-repeated="16000" table:style-name="cell"',
    )
    return with_part(ods_of(HEAD, ROW), "content.xml", widen)


def with_entities():
    declared = b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaa">]>'
    return with_part(
        xlsx_of(HEAD), "xl/worksheets/sheet1.xml", lambda body: declared + body[body.index(b"<worksheet") :]
    )


REFUSED = {
    "empty": (b"", "vide"),
    "blank": (b" \n ", "vide"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "pas un tableau lisible"),
    "a PDF": (b"%PDF-1.7 ...", "pas un tableau lisible"),
    "a page named .xls": (b"<html><table><tr><td>1</td></tr></table></html>", "page web"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "pas un texte"),
    "a truncated archive": (xlsx_of(HEAD, ROW)[:900], "accepté|abîmé"),
    "a bomb": (bomb(), "volume anormal"),
    "a far corner": (far_corner(), "s’étend sur"),
    "repeated rows": (repeated_rows(), "s’étend sur"),
    "entities": (with_entities(), "abîmé"),
    "too many rows": (b"nom\n" + b"a\n" * 50_011, "50 000"),
    "too many columns": (b";".join([b"a"] * 201), "200 colonnes"),
    "a bare quote": (b'nom;note\n"' + b"a" * 200_000, "guillemet"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_a_table_is_refused_in_words(content, message):
    with pytest.raises(DomainError) as refusal:
        table(content)
    assert re.search(message, refusal.value.message.replace(NBSP, " "))


def test_a_length_that_lies_is_refused():
    content = bytearray(xlsx_of(HEAD, ROW))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    directory = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert int.from_bytes(content[directory + 24 : directory + 28], "little") == size
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    with pytest.raises(DomainError, match=r"anormal|abîmé"):
        table(bytes(content))


def test_texts_under_a_merge_are_left_where_nobody_sees_them():
    def fill(sheet):
        for number, text in enumerate(("vu", "caché", "caché aussi"), start=1):
            sheet.cell(number, 1, text)
        sheet.merged_cells.add("A1:A3")

    assert table(openpyxl_of(fill)).rows == [["vu"]]


def test_an_error_is_told_from_an_empty_cell():
    def fill(sheet):
        sheet["A1"], sheet["B1"] = "Nom", "#N/A"
        sheet["B1"].data_type = "e"

    assert table(openpyxl_of(fill)).rows == [["Nom", files.ERROR]]


def test_hidden_rows_are_read_and_told():
    def fill(sheet):
        sheet["A1"], sheet["A2"], sheet["A3"] = "Nom", "caché", "vu"
        sheet.row_dimensions[2].hidden = True

    read = table(openpyxl_of(fill))
    assert (read.rows, read.hidden) == ([["Nom"], ["caché"], ["vu"]], {1})


def test_a_column_formatted_to_its_end_is_no_large_sheet():
    def fill(sheet):
        sheet["A1"] = "Nom"
        sheet.cell(1_048_576, 40).number_format = "0.00"

    assert table(openpyxl_of(fill)).rows == [["Nom"]]


@pytest.mark.parametrize(
    ("shown", "read"), [("0%", "200 %"), ('0.0" points"%', "200 %"), ('0" %"', 2.0), ("0\\%", 2.0), ("0.00", 2.0)]
)
def test_a_number_shown_as_a_percentage_is_read_as_it_is_seen(shown, read):
    content = xlsx_of(("Part",), (2,), (2,), formats={(1, 0): shown})
    assert files.table_of(content, "Feuille1").rows[1:] == [[read], [2.0]]


def test_a_percentage_of_an_ods_sheet_is_too():
    content = with_part(
        ods_of(["Part"], [2]), "content.xml", lambda xml: xml.replace(b'value-type="float"', b'value-type="percentage"')
    )
    assert files.table_of(content, "Feuille1").rows[1] == ["200 %"]
