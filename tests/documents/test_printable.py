"""What people type, printed: each sign or, where no font draws it, one square in its place; and nothing beside it."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdf
import pytest

from aic_tracker import formats
from aic_tracker.paper import prose, typesetting
from aic_tracker.paper.printable import printable, with_squares
from aic_tracker.roadmap.paper import moves_whole

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NBSP, NARROW = formats.NBSP, formats.NARROW
PAPER: dict[str, Any] = {
    "title": "Compte rendu — Vikidia",
    "heading": "Compte rendu",
    "subtitle": "Vikidia",
    "author": "Programme",
    "programme": "Programme",
    "footer": "Vikidia",
    "facts": [],
    "actions": [],
    "next": "",
}


def printed(text: str, **values: Any) -> pypdf.PdfReader:
    parts = [{"title": "Notes", "blocks": prose.blocks(text)}]
    return pypdf.PdfReader(BytesIO(typesetting.pdf("minutes", PAPER | {"parts": parts} | values, at=AT)))


def said(reader: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages).replace(NBSP, " ")


def test_one_foreign_sign_changes_nothing_else(app: Any) -> None:
    facts = [("Montant", formats.money(8_960_000)), ("Part", f"89{NARROW}600,00{NBSP}€")]
    text = said(printed("Bravo \N{PARTY POPPER} ✓ co\N{NON-BREAKING HYPHEN}op α Ж fin", facts=facts))
    assert "Montant 89 600,00 €" in text
    assert "Part 89 600,00 €" in text
    assert "Bravo □ ✓ co‑op α Ж fin" in text
    assert text.count("□") == 1


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a👨‍👩‍👧b", "a□b"),
        ("a🇫🇷b", "a□b"),
        ("a👍🏽b", "a□b"),
        ("1️⃣ étape", "1 étape"),
        ("漢字", "□□"),
        ("≠ ∞ ⚠ 𝑥 ½", "≠ ∞ ⚠ 𝑥 ½"),
    ],
)
def test_a_sign_is_one_square_however_it_is_made(app: Any, typed: str, shown: str) -> None:
    assert f"Texte {shown} fin" in said(printed(f"Texte {typed} fin"))


def test_any_sign_of_the_world_prints(app: Any) -> None:
    """One of each 97 that Unicode gives, in one text: what no font draws is a square, and the document is made."""
    signs = "".join(chr(code) for code in range(0x21, 0x30000, 97) if not 0xD800 <= code <= 0xDFFF)
    assert "début" in said(printed(f"début {signs} fin"))


@pytest.mark.parametrize(
    "typed",
    ["de 20 % → 45 %", "3 jours", "89 600,00 €", "14 h 30", "12 000 000 €", "5 k€", "de 4 → 6", "36 mois"],
)
def test_a_figure_never_parts_from_its_unit_its_digits_or_its_arrow(typed: str) -> None:
    kept = printable(f"Il y a {typed} ici").removeprefix("Il y a ").removesuffix(" ici")
    assert " " not in kept.removeprefix("de ")
    assert kept.replace(NBSP, " ") == typed


@pytest.mark.parametrize("typed", ["en 2026 1 personne", "de 5 à 8 Paris", "3 heures", "20 hectares", "1 234567"])
def test_other_words_part_as_they_wish(typed: str) -> None:
    assert NBSP not in printable(typed)


def test_only_what_is_missing_becomes_a_square() -> None:
    assert with_squares("a🎉b✓", {"🎉"}) == "a□b✓"
    assert with_squares("a[b]^-c", {"[", "]", "^", "-"}) == "a□b□□□c"


def test_words_without_end_stay_on_the_page(app: Any) -> None:
    long = "Anticonstitutionnellement" * 5
    reader = printed(f"{long} https://exemple.gouv.fr/{'a' * 200}", facts=[("Mot", long)], actions=[[long, long, "x"]])
    # No line holds more than the page is wide.
    assert max(map(len, said(reader).splitlines())) < 120
    # A reader who copies the word gets it whole.
    assert "\N{ZERO WIDTH SPACE}" not in said(reader)
    assert said(reader).replace("\n", "").count(long) == 4


def test_a_word_of_a_hundred_thousand_letters_prints(app: Any) -> None:
    """The typesetter gives up on a line of more than 65,535 bytes that has nowhere to break."""
    pages = printed("é" * 100_000).pages
    assert len(pages) > 10


def test_a_rule_between_two_thoughts_is_printed(app: Any) -> None:
    text = said(printed("Avant\n\n***\n\nAprès"))
    assert text.index("Avant") < text.index("* * *") < text.index("Après")


def test_a_document_is_also_what_archives_keep(app: Any) -> None:
    """PDF/A-2a (ISO 19005-2), beside PDF/UA-1 (ISO 14289-1)."""
    metadata = printed("Texte").trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata


def roadmap_of(objectives: int, detail: str) -> pypdf.PdfReader:
    """A roadmap of one priority, each objective with this detail."""
    objective = {"status": "En cours", "said": f"45{NBSP}%", "share": 0.45, "facts": [("Échéance", "2 mars 2026")]}
    written = [
        {"title": f"Objectif {n}", "detail": prose.blocks(detail), "is_short": moves_whole(detail), **objective}
        for n in range(objectives)
    ]
    priority = {"title": "Priorité", "change": [], "dimensions": "", "said": "", "share": None, "objectives": written}
    axes = [{"label": "Consolidation", "priorities": [priority]}]
    values = PAPER | {"progress": [], "axes": axes, "actions": []}
    return pypdf.PdfReader(BytesIO(typesetting.pdf("roadmap", values, at=AT)))


SENTENCE, ITEM = "Une phrase assez longue. ", "- un point\n"


@pytest.mark.parametrize("detail", ["", SENTENCE * 10, SENTENCE * 58, ITEM * 7, ITEM * 34], ids=len)
def test_no_page_is_left_half_white_and_no_title_alone_at_its_foot(app: Any, detail: str) -> None:
    *pages, _last = roadmap_of(30, detail).pages
    for page in pages:
        height, lines = float(page.mediabox.height), dict[float, str]()

        def visit(text: str, cm: Any, tm: Any, _f: Any, _s: float, lines: dict[float, str] = lines) -> None:
            if text.strip():
                up = round(cm[3] * tm[5] + cm[5])
                lines[up] = lines.get(up, "") + text

        page.extract_text(visitor_text=visit)
        said_low = {at: text for at, text in lines.items() if at > height * 0.07}  # above the foot of the page
        lowest = min(said_low)
        assert lowest < height / 3
        assert not said_low[lowest].strip().startswith("Objectif ")
