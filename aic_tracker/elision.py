"""« de » and « que » before what people typed: « de Vikidia », « d’Open Food Facts ». Pure."""

from aic_tracker.folding import letters

VOWELS = "aeiou"
# An h that is not heard is written in no rule: how names that are common and have one begin.
SILENT_H = (
    *("habita", "hector", "helene", "henr", "hermi", "herve", "hippolyte", "histoire", "honor", "hortense"),
    *("hubert", "hugo", "hugues", "humani"),
)
# Vowels that nothing is elided before: « de onze », « de oui ».
HELD = ("onze", "oui")


def of(name: str) -> str:
    """« de Vikidia », « d’Idriss », « d’Yves », « de Yann », « de 3 points »."""
    return _before("de", name)


def that(clause: str) -> str:
    """« que vous êtes… », « qu’Idriss vous a… »."""
    return _before("que", clause)


def _before(word: str, following: str) -> str:
    text = str(following)  # what a template was not given says so here
    return f"{word[:-1]}’{text}" if _begins_with_a_vowel(text) else f"{word} {text}"


def _begins_with_a_vowel(text: str) -> bool:
    words = letters(text).replace("’", " ").replace("'", " ").split()
    first = words[0] if words else ""
    # A letter alone is read by its name, and so is what a sign comes before: « de A à Z », « de « Ose » ».
    if len(first) < 2 or first.startswith(HELD):
        return False
    if first[0] == "y":
        return first[1] not in VOWELS
    return first[0] in VOWELS or first.startswith(SILENT_H)
