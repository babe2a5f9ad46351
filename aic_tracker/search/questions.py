"""What a text must hold to answer a question, however it was typed. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from aic_tracker.folding import letters
from aic_tracker.search.figures import figures
from aic_tracker.search.words import INCLUSIVE, LONGEST, named, stem, words_of

MOST_TERMS = 12
MOST_TOGETHER = 3  # words that somebody may have written as one

_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|\"([^\"]*)\"")
_UNIT = re.compile(r"(?<=\d)\s*(?:€|euros?\b|eur\b)")
# Letters, and signs that only part words: appui-métier, aujourd’hui, porteur/porteuse. Others hold: data.gouv.fr, R&D.
_PARTED = re.compile(r"[^\W\d_]+(?:[-'’/][^\W\d_]+)*")
_ELIDED = re.compile(r"(?:[ldjmtsnc]|(?:jus|lors|puis|quel)?qu)['’]")
# Those that say nothing beside others.
_PRONOUNS = (
    "ma mon mes ta ton tes sa son ses notre nos votre vos leur leurs je me tu te il ils elle elles on nous vous se lui "
    "eux ca cela ce ces cet cette qui que quoi dont ou quel quelle quels quelles comment combien pourquoi quand"
)
_OTHERS = (
    "au aux de des du la le les un une dans en entre par pour sans sous sur vers chez avec contre et ni mais donc "
    "est sont a ont ete"
)
_SMALL = frozenset((*ascii_lowercase, *_PRONOUNS.split(), *_OTHERS.split()))


@dataclass(frozen=True)
class Phrase:
    """Words side by side, as they are written."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """What begins with this word, or holds one of `also`: its stem, itself with its neighbours.

    Exact, it is not begun with: it is short, a number or a day.
    """

    word: str
    also: tuple[str, ...] = ()
    is_exact: bool = False


Term = Phrase | Word


def terms_of(question: str) -> list[Term]:
    """What a text must hold, all of it, to answer a question. None: there is nothing to look for.

    « … », “…” and "…" are exact phrases; a bit with signs inside (« data.gouv.fr », « R&D ») is one too.
    """
    found: list[Term] = []

    def take_phrase(match: re.Match[str]) -> str:
        words = words_of(next(part for part in match.groups() if part is not None))
        found.extend([Phrase(tuple(words[:MOST_TERMS]))] if words else [])
        return " "

    rest = _UNIT.sub(" ", letters(named(_QUOTED.sub(take_phrase, question))))
    told, rest = figures(rest)
    # A number of nine figures at least is a beginning: the SIREN of a SIRET.
    found.extend(Word(one.asked, is_exact=len(one.asked) < 9 or not one.asked.isdigit()) for one in told)
    rest = re.sub(r"(?<=\w['’])\s+", "", INCLUSIVE.sub("", rest))
    found.extend(_terms(rest.split()))
    return _worth_asking(found)[:MOST_TERMS]


def _side_by_side(words: list[str]) -> list[Term]:
    return [Phrase(tuple(words[:MOST_TERMS]))] if len(words) > 1 else [_word(word) for word in words]


def _word(word: str, also: Iterable[str] = ()) -> Word:
    others = dict.fromkeys((stem(word), *also))
    return Word(word, tuple(one for one in others if one != word), is_exact=len(word) < 3)


def _terms(bits: list[str]) -> Iterator[Term]:
    """The words of each run of bits, with what they make together; a bit with other signs inside is a phrase."""
    run: list[tuple[str, str]] = []
    for bit in bits:
        core = re.sub(r"^\W+|\W+$", "", bit)
        if _PARTED.fullmatch(core):
            run.extend(_parts(core))
        elif len(words := words_of(_ELIDED.sub("", core, count=1) if _ELIDED.match(core) else core)) > 1:
            yield from _together(run)
            run = []
            yield from _side_by_side(words)
        else:
            run.extend((word, word) for word in words)
    yield from _together(run)


def _parts(bit: str) -> Iterator[tuple[str, str]]:
    """Each word of a bit, and the same with its article: hermitte, lhermitte."""
    article = ""
    for part in re.split(r"[-/]|(?<=['’])", bit):
        if _ELIDED.fullmatch(part):
            article = part
        else:
            for word in words_of(part):
                yield word, "".join(words_of(article)) + word
            article = ""


def _together(run: list[tuple[str, str]]) -> Iterator[Term]:
    """« prim tux » may stand as primtux: both words may be that one, which is to hold them both, or it alone."""
    for at, (word, whole) in enumerate(run):
        joined = [whole]
        for length in range(2, MOST_TOGETHER + 1):
            for start in range(max(0, at - length + 1), min(at, len(run) - length) + 1):
                joined.append("".join(word for word, _ in run[start : start + length]))
        yield _word(word, (one for one in joined if len(one) <= LONGEST))


def _worth_asking(terms: list[Term]) -> list[Term]:
    """Small words (« de », « la », « j ») say nothing beside others; alone, they are asked for as they are."""
    telling = [term for term in terms if isinstance(term, Phrase) or term.word not in _SMALL]
    return list(dict.fromkeys(telling or terms))
