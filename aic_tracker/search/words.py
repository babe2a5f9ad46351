"""The words of a text and of a question: one function for both, the same on every database. Pure.

A word holds `a`–`z` and `0`–`9` alone, so that no tokenizer, locale, stop word or stemmer of a database can differ.
Beside the words of a text stand its *extras*: stems, where they differ (plural and feminine only), numbers written
together, and days (`20261127d`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase

from aic_tracker.folding import letters
from aic_tracker.formats import MONTHS

LONGEST = 64  # PostgreSQL refuses a lexeme beyond 2,046 bytes
MOST_TERMS = 12

_NAMES = (
    (re.compile(r"\bc\+\+", re.IGNORECASE), "cplusplus"),
    (re.compile(r"\bc#", re.IGNORECASE), "csharp"),
    (re.compile(r"№|\bn[°º]s?|\bno(?=\.?\s?\d)", re.IGNORECASE), "numero "),
)
_WORD = re.compile(r"[^\W_]+")
_MONTHS = [letters(month) for month in MONTHS]
_DAYS = (
    re.compile(r"(?<!\d)(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:er)?\s+(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>\d{{4}})(?!\d)"),
)
# 12 400, 552 100 554, 06.12.34.56.78: groups of two or three figures after the first.
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:[\s.-]\d{3})+|(?:[\s.-]\d{2})+)(?![\d.,]*\d)")
_ELISION = re.compile(r"\b(?:[ldjmtsnc]|(?:jus|lors|puis|quel)?qu)['’ʼ]\s?", re.IGNORECASE)
_ENDINGS = r"(?:e|es|s|x|ne|nes|le|les|te|tes|ve|ves|se|trice|trices|rice|rices|euse|euses|ere|eres|sse)"
_INCLUSIVE = re.compile(
    rf"(?<=\w)(?:[·•‧]\w+(?:[·•‧]\w+)*|\({_ENDINGS}\)s?|([.-]){_ENDINGS}(?:\1s)?(?![\w.-]\w))", re.IGNORECASE
)
_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|\"([^\"]*)\"")
_SMALL = frozenset(
    [
        *ascii_lowercase,
        *["au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "par", "pour", "sur", "un", "une"],
    ]
)
# Masculine, feminine and plural under one ending: porteur, porteuse; heureux, heureuse; directeur, directrice.
_COMMON_ENDINGS = (("trice", "teu"), ("euse", "eu"), ("eur", "eu"), ("eux", "eu"), ("ive", "if"), ("ique", "ic"))
_IRREGULAR = {"travaux": "travail", "baux": "bail", "yeux": "oeil"}


def words_of(text: str) -> list[str]:
    """In their order: « L’Écobalyse mesure » is l, ecobalyse, mesure."""
    return [_plain(word)[:LONGEST] for word in _WORD.findall(letters(_named(text)))]


def _named(text: str) -> str:
    for pattern, name in _NAMES:
        text = pattern.sub(name, text)
    return text


def _plain(word: str) -> str:
    """Letters of other scripts by their number: they are searched as they are written."""
    return word if word.isascii() else "".join(c if c.isascii() else f"u{ord(c):x}" for c in word)


def extras_of(text: str, words: list[str]) -> list[str]:
    """What the words alone do not say, each once: stems, numbers without their spaces, days."""
    folded = letters(text)
    stems = (stem(word) for word in words)
    found = [
        *stems,
        *(re.sub(r"\D", "", group) for group in _GROUPS.findall(folded)),
        *(day for day, _ in _days(folded)),
    ]
    return list(dict.fromkeys(one for one in found if one not in set(words)))


def day_word(day: date) -> str:
    return f"{day:%Y%m%d}d"


def _days(folded: str) -> Iterator[tuple[str, str]]:
    """Each day told in a text, with the words that tell it."""
    for pattern in _DAYS:
        for found in pattern.finditer(folded):
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
            try:
                day = date(int(found["year"]), number, int(found["day"]))
            except ValueError:
                continue
            yield day_word(day), found[0]


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


@dataclass(frozen=True)
class Phrase:
    """Words side by side."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """One word: what begins with it, or has its stem; itself alone when it is short, a number or a day."""

    word: str
    stem: str
    is_exact: bool = False


Term = Phrase | Word


def terms_of(question: str) -> list[Term]:
    """What a text must hold, all of it, to answer a question. None: there is nothing to look for.

    « … », “…” and "…" are exact phrases; a bit with signs inside (« appui-métier », « 2,5 ») is one too.
    """
    found: list[Term] = []

    def take_phrase(match: re.Match[str]) -> str:
        words = words_of(next(part for part in match.groups() if part is not None))
        found.extend(_side_by_side(words))
        return " "

    rest = letters(_named(_QUOTED.sub(take_phrase, question)))
    for day, told in _days(rest):
        found.append(Word(day, day, is_exact=True))
        rest = rest.replace(told, " ", 1)
    for group in _GROUPS.findall(rest):
        number = re.sub(r"\D", "", group)
        found.append(Word(number, number, is_exact=True))
        rest = rest.replace(group, " ", 1)
    rest = _INCLUSIVE.sub("", _ELISION.sub(" ", rest))
    for bit in rest.split():
        found.extend(_side_by_side(words_of(bit)))
    return _worth_asking(found)[:MOST_TERMS]


def _side_by_side(words: list[str]) -> list[Term]:
    if len(words) > 1:
        return [Phrase(tuple(words[:MOST_TERMS]))]
    return [Word(word, stem(word), is_exact=len(word) < 3) for word in words]


def _worth_asking(terms: list[Term]) -> list[Term]:
    """Small words (« de », « la », « j ») say nothing beside others; alone, they are asked for as they are."""
    telling = [term for term in terms if isinstance(term, Phrase) or term.word not in _SMALL]
    return list(dict.fromkeys(telling or terms))
