"""A day, an hour or a number is the same however it is written."""

import pytest

from aic_tracker.folding import letters
from aic_tracker.search.figures import figures


def asked(text: str) -> list[str]:
    return [figure.asked for figure in figures(letters(text))[0]]


ALIKE = {
    "20260303d": ["3 mars 2026", "mardi 3 mars 2026", "03/03/2026", "3/3/26", "2026-03-03", "03.03.2026", "20260303"],
    "20260201d": ["1er février 2026", "1 FÉV. 2026", "1er févr. 2026", "01-02-2026"],
    "0303j": ["3 mars", "03/03", "le vendredi 3 mars"],
    "0229j": ["29 février", "29/02"],
    "202603m": ["mars 2026", "03/2026", "2026-03"],
    "0930h": ["9h30", "9 h 30", "09:30"],
    "1400h": ["14h", "14 h", "14 heures", "14:00"],
    "12400": ["12 400", "12\u202f400", "12.400", "12,4 k€", "12,40 k€"],
    "15000": ["15 000,00", "15 k€", "15k euros"],
    "1200000": ["1,2 M€", "1 200 000"],
    "34560v5": ["34 560,50", "34560,5", "34560.50"],
    "0612345678": ["06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78"],
    "82033114800012": ["820 331 148 00012", "82033114800012", "820331148 00012"],
}
PLAIN = ["31/02/2026", "99/99", "2025-2026", "51.15.20.7", "3.11.2", "un 3 marsouin", "25:10", "5 mots", "2 h2o"]


@pytest.mark.parametrize(("word", "text"), [(word, text) for word, texts in ALIKE.items() for text in texts])
def test_one_figure_is_one_word(word: str, text: str) -> None:
    assert asked(f"avant {text} après") == [word]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_figure_is_left_to_the_words(text: str) -> None:
    assert asked(text) == []


def test_a_day_is_found_by_its_month_and_without_its_year() -> None:
    [day] = figures("le 3 mars 2026")[0]
    assert day.told == ("20260303d", "0303j", "202603m", "mars")


def test_places_are_those_of_the_text() -> None:
    text = "vu le 3 mars 2026 à 9h30"
    found, rest = figures(text)
    assert {text[one.start : one.end] for one in found} == {"3 mars 2026", "9h30"}
    assert rest == "vu le             à     "
