"""« d’Open Food Facts » and « de Vikidia »; and no sentence puts « de » or « que » before a name by itself."""

import re
from pathlib import Path

import pytest

from aic_tracker.elision import of, that

ROOT = Path(__file__).parents[1]
# What a sentence names: a person, a project, an organisation. Amounts, counts and figures are none of it.
NAMED = r"(?:name|laureate_name|person|sponsor|why)"
IN_TEMPLATES = re.compile(rf"\b(?:de|que) (?:<\w[^>]*>)?\{{\{{ (?:\w+\.)*{NAMED} \}}\}}")
IN_CODE = re.compile(rf"\b(?:de|que) \{{(?:\w+\.)*{NAMED}\}}")
# Programs and columns, which begin with a consonant or are named as they stand.
IN_THEIR_OWN_WORDS = {"moving/move.py", "moving/sides.py"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Vikidia", "de Vikidia"),
        ("Open Food Facts", "d’Open Food Facts"),
        ("Idriss Benali", "d’Idriss Benali"),
        ("Émile Roux", "d’Émile Roux"),
        ("Œuvre commune", "d’Œuvre commune"),
        ("uMap", "d’uMap"),
        ("Hélène Petit", "d’Hélène Petit"),
        ("Honorine Roux", "d’Honorine Roux"),
        ("Habitat et Humanisme", "d’Habitat et Humanisme"),
        ("Hakim Saïd", "de Hakim Saïd"),
        ("Yves Morel", "d’Yves Morel"),
        ("Yann Le Goff", "de Yann Le Goff"),
        ("Onze Numérique", "de Onze Numérique"),
        ("1 000 lieux", "de 1 000 lieux"),
        ("A. Martin", "d’A. Martin"),
        ("A", "de A"),
        ("", "de "),
    ],
)
def test_de_is_elided_as_it_is_said(name: str, said: str) -> None:
    assert of(name) == said


def test_que_is_elided_too() -> None:
    assert that("Idriss vous a mentionné·e") == "qu’Idriss vous a mentionné·e"
    assert that("vous êtes référent·e d’uMap") == "que vous êtes référent·e d’uMap"


def test_no_sentence_puts_the_whole_word_before_a_name() -> None:
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    code = [path for path in (ROOT / "aic_tracker").rglob("*.py") if not _is_apart(path)]
    assert _found(templates, IN_TEMPLATES) + _found(code, IN_CODE) == []


def _is_apart(path: Path) -> bool:
    return path.relative_to(ROOT / "aic_tracker").as_posix() in IN_THEIR_OWN_WORDS


def _found(paths: list[Path], sought: re.Pattern[str]) -> list[str]:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return [f"{path}: {one.group()}" for path, text in texts.items() for one in sought.finditer(text)]
