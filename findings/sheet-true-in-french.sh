#!/bin/sh
# A tick (« VRAI ») in an OpenDocument sheet, as an office suite that speaks French saves it.
#
# Guess: the value of a cell is its attribute office:boolean-value="true" (OpenDocument 1.3, part 3, 19.367); the
# text beside it, « VRAI » or « TRUE », is only how it was shown, and every reader answers true.
# Seen: python-calamine 0.9.1 and ezodf 0.3.2 answer true in both languages. pandas 3.1.1 with odfpy 1.4.1 compares the
# text that is shown with the English word: « TRUE » is true, « VRAI » is false, without a word of it. A column of ticks
# read from a French file is false from top to bottom, and one read from an English copy of it is right.
# What follows for an application: read OpenDocument sheets by calamine (engine="calamine"), or write numbers 1 and 0.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1 ezodf==0.3.2 lxml==6.1.3
"$folder/venv/bin/python" - "$folder/ticks.ods" <<'PYTHON'
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
SHOWN = ("TRUE", "VRAI")
cells = "".join(
    f'<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>{word}</text:p></table:table-cell>'
    for word in SHOWN
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

seen = {
    "calamine": python_calamine.load_workbook(PATH).get_sheet_by_index(0).to_python()[0],
    "ezodf": [cell.value for cell in next(ezodf.opendoc(PATH).sheets[0].rows())],
    "pandas, calamine": pandas.read_excel(PATH, engine="calamine", header=None).iloc[0].tolist(),
    "pandas, odf": pandas.read_excel(PATH, engine="odf", header=None).iloc[0].tolist(),
}
for reader, values in seen.items():
    print(f"{reader:17}", *(f"{word} → {value}" for word, value in zip(SHOWN, values, strict=True)), sep="  ")
odf = seen.pop("pandas, odf")
assert all(values == [True, True] for values in seen.values()), "another reader changed"
assert odf == [True, False], "pandas with odfpy reads the value now"
PYTHON
