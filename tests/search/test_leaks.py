"""A word that one may not read is, in every answer, a word that does not exist: no result, no count, no near answer.

Each reader asks for each word planted in each kind of text; what may not be read must give the very page of a word that
was never written. Planted leaks are found.
"""

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.search import queries
from aic_tracker.search.questions import terms_of
from tests.search.conftest import ALL
from tests.search.plants import Plants
from tests.support.client import Client

SignedIn = Callable[[User], Client]
NEVER = "canarijamaisecrit"
# What changes from one answer to the next, whatever is asked.
OF_ONE_ANSWER = re.compile(r'(nonce|name="csrf_token" value|name="form_key" value)="[^"]*"')


@pytest.fixture
def plants(coach: User) -> Plants:
    return Plants(coach)


def questions(word: str) -> list[str]:
    return [word, f"{word} {ALL}"]


def told(reader: User, question: str, word: str) -> str:
    """All that a page is drawn from, the word itself apart."""
    found = queries.closest(terms_of(question), queries.readable_by(reader, clock.today()))
    shown = (found.ways, found.counts, found.is_more, [(one.kind, one.row_id) for one in found.answers])
    return repr(shown).replace(word, "")


def page(client: Client, word: str) -> tuple[int, str]:
    answer = client.get("/recherche", query_string={"q": f"{word} {ALL}"})
    return answer.status_code, OF_ONE_ANSWER.sub("", answer.text).replace(word, "")


def leaks(plants: Plants, signed_in: SignedIn, words: list[str] | None = None) -> Iterator[str]:
    for name, reader in plants.readers.items():
        client = signed_in(reader)
        if said := miscounted(client):
            yield f"{name} is told {said}"
        hidden = [word for word in words or plants.may_read if name not in plants.may_read[word]]
        usual = [told(reader, question, NEVER) for question in questions(NEVER)]
        for word in hidden:
            for question, expected in zip(questions(word), usual, strict=True):
                if told(reader, question, word) != expected:
                    yield f"{name} is told of {question}"
        for word in hidden[:1]:
            if page(client, word) != page(client, NEVER):
                yield f"{name} reads of {word}"


def miscounted(client: Client) -> str:
    """What is counted and not shown, of the word that everything holds; blank when all of it is shown."""
    first = client.get(f"/recherche?q={ALL}").text
    counted = re.findall(r">(?:Plus de )?(\d+)\sréponses?", first)
    by_kind = [int(number) for number in re.findall(r'<a class="fr-tag"[^>]*>[^<]*\((\d+)\)', first)]
    shown = page = 0
    while answers := client.get(f"/recherche?q={ALL}&page={page + 1}").text.count('<p class="fr-mb-1v"><a href='):
        shown, page = shown + answers, page + 1
    # « Tout », then each kind.
    numbers = [*map(int, counted), *by_kind[:1], sum(by_kind[1:])] if counted else [0]
    return "" if set(numbers) == {shown} else f"of {numbers} and shown {shown}"


def test_nobody_is_told_of_what_they_may_not_read(plants: Plants, signed_in: SignedIn) -> None:
    assert len(plants.may_read) == 116
    assert list(leaks(plants, signed_in)) == []


def test_nobody_is_told_of_it_by_what_is_left_out(
    plants: Plants, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 1)
    assert list(leaks(plants, signed_in, list(plants.may_read)[::10])) == []


def test_everybody_finds_what_they_may_read(plants: Plants) -> None:
    missed = [
        f"{name}: {word}"
        for word, readers in plants.may_read.items()
        for name in sorted(readers)
        if not queries.closest(terms_of(word), queries.readable_by(plants.readers[name], clock.today())).answers
    ]
    assert missed == []


ANYBODY = queries.Readable(sa.true(), is_there=False)


def without_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "readable_by", lambda *_: ANYBODY)


def without_rights_in_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    of_anybody(monkeypatch, lambda honest, every: honest.__dict__.update(counts=every.counts))


def without_rights_in_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    of_anybody(monkeypatch, lambda honest, every: honest.__dict__.update(is_more=honest.counts != every.counts))


def of_anybody(monkeypatch: pytest.MonkeyPatch, mix: Callable[[queries.Found, queries.Found], None]) -> None:
    """What a reader finds is told something of what anybody would."""
    found = queries.found

    def weak(asked: queries.Asked, readable: queries.Readable) -> queries.Found:
        honest = found(asked, readable)
        mix(honest, found(asked, ANYBODY))
        return honest

    monkeypatch.setattr(queries, "found", weak)


def without_rights_in_what_comes_closest(monkeypatch: pytest.MonkeyPatch) -> None:
    is_answered = queries._is_answered
    monkeypatch.setattr(queries, "_is_answered", lambda asked, _: is_answered(asked, ANYBODY))


def without_an_expert_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "Scope", type("Scope", (), {"ALL": queries.Scope.ALL, "ASSIGNED": None}))


def without_audiences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "may_be_read_by", lambda *_: sa.true())


WEAK = [
    (without_rights, ["canaricommentteamalpha"]),
    (without_rights_in_counts, ["canaricommentteamalpha"]),
    (without_rights_in_what_is_left_out, ["canaricommentteamalpha"]),
    (without_rights_in_what_comes_closest, ["canaricommentteamalpha"]),
    (without_an_expert_s_own, ["canariassignmenttitlealpha"]),
    (without_audiences, ["canarilaureatetaglineomega"]),
]


@pytest.mark.looks
@pytest.mark.parametrize(("weaken", "words"), WEAK)
def test_a_planted_leak_is_found(
    plants: Plants,
    signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
    weaken: Callable[[pytest.MonkeyPatch], None],
    words: list[str],
) -> None:
    assert list(leaks(plants, signed_in, words)) == []
    weaken(monkeypatch)
    assert list(leaks(plants, signed_in, words)) != []
