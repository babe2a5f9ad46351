"""Two sequences compared in a bounded number of steps: as before where that is cheap, right everywhere."""

from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.checkpoints.meeting import merged
from aic_tracker.differences import STEPS, Budget, Run, runs
from aic_tracker.roadmap.revisions.words import marked

ITEMS = st.lists(st.sampled_from("abcdé \n"), max_size=40)
FEW = st.builds(Budget, st.integers(0, 400))
TASKS = "\n".join(f"- [ ] appeler la mairie {n}" for n in range(300))
REPEATED = "- [ ] appeler\n" * 500


def applied(old: list[str], new: list[str], found: list[Run]) -> list[str]:
    """`old` with what is not the same replaced by what `new` says there."""
    return [item for run in found for item in (old[run.i1 : run.i2] if run.is_same else new[run.j1 : run.j2])]


@given(ITEMS, ITEMS, FEW)
def test_the_difference_made_on_the_old_gives_the_new_however_few_steps_are_left(old, new, budget) -> None:
    found = runs(old, new, budget)
    assert applied(old, new, found) == new
    assert [item for run in found for item in old[run.i1 : run.i2]] == old
    assert all(old[run.i1 : run.i2] == new[run.j1 : run.j2] for run in found if run.is_same)
    assert all(one.is_same != other.is_same for one, other in pairwise(found))


@given(ITEMS, ITEMS)
def test_short_texts_are_compared_as_difflib_does(old, new) -> None:
    usual = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    assert runs(old, new) == [Run(tag == "equal", *places) for tag, *places in usual]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TASKS, TASKS.replace("[ ]", "[x]")),
        (REPEATED, REPEATED.replace("[ ]", "[x]")),
        ("a b " * 12_500, "b a " * 12_500),
        ("a\n" * 25_000, "b\na\n" * 12_500),
        (" ".join(map(str, range(8_000))), " ".join(map(str, range(8_000, 0, -1)))),
    ],
    ids=["ticked", "ticked, all alike", "two words", "two lines", "turned round"],
)
def test_the_longest_texts_take_a_bounded_number_of_steps(before: str, after: str) -> None:
    budget = Budget()
    runs(before.split(" "), after.split(" "), budget)
    assert budget.left >= -STEPS
    pieces = marked(before, after)
    assert "".join(p.text for p in pieces if p.mark != "added") == before
    assert "".join(p.text for p in pieces if p.mark != "removed") == after
    assert set(merged(before, after).splitlines()) == {*before.splitlines(), *after.splitlines()}


def test_ticked_tasks_show_their_ticks_alone() -> None:
    pieces = marked(TASKS, TASKS.replace("[ ]", "[x]"))
    assert {p.text for p in pieces if p.mark == "added"} == {"x"}
    assert {p.text for p in pieces if p.mark == "removed"} == {" "}


def test_an_exhausted_budget_tells_the_rest_as_replaced_whole() -> None:
    assert runs("abab", "baba", Budget(0)) == [Run(False, 0, 4, 0, 4)]
