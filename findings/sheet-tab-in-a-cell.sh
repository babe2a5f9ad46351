#!/bin/sh
# A tab or a line break typed inside a cell of an OpenDocument sheet.
#
# Guess: <text:tab/> and <text:line-break/> are how the format writes these two characters within a paragraph
# (OpenDocument 1.3, part 3, 6.1.4 and 6.1.5), as <text:s/> writes spaces; every reader gives a tab and a new line back.
# Seen: ezodf 0.3.2 gives both. pandas 3.1.1 with odfpy 1.4.1 drops the tab. python-calamine 0.9.1 keeps the spaces of
# <text:s/> but drops the other two, and what they kept apart is one word: « Ada » and « Lovelace » come out as
# « AdaLovelace ». Two paragraphs are kept apart by all three.
# What follows for an application: write each line of a cell as a paragraph, and a tab as a space.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1 ezodf==0.3.2 lxml==6.1.3
"$folder/venv/bin/python" - "$folder/words.ods" <<'PYTHON'
import sys
import zipfile

import ezodf
import pandas
import python_calamine

PATH, TYPE = sys.argv[1], "application/vnd.oasis.opendocument.spreadsheet"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
ENTRY = "<manifest:file-entry manifest:full-path='{}' manifest:media-type='{}'/>"
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.3">'
    + ENTRY.format("/", TYPE) + ENTRY.format("content.xml", "text/xml") + "</manifest:manifest>"
)
BETWEEN = {
    "spaces": '<text:s text:c="2"/>',
    "tab": "<text:tab/>",
    "line break": "<text:line-break/>",
    "paragraphs": "</text:p><text:p>",
}
cells = "".join(
    f'<table:table-cell office:value-type="string"><text:p>Ada{what}Lovelace</text:p></table:table-cell>'
    for what in BETWEEN.values()
)
content = (
    f'<office:document-content {SPACES} office:version="1.3"><office:body><office:spreadsheet>'
    f'<table:table table:name="A"><table:table-row>{cells}</table:table-row></table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
with zipfile.ZipFile(PATH, "w") as archive:
    archive.writestr("mimetype", TYPE)
    archive.writestr("content.xml", content)
    archive.writestr("META-INF/manifest.xml", MANIFEST)

MEANT = ["Ada  Lovelace", "Ada\tLovelace", "Ada\nLovelace", "Ada\nLovelace"]
seen = {
    "ezodf": [cell.value for cell in next(ezodf.opendoc(PATH).sheets[0].rows())],
    "pandas, odf": pandas.read_excel(PATH, engine="odf", header=None).iloc[0].tolist(),
    "calamine": python_calamine.load_workbook(PATH).get_sheet_by_index(0).to_python()[0],
}
for reader, values in seen.items():
    print(f"{reader:12}", *(f"{name}: {value!r}" for name, value in zip(BETWEEN, values, strict=True)), sep="  ")
assert seen["ezodf"] == MEANT, "ezodf changed"
assert seen["pandas, odf"] == [MEANT[0], "AdaLovelace", *MEANT[2:]], "pandas with odfpy changed"
assert seen["calamine"] == [MEANT[0], "AdaLovelace", "AdaLovelace", MEANT[3]], "calamine keeps them apart now"
PYTHON
