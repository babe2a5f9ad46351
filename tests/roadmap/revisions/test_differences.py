"""Snapshots, what changed between two, and the change replayed."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.roadmap.revisions.rules import diff, in_order, replay
from aic_tracker.roadmap.revisions.words import items_between, marked, slip

NUMBERS = st.none() | st.decimals(min_value=-1000, max_value=1000, places=2).map(str)
DAYS = st.none() | st.dates().map(lambda day: day.isoformat())
TEXTS = st.text(max_size=20)
SHARES = st.none() | st.decimals(min_value=0, max_value=1, places=4).map(str)
STATUSES = st.sampled_from(["todo", "in_progress", "achieved", "partly", "blocked", "dropped"])

OBJECTIVE = {
    "rank": st.integers(1, 9),
    "title": st.text(min_size=1, max_size=20),
    "detail": TEXTS,
    "indicator": TEXTS,
    "unit": TEXTS,
    "baseline": NUMBERS,
    "target": NUMBERS,
    "current": NUMBERS,
    "due_on": DAYS,
    "status": STATUSES,
    "reason": TEXTS,
    "owner_id": st.none() | st.integers(1, 9),
    "owner": st.sampled_from(["", "Rosa", "Camille"]),
    "progress": SHARES,
    "means": st.lists(TEXTS, max_size=3),
}
PRIORITY = {
    "axis": st.sampled_from(["consolidation", "integration", "deployment"]),
    "rank": st.integers(1, 9),
    "title": st.text(min_size=1, max_size=20),
    "expected_change": TEXTS,
    "dimensions": st.lists(TEXTS, max_size=3),
}
KEYS = st.integers(1, 5).map(str)


@st.composite
def contents(draw):
    priorities = draw(st.dictionaries(KEYS, st.fixed_dictionaries(PRIORITY), min_size=1, max_size=3))
    objective = st.fixed_dictionaries(OBJECTIVE | {"priority": st.sampled_from(sorted(priorities))})
    return {"priorities": priorities, "objectives": draw(st.dictionaries(KEYS, objective, max_size=4))}


@given(contents(), contents())
def test_any_two_contents_diffed_and_replayed_onto_the_older_give_the_newer(old, new) -> None:
    kept = deepcopy(old)
    assert replay(old, diff(old, new)) == new
    assert old == kept, "the older one is left as it was"
    assert diff(new, new) == []


@given(contents(), contents())
def test_every_change_is_told_and_the_same_says_nothing(old, new) -> None:
    for item in items_between(old, new):
        assert item.entries
        assert all(entry.text.strip() for entry in item.entries)
    assert items_between(new, new) == []


@given(contents())
def test_every_objective_stands_under_its_priority(content) -> None:
    shown = in_order(content)
    assert {values["id"] for values, _ in shown} == set(content["priorities"])
    assert {o["id"] for _, objectives in shown for o in objectives} == set(content["objectives"])


@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_words_give_both_texts_back(before: str, after: str) -> None:
    pieces = marked(before, after)
    assert "".join(p.text for p in pieces if p.mark != "added") == before
    assert "".join(p.text for p in pieces if p.mark != "removed") == after


def values(**changes):
    usual = {
        "rank": 1,
        "title": "Recruter",
        "detail": "",
        "indicator": "",
        "unit": "%",
        "baseline": "0",
        "target": "100",
        "current": "20",
        "due_on": "2026-03-02",
        "status": "in_progress",
        "reason": "",
        "owner_id": 1,
        "owner": "Rosa",
        "progress": "0.2000",
        "means": [],
        "priority": "1",
    }
    return usual | changes


def told(**changes) -> list[str]:
    old = {"priorities": {}, "objectives": {"1": values()}}
    new = {"priorities": {}, "objectives": {"1": values(**changes)}}
    return [e.text.replace("\N{NO-BREAK SPACE}", " ") for item in items_between(old, new) for e in item.entries]


def test_it_slips_or_comes_earlier_by_days() -> None:
    assert told(due_on="2026-03-14") == ["glisse de 12 jours (du 2 mars 2026 au 14 mars 2026)"]
    assert slip("2026-03-02", "2026-03-01").startswith("avancé de 1\N{NO-BREAK SPACE}jour ")
    assert told(due_on=None) == ["échéance retirée (c’était le 2 mars 2026)"]


def test_it_advances_from_a_share_to_another() -> None:
    assert told(current="45", progress="0.4500") == ["20 % → 45 %", "valeur : 20 → 45 %"]


def test_it_is_dropped_with_its_reason() -> None:
    assert told(status="dropped", reason="Hors budget.", progress=None) == ["abandonné : Hors budget."]


def test_it_passes_from_one_person_to_another() -> None:
    assert told(owner="Camille", owner_id=2) == ["passe de Rosa à Camille"]


def test_a_new_wording_has_its_words_marked() -> None:
    pieces = marked("Recruter une personne", "Recruter deux personnes")
    assert [(p.mark, p.text) for p in pieces if p.mark != "same"] == [
        ("removed", "une"),
        ("added", "deux"),
        ("removed", "personne"),
        ("added", "personnes"),
    ]


def test_what_came_and_what_went() -> None:
    old = {"priorities": {}, "objectives": {"1": values()}}
    new = {"priorities": {}, "objectives": {"2": values(title="Former")}}
    assert [item.sentence for item in items_between(old, new)] == [
        "Former : objectif ajouté",
        "Recruter : objectif retiré",
    ]
