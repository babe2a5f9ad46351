"""A workbook in OpenDocument, the office format of the State (RGI 2.0; OpenDocument 1.3, ISO/IEC 26300).

Written by hand: five short parts in a ZIP archive.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from aic_tracker.paper.heading import PROGRAMME
from aic_tracker.paper.sheets import Cell, Sheet, Workbook, harmless, lines_of

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
IN_MEMORY = 256 * 1024  # beyond, on the disk
LINE, MOST_LINES = 0.45, 60  # centimetres a line; beyond, a row would not fit on a page
VERSION = 'office:version="1.3"'
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("meta", "meta"),
        ("config", "config"),
    )
) + (
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MANIFEST = f"""{HEAD}<manifest:manifest manifest:version="1.3"
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
STYLES = f"""{HEAD}<office:document-styles {SPACES} {VERSION}><office:automatic-styles>
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm"
 style:print-orientation="landscape" fo:margin="1.5cm" style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout>
</office:automatic-styles><office:master-styles>
<style:master-page style:name="Default" style:page-layout-name="page"/>
</office:master-styles></office:document-styles>"""
# As LibreOffice writes them, under a namespace of its own.
FROZEN_HEAD = (
    ("VerticalSplitMode", "short", "2"),
    ("VerticalSplitPosition", "int", "1"),
    ("ActiveSplitRange", "short", "2"),
    ("PositionTop", "int", "0"),
    ("PositionBottom", "int", "1"),
)
CELL_STYLES = """<number:date-style style:name="day"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="cell" style:family="table-cell"><style:table-cell-properties style:vertical-align="top"
 fo:wrap-option="wrap"/></style:style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="day"><style:table-cell-properties
 style:vertical-align="top" style:text-align-source="fix"/><style:paragraph-properties fo:text-align="start"/>
</style:style>
<number:date-style style:name="minute"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>
<number:text> </number:text>
<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<style:style style:name="moment" style:family="table-cell" style:data-style-name="minute"><style:table-cell-properties
 style:vertical-align="top" style:text-align-source="fix"/><style:paragraph-properties fo:text-align="start"/>
</style:style>
<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:background-color="#e3e3fd"
 fo:border-bottom="0.75pt solid #000091" style:vertical-align="top" fo:wrap-option="wrap"/>
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="page" style:family="table" style:master-page-name="Default"/>"""


def ods(workbook: Workbook, *, at: datetime) -> bytes:
    """The file's bytes: repeated header rows, filters, real dates and numbers."""
    output = BytesIO()
    _pack(output, workbook, _content(workbook), at=at)
    return output.getvalue()


def ods_file(
    title: str, columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]], *, at: datetime
) -> IO[bytes]:
    """One sheet of however many rows, written to the disk as they come: a file that is gone once it is closed."""
    sheet = Sheet("Liste", columns, (), widths)
    with ExitStack() as on_failure:
        output = on_failure.enter_context(SpooledTemporaryFile(IN_MEMORY))
        _pack(output, Workbook(title, [sheet]), _as_they_come(sheet, rows), at=at)
        output.seek(0)
        on_failure.pop_all()
    return output


def _pack(output: IO[bytes], workbook: Workbook, content: Iterable[str], *, at: datetime) -> None:
    moment = at.timetuple()[:6]
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and stored as it is, so that the type can be read without unpacking (OpenDocument 1.3, part 2, 3.3).
        archive.writestr(zipfile.ZipInfo("mimetype", moment), MEDIA_TYPE, zipfile.ZIP_STORED)
        of_content = zipfile.ZipInfo("content.xml", moment)
        of_content.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(of_content, "w") as part:
            part.writelines(piece.encode() for piece in content)
        parts = {
            "styles.xml": STYLES,
            "meta.xml": _meta(workbook, at),
            "settings.xml": "".join(_settings(workbook)),
            "META-INF/manifest.xml": MANIFEST,
        }
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, moment), text.encode(), zipfile.ZIP_DEFLATED)


def _meta(workbook: Workbook, at: datetime) -> str:
    return (
        f"{HEAD}<office:document-meta {SPACES} {VERSION}><office:meta>"
        f"<dc:title>{escape(workbook.title)}</dc:title><meta:initial-creator>{PROGRAMME}</meta:initial-creator>"
        f"<dc:language>fr-FR</dc:language><dc:date>{at.replace(tzinfo=None).isoformat(timespec='seconds')}</dc:date>"
        "</office:meta></office:document-meta>"
    )


def _settings(workbook: Workbook) -> Iterator[str]:
    """The first row of each sheet stays in sight: a place in the window, which only these settings can say."""
    yield (
        f"{HEAD}<office:document-settings {SPACES} {VERSION}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item-map-named config:name="Tables">'
    )
    for sheet in workbook.sheets:
        yield f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>"
        for name, kind, value in FROZEN_HEAD:
            yield f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        yield "</config:config-item-map-entry>"
    yield (
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _content(workbook: Workbook) -> Iterator[str]:
    widths = sorted({width for sheet in workbook.sheets for width in sheet.widths})
    heights = sorted({lines for sheet in workbook.sheets for lines in _heights(sheet)})
    yield from _beginning(widths, heights)
    for sheet in workbook.sheets:
        yield from _head(sheet)
        yield from (_row(row, sheet.widths) for row in sheet.rows)
        yield "</table:table>"
    yield _end([(sheet, len(sheet.rows)) for sheet in workbook.sheets])


def _as_they_come(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The same of rows that are not counted yet."""
    yield from _beginning(sorted(set(sheet.widths)), range(1, MOST_LINES + 1))
    yield from _head(sheet)
    count = 0
    for row in rows:
        count += 1
        yield _row(row, sheet.widths)
    yield "</table:table>"
    yield _end([(sheet, count)])


def _beginning(widths: Iterable[int], heights: Iterable[int]) -> Iterator[str]:
    yield f"{HEAD}<office:document-content {SPACES} {VERSION}><office:automatic-styles>{CELL_STYLES}"
    for width in widths:
        yield (
            f'<style:style style:name="w{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * 0.2:.1f}cm"/></style:style>'
        )
    for lines in heights:
        yield (
            f'<style:style style:name="h{lines}" style:family="table-row"><style:table-row-properties '
            f'style:row-height="{lines * LINE:.2f}cm" style:use-optimal-row-height="true"/></style:style>'
        )
    yield "</office:automatic-styles><office:body><office:spreadsheet>"


def _end(counted: Sequence[tuple[Sheet, int]]) -> str:
    """`counted`: each sheet with its number of rows."""
    ranges = []
    for place, (sheet, rows) in enumerate(counted):
        last = f"{_letters(len(sheet.columns))}{rows + 1}"
        # The name that LibreOffice gives to a filter: it saves it as a filter in other formats, not as a named range.
        ranges.append(
            f'<table:database-range table:name="__Anonymous_Sheet_DB__{place}" '
            f"table:target-range-address={quoteattr(f'{sheet.name}.A1:{sheet.name}.{last}')} "
            'table:display-filter-buttons="true"/>'
        )
    return (
        f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _head(sheet: Sheet) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="page">'
    for column, width in enumerate(sheet.widths):
        hidden = ' table:visibility="collapse"' if column in sheet.hidden else ""
        yield f'<table:table-column table:style-name="w{width}"{hidden}/>'
    if not sheet.widths:
        yield f'<table:table-column table:number-columns-repeated="{len(sheet.columns)}"/>'
    yield f'<table:table-header-rows><table:table-row table:style-name="h{_height(sheet.columns, sheet.widths)}">'
    yield from (_text(name, "head") for name in sheet.columns)
    yield "</table:table-row></table:table-header-rows>"


def _row(row: Sequence[Cell], widths: Sequence[int]) -> str:
    cells = "".join(_cell(cell) for cell in row)
    return f'<table:table-row table:style-name="h{_height(row, widths)}">{cells}</table:table-row>'


def _heights(sheet: Sheet) -> list[int]:
    """Lines of the head, then of each row."""
    return [_height(row, sheet.widths) for row in (sheet.columns, *sheet.rows)]


def _height(row: Sequence[Cell], widths: Sequence[int]) -> int:
    return min(lines_of(row, widths), MOST_LINES)


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, datetime):
        value = f'office:value-type="date" office:date-value="{cell.isoformat(timespec="seconds")}"'
        shown = f"<text:p>{cell:%d/%m/%Y %H:%M}</text:p>"
        return f'<table:table-cell table:style-name="moment" {value}>{shown}</table:table-cell>'
    if isinstance(cell, date):
        value = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        return f'<table:table-cell table:style-name="date" {value}><text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>'
    if isinstance(cell, int | Decimal):
        value = f'office:value-type="float" office:value="{cell:f}"' if isinstance(cell, Decimal) else _whole(cell)
        shown = f"{cell}".replace(".", ",")
        return f'<table:table-cell table:style-name="cell" {value}><text:p>{shown}</text:p></table:table-cell>'
    return _text(cell, "cell")


def _whole(cell: int) -> str:
    return f'office:value-type="float" office:value="{cell}"'


def _text(text: str, style: str) -> str:
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in harmless(text).split("\n"))
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """Runs of spaces and tabs fold in XML: each has its own element."""
    return escape(line).replace("\t", "<text:tab/>").replace("  ", " <text:s/>")


def _letters(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
