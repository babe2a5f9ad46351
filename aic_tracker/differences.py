"""What differs between two sequences, in a bounded number of comparisons whatever they hold.

`difflib` finds the longest common run, then the longest on each side of it: what people expect, at a cost that is
cubic when the same items come again and again (the marks of a list, the spaces). Here the same search counts its steps.
When they run out, the rest is cut at the items that each side holds once and in the same order (« patience »), and what
is left between two of them is told as replaced whole.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

STEPS = 100_000  # items and pairs of equal items looked at; a step takes some 100 ns
STEPS_AN_ITEM = 60  # at most, between two cuts, so that no place takes what is left to the others
DEPTH = 3  # of cuts within cuts


class Run(NamedTuple):
    """`old[i1:i2]` and `new[j1:j2]`, the same items or not."""

    is_same: bool
    i1: int
    i2: int
    j1: int
    j2: int


class Budget:
    """Steps that are left to a whole comparison."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps


def runs(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget | None = None) -> list[Run]:
    """The runs that cover both, in order; never two alike in a row."""
    budget = budget or Budget()
    matches = _longest(old, new, 0, len(old), 0, len(new), Budget(budget.left // 2))
    if matches is None:
        matches = _anchored(old, new, 0, len(old), 0, len(new), budget, DEPTH)
    return list(_covering(matches, len(old), len(new)))


Match = tuple[int, int, int]  # start in old, start in new, length


def _longest(
    old: Sequence[Hashable], new: Sequence[Hashable], i1: int, i2: int, j1: int, j2: int, budget: Budget
) -> list[Match] | None:
    """As `difflib` without junk; None when the budget does not allow it."""
    places: dict[Hashable, list[int]] = {}
    for j in range(j1, j2):
        places.setdefault(new[j], []).append(j)
    found: list[Match] = []
    waiting = [(i1, i2, j1, j2)]
    while waiting:
        low, high, left, right = waiting.pop()
        best_i, best_j, best = low, left, 0
        lengths: dict[int, int] = {}
        for i in range(low, high):
            there = places.get(old[i], ())
            budget.left -= 1 + len(there)
            if budget.left < 0:
                return None
            longer: dict[int, int] = {}
            for j in there:
                if j < left:
                    continue
                if j >= right:
                    break
                size = longer[j] = lengths.get(j - 1, 0) + 1
                if size > best:
                    best_i, best_j, best = i - size + 1, j - size + 1, size
            lengths = longer
        if best:
            found.append((best_i, best_j, best))
            if low < best_i and left < best_j:
                waiting.append((low, best_i, left, best_j))
            if best_i + best < high and best_j + best < right:
                waiting.append((best_i + best, high, best_j + best, right))
    return sorted(found)


def _anchored(
    old: Sequence[Hashable], new: Sequence[Hashable], i1: int, i2: int, j1: int, j2: int, budget: Budget, depth: int
) -> list[Match]:
    """Equal ends, then what each side holds once; between two of these, as much as the budget allows."""
    before = _common(old, new, i1, i2, j1, j2, 1)
    found = [(i1, j1, before)] if before else []
    i1, j1 = i1 + before, j1 + before
    after = _common(old, new, i1, i2, j1, j2, -1)
    i2, j2 = i2 - after, j2 - after
    anchors = _anchors(old, new, i1, i2, j1, j2) if depth else []
    if anchors:
        for i, j in [*anchors, (i2, j2)]:
            if i1 < i and j1 < j:
                found += _between(old, new, i1, i, j1, j, budget, depth - 1)
            i1, j1 = i, j
    elif i1 < i2 and j1 < j2:
        share = Budget(min(budget.left, STEPS_AN_ITEM * (i2 - i1 + j2 - j1)))
        granted = share.left
        found += _longest(old, new, i1, i2, j1, j2, share) or []
        budget.left -= granted - max(share.left, 0)
    if after:
        found.append((i2, j2, after))
    return found


def _between(
    old: Sequence[Hashable], new: Sequence[Hashable], i1: int, i2: int, j1: int, j2: int, budget: Budget, depth: int
) -> list[Match]:
    """What two anchors delimit; where nothing but the first is the same, at little cost: there may be thousands."""
    if old[i1] == new[j1] and (i2 - i1 <= 1 or j2 - j1 <= 1):
        return [(i1, j1, 1)]
    return _anchored(old, new, i1, i2, j1, j2, budget, depth)


def _common(old: Sequence[Hashable], new: Sequence[Hashable], i1: int, i2: int, j1: int, j2: int, step: int) -> int:
    most, count = min(i2 - i1, j2 - j1), 0
    i, j = (i1, j1) if step > 0 else (i2 - 1, j2 - 1)
    while count < most and old[i] == new[j]:
        count, i, j = count + 1, i + step, j + step
    return count


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], i1: int, i2: int, j1: int, j2: int
) -> list[tuple[int, int]]:
    """The longest series of items held once by each side, in the same order in both."""
    said, kept = Counter(old[i1:i2]), Counter(new[j1:j2])
    places = {new[j]: j for j in range(j1, j2) if kept[new[j]] == 1}
    pairs = [(i, places[old[i]]) for i in range(i1, i2) if said[old[i]] == 1 and old[i] in places]
    ends: list[int] = []  # by length, the smallest place in `new` where a series of that length ends
    tops: list[int] = []
    behind: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        behind.append(tops[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        tops[length : length + 1] = [number]
    series: list[tuple[int, int]] = []
    number = tops[-1] if tops else -1
    while number >= 0:
        series.append(pairs[number])
        number = behind[number]
    return series[::-1]


def _covering(matches: list[Match], old_size: int, new_size: int) -> Iterator[Run]:
    """Matches that touch are one; what lies between is not the same."""
    i = j = 0
    start: tuple[int, int] = (0, 0)
    for at_i, at_j, size in [*matches, (old_size, new_size, 0)]:
        if (at_i, at_j) != (i, j):
            if start != (i, j):
                yield Run(True, start[0], i, start[1], j)
            yield Run(False, i, at_i, j, at_j)
            start = (at_i, at_j)
        i, j = at_i + size, at_j + size
    if start != (i, j):
        yield Run(True, start[0], i, start[1], j)
