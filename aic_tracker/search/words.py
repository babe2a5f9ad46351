"""The words of a text: one function for what is written and for what is asked, the same on every database. Pure.

A word holds `a`–`z` and `0`–`9` alone, so that no tokenizer, locale, stop word or stemmer of a database can differ.
Beside the words of a text stand its *extras*: stems, where they differ (plural and feminine only), figures, and the
parts or the whole of what is written together or apart (« PrimTux », « Saint-Exupéry », « L’Hermitte »).
"""

import re
from collections.abc import Iterator

from aic_tracker.folding import letters
from aic_tracker.search.figures import figures

LONGEST = 64  # PostgreSQL refuses a lexeme beyond 2,046 bytes

# What is written in one way or in another, and read alike.
_NAMES = (
    (re.compile(r"\bc\+\+", re.IGNORECASE), "cplusplus"),
    (re.compile(r"\bc#", re.IGNORECASE), "csharp"),
    (re.compile(r"№|\bn[°º]s?|\bno(?=\.?\s?\d)", re.IGNORECASE), "numero "),
    (re.compile(r"\b(?<!['’])st\b\.?(?=[\s-]?[^\W\d_])", re.IGNORECASE), "saint"),
    (re.compile(r"\b(?<!['’])ste\b\.?(?=[\s-]?[^\W\d_])", re.IGNORECASE), "sainte"),
    (re.compile(r"\b(?:rdv|r-v)\b", re.IGNORECASE), "rendez vous"),
)
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = r"(?:e|es|s|x|ne|nes|le|les|te|tes|ve|ves|se|ice|ices|trice|trices|rice|rices|euse|euses|ere|eres|sse)"
INCLUSIVE = re.compile(
    rf"(?<=\w)(?:[·•‧]\w+(?:[·•‧]\w+)*|\({_ENDINGS}\)s?|([.-]){_ENDINGS}(?:\1s)?(?!\w|[.-]\w))", re.IGNORECASE
)
# tou·te·s, entraîneur(e), porteur.se: the feminine is the two together.
_FEMININE = re.compile(rf"([^\W\d_]+)(?:[·•‧]([^\W\d_]+)|\(({_ENDINGS})\)|[.-]({_ENDINGS})(?![^\W_]))", re.IGNORECASE)
# One word written as several, or with its article: Saint-Exupéry, week-end, L’Hermitte, N’Diaye.
_LOWER, _UPPER = "[a-zà-öø-ÿœ]", "[A-ZÀ-ÖØ-ÞŒ]"
_TOGETHER = re.compile(rf"[^\W\d_]+(?:-[^\W\d_]+)+|\b[^\W\d_]['’ʼ](?={_UPPER})[^\W\d_]+(?:-[^\W\d_]+)*")
# Several words written as one: OpenStreetMap, MaquettesBureauCycle3.
_CAMEL = re.compile(rf"(?<![^\W_])[^\W_]*{_LOWER}{_UPPER}[^\W_]*")
_HUMP = re.compile(rf"(?<={_LOWER})(?={_UPPER})")
# Masculine, feminine and plural under one ending: porteur, porteuse; heureux, heureuse; directeur, directrice.
_COMMON_ENDINGS = (("trice", "teu"), ("euse", "eu"), ("eur", "eu"), ("eux", "eu"), ("ive", "if"), ("ique", "ic"))
_IRREGULAR = {"travaux": "travail", "baux": "bail", "yeux": "oeil"}


def words_of(text: str) -> list[str]:
    """In their order: « L’Écobalyse mesure » is l, ecobalyse, mesure."""
    return [_plain(word)[:LONGEST] for word in _WORD.findall(letters(named(text)))]


def named(text: str) -> str:
    for pattern, name in _NAMES:
        text = pattern.sub(name, text)
    return text


def _plain(word: str) -> str:
    """Letters of other scripts by their number: they are searched as they are written."""
    return word if word.isascii() else "".join(c if c.isascii() else f"u{ord(c):x}" for c in word)


def extras_of(text: str, words: list[str]) -> list[str]:
    """What the words alone do not say, each once."""
    known = set(words)
    found = dict.fromkeys(map(stem, known))
    together = [one[:LONGEST] for one in _otherwise(text)]
    found |= dict.fromkeys([*together, *map(stem, together)])
    for figure in figures(letters(text))[0]:
        found |= dict.fromkeys(figure.told)
    return sorted(one for one in found if one not in known)


def _otherwise(text: str) -> Iterator[str]:
    """The words of a text as others would have written them, together or apart."""
    for found in _TOGETHER.findall(text):
        yield "".join(words_of(found))
    for found in _CAMEL.findall(text):
        for part in _HUMP.split(found):
            yield from words_of(part)
    for base, *endings in _FEMININE.findall(text):
        yield "".join(words_of(base + "".join(endings)))


def stem(word: str) -> str:
    """Without the marks of the plural and of the feminine: « référentes » → referent, « nouvelles » → nouvel.

    Nothing else is taken off: a search for « référent » must not find « référence ».
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or any(c.isdigit() for c in word):
        return word
    if word.endswith("eaux"):
        word = word[:-1]
    elif word.endswith("aux"):
        word = word[:-3] + "al"
    elif word[-1] in "sx" and word[-2] != "s" and not (word.endswith("eux") and len(word) > 4):
        word = word[:-1]
    if word.endswith("eau"):
        return word[:-3] + "el"
    for ending, common in _COMMON_ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + common
    while word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] in "lnst" else word
