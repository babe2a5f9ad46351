"""PDF as poppler, qpdf and mupdf read them: whole, tagged, in French, their fonts inside, their words in order."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.readers.bench import Bench
from tests.readers.table import Cell, Table

CASES = {
    "Feuille de route": "feuille-de-route",
    "Diagnostic": "diagnostic",
    "Bilan": "bilan",
    "Compte rendu": "compte-rendu",
}
# Its mutool is built without the library of colour profiles, and says so of any file.
OF_DEBIAN = "ICC support is not available"
Look = Callable[[Bench, Path], Cell]


def table(bench: Bench) -> Table:
    made = Table("Documents PDF", "Lecteur", list(CASES))
    for name, program, package, look in LOOKS:
        made.ask(name, partial(_asked, bench, program, package, look))
    return made


def _asked(bench: Bench, program: str, package: str, look: Look) -> tuple[str, Sequence[Cell]]:
    bench.system(program, package)
    return bench.version_of(package), [look(bench, _path(bench, name)) for name in CASES.values()]


def _path(bench: Bench, name: str) -> Path:
    [path] = (bench.output / "papers").glob(f"*{name}.pdf")
    return path


def _pdfinfo(bench: Bench, path: Path) -> Cell:
    said = dict(re.findall(r"^([\w ]+):\s+(.*)$", bench.run(["pdfinfo", str(path)]), re.M))
    right = said["Tagged"] == "yes" and "Vikidia" in said["Title"] and said["Encrypted"] == "no"
    return Cell(f"balisé, titré, {said['Pages']} p." if right else f"{said}", right)


def _pdffonts(bench: Bench, path: Path) -> Cell:
    lines = bench.run(["pdffonts", str(path)]).splitlines()[2:]
    # Name, type, encoding, embedded, subset, with its words, object.
    flags = [line.split()[-5:-2] for line in lines]
    right = bool(flags) and all(embedded == uni == "yes" for embedded, _, uni in flags)
    return Cell(f"{len(lines)} polices incorporées" if right else f"{lines}", right)


def _pdftotext(bench: Bench, path: Path) -> Cell:
    text = bench.run(["pdftotext", "-layout", str(path), "-"])
    right = "Vikidia" in text and "\N{REPLACEMENT CHARACTER}" not in text
    return Cell(f"{len(text.split())} mots" if right else text[:80], right)


def _qpdf(bench: Bench, path: Path) -> Cell:
    said = bench.run(["qpdf", "--check", str(path)])
    right = "No syntax or stream encoding errors found" in said
    return Cell("sans défaut" if right else said, right)


def _mutool(bench: Bench, path: Path) -> Cell:
    said = bench.run(["mutool", "draw", "-q", "-r", "40", "-F", "txt", "-o", "/dev/null", str(path)])
    drawn = bench.run(
        ["mutool", "draw", "-q", "-r", "40", "-F", "png", "-o", str(bench.work / "page-%d.png"), str(path)]
    )
    faults = [
        line for line in (said + drawn).splitlines() if re.search("warning|error", line) and OF_DEBIAN not in line
    ]
    return Cell(" ; ".join(faults) or "sans défaut", not faults)


LOOKS: tuple[tuple[str, str, str, Look], ...] = (
    ("poppler, pdfinfo", "pdfinfo", "poppler-utils", _pdfinfo),
    ("poppler, pdffonts", "pdffonts", "poppler-utils", _pdffonts),
    ("poppler, pdftotext", "pdftotext", "poppler-utils", _pdftotext),
    ("qpdf", "qpdf", "qpdf", _qpdf),
    ("mutool", "mutool", "mupdf-tools", _mutool),
)
