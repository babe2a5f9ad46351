"""What was asked for is marked in the text as it was typed."""

from aic_tracker.search.marks import LENGTH, Piece, marked, passage
from aic_tracker.search.questions import terms_of


def shown(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_asked else piece.text for piece in pieces)


def test_words_are_marked_whatever_their_spelling() -> None:
    assert shown(marked("Les associations d’ÉLUES", terms_of("association élu"))) == "Les [associations] d’[ÉLUES]"


def test_signs_stay_as_they_were_typed() -> None:
    assert shown(marked("<b>Écobalyse</b> & co", terms_of("ecobalyse"))) == "<b>[Écobalyse]</b> & co"


def test_a_passage_begins_before_the_first_word() -> None:
    text = "mot " * 200 + "cible " + "suite " * 200
    found = shown(passage(text, terms_of("cible")))
    assert found.startswith("… mot")
    assert "[cible] suite" in found
    assert found.endswith("suite …")
    assert len(found) < LENGTH + 20


def test_a_short_text_is_shown_whole() -> None:
    assert shown(passage("Un mot\net un autre", terms_of("absent"))) == "Un mot et un autre"


def test_a_day_is_marked_whole_however_it_was_asked() -> None:
    text = "Livraison le 3 mars 2026, à 9 h 30"
    assert shown(marked(text, terms_of("03/03/2026 9:30"))) == "Livraison le [3 mars 2026], à [9 h 30]"
    assert shown(marked(text, terms_of("mars 2026"))) == "Livraison le [3 mars 2026], à 9 h 30"


def test_what_is_written_otherwise_is_marked() -> None:
    assert shown(marked("Vu avec M. L’Hermitte", terms_of("lhermitte"))) == "Vu avec M. [L’Hermitte]"
    assert shown(marked("Sur OpenStreetMap, avec", terms_of("street map"))) == "Sur [OpenStreetMap], avec"
    assert shown(marked("Sur PrimTux", terms_of("prim tux"))) == "Sur [PrimTux]"
