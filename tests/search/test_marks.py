"""What was asked for is marked in the text as it was typed."""

from aic_tracker.search.marks import LENGTH, Piece, marked, passage
from aic_tracker.search.words import terms_of


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
