"""Progress, lateness and order: every case of the rules, and what must hold for any figures."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.laureates.models import Axis, SupportPeriod
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Priority

S = ObjectiveStatus
figures = st.decimals(min_value=-10_000, max_value=10_000, places=4)
statuses = st.sampled_from(ObjectiveStatus)


def objective(status: S = S.TODO, *figures: str | int | None, kept: str | None = None, due: date | None = None):
    baseline, target, current = [None if f is None else Decimal(f) for f in figures] or [None] * 3
    return Objective(
        status=status,
        baseline=baseline,
        target=target,
        current=current,
        kept_progress=None if kept is None else Decimal(kept),
        due_on=due,
    )


def priority(*objectives: Objective, axis: Axis = Axis.CONSOLIDATION) -> Priority:
    row = Priority(axis=axis, title="Priorité")
    row.objectives = list(objectives)
    return row


@pytest.mark.parametrize(
    ("row", "progress"),
    [
        (objective(S.TODO), "0"),
        (objective(S.IN_PROGRESS), "0.5"),
        (objective(S.PARTLY), "0.5"),
        (objective(S.ACHIEVED), "1"),
        (objective(S.BLOCKED), "0"),
        (objective(S.BLOCKED, kept="0.5"), "0.5"),
        (objective(S.DROPPED), None),
        (objective(S.DROPPED, 0, 10, 5), None),
        # Figures win over the status.
        (objective(S.TODO, 0, 10, 5), "0.5"),
        (objective(S.ACHIEVED, 0, 10, 5), "0.5"),
        (objective(S.IN_PROGRESS, 0, 10, 0), "0"),
        (objective(S.IN_PROGRESS, 0, 10, 10), "1"),
        (objective(S.IN_PROGRESS, 0, 10, 12), "1"),
        (objective(S.IN_PROGRESS, 0, 10, -3), "0"),
        # A target below its baseline: waiting time, dropouts.
        (objective(S.IN_PROGRESS, 40, 20, 35), "0.25"),
        (objective(S.IN_PROGRESS, 40, 20, 45), "0"),
        (objective(S.IN_PROGRESS, 40, 20, 10), "1"),
        (objective(S.IN_PROGRESS, "-10", "10", 0), "0.5"),
        # No way to measure: back to the status.
        (objective(S.IN_PROGRESS, 10, 10, 10), "0.5"),
        (objective(S.IN_PROGRESS, 0, 10, None), "0.5"),
        (objective(S.IN_PROGRESS, None, 10, 5), "0.5"),
        (objective(S.IN_PROGRESS, 0, None, 5), "0.5"),
        # Blocked: what it had, whatever the figures say since.
        (objective(S.BLOCKED, 0, 10, 8, kept="0.3"), "0.3"),
        (objective(S.BLOCKED, 0, 10, 8), "0.8"),
    ],
)
def test_the_progress_of_an_objective(row: Objective, progress: str | None) -> None:
    assert rules.objective_progress(row) == (None if progress is None else Decimal(progress))


@given(figures, figures, figures, statuses)
def test_progress_stays_between_nothing_and_all(baseline, target, current, status):
    progress = rules.objective_progress(objective(status, baseline, target, current))
    assert (progress is None) == (status is S.DROPPED)
    assert progress is None or 0 <= progress <= 1


@given(figures, figures, figures)
def test_progress_is_the_part_of_the_way_in_either_direction(baseline, target, current):
    measured = rules.measured_share(baseline, target, current)
    if baseline == target:
        assert measured is None
        return
    exact = (Fraction(current) - Fraction(baseline)) / (Fraction(target) - Fraction(baseline))
    assert abs(Fraction(measured) - min(max(exact, 0), 1)) < Fraction(1, 10**20)
    assert measured == rules.measured_share(-baseline, -target, -current)


@pytest.mark.parametrize(
    ("rows", "mean"),
    [
        ([], None),
        ([objective(S.DROPPED)], None),
        ([objective(S.TODO)], "0"),
        ([objective(S.ACHIEVED), objective(S.DROPPED)], "1"),
        ([objective(S.ACHIEVED), objective(S.TODO)], "0.5"),
        ([objective(S.IN_PROGRESS, 0, 10, 1), objective(S.PARTLY), objective(S.ACHIEVED), objective(S.TODO)], "0.4"),
    ],
)
def test_a_priority_is_the_mean_of_what_counts_and_nothing_is_not_zero(rows: list[Objective], mean: str | None) -> None:
    expected = None if mean is None else Decimal(mean)
    assert rules.priority_progress(priority(*rows)) == expected


def test_the_roadmap_is_the_mean_of_all_objectives_not_of_the_priorities() -> None:
    done = priority(objective(S.ACHIEVED))
    waiting = priority(objective(), objective(), objective(), axis=Axis.DEPLOYMENT)
    assert rules.roadmap_progress([done, waiting]) == Decimal("0.25")
    assert rules.axis_progress([done, waiting], Axis.CONSOLIDATION) == 1
    assert rules.axis_progress([done, waiting], Axis.DEPLOYMENT) == 0
    assert rules.axis_progress([done, waiting], Axis.INTEGRATION) is None
    assert rules.roadmap_progress([]) is None


@given(st.lists(st.lists(statuses, max_size=4), max_size=4))
def test_the_mean_lies_between_the_least_and_the_most(groups):
    priorities = [priority(*(objective(status) for status in group)) for group in groups]
    each = [p for o in rules.objectives_of(priorities) if (p := rules.objective_progress(o)) is not None]
    mean = rules.roadmap_progress(priorities)
    assert (mean is None) == (not each)
    assert mean is None or min(each) <= mean <= max(each)


@pytest.mark.parametrize(
    ("status", "due", "late"),
    [
        (S.IN_PROGRESS, date(2026, 3, 1), True),
        (S.IN_PROGRESS, date(2026, 3, 2), False),
        (S.IN_PROGRESS, date(2026, 3, 3), False),
        (S.IN_PROGRESS, None, False),
        (S.TODO, date(2026, 3, 1), True),
        (S.BLOCKED, date(2026, 3, 1), True),
        (S.ACHIEVED, date(2026, 3, 1), False),
        (S.PARTLY, date(2026, 3, 1), False),
        (S.DROPPED, date(2026, 3, 1), False),
    ],
)
def test_an_open_objective_is_late_the_day_after_its_last(status: S, due: date | None, late: bool) -> None:
    assert rules.is_late(objective(status, due=due), date(2026, 3, 2)) is late


@pytest.mark.parametrize(
    ("values", "is_open", "late"),
    [
        ({}, True, False),
        ({"due_on": date(2026, 3, 1)}, True, True),
        ({"due_on": date(2026, 3, 2)}, True, False),
        ({"due_on": date(2026, 3, 1), "done_on": date(2026, 3, 2)}, False, False),
        ({"due_on": date(2026, 3, 1), "cancelled_on": date(2026, 3, 2)}, False, False),
    ],
)
def test_an_action_is_open_until_done_or_cancelled(values: dict[str, date], is_open: bool, late: bool) -> None:
    action = Action(title="Écrire", **values)
    assert rules.is_open_action(action) is is_open
    assert rules.is_late_action(action, date(2026, 3, 2)) is late


def test_open_objectives_are_neither_finished_nor_dropped() -> None:
    rows = [objective(status) for status in S]
    assert [row.status for row in rules.open_objectives([priority(*rows)])] == [S.TODO, S.IN_PROGRESS, S.BLOCKED]


@pytest.mark.parametrize(
    ("priorities", "publishable"),
    [
        ([], False),
        ([priority()], False),
        ([priority(objective(S.DROPPED))], False),
        ([priority(), priority(objective())], True),
    ],
)
def test_a_roadmap_needs_a_priority_with_an_objective(priorities: list[Priority], publishable: bool) -> None:
    assert rules.can_be_published(priorities) is publishable


@pytest.mark.parametrize(
    ("day", "within"),
    [
        (date(2025, 8, 31), False),
        (date(2025, 9, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
    ],
)
def test_a_period_ends_the_day_before_its_term(day: date, within: bool) -> None:
    period = SupportPeriod(starts_on=date(2025, 9, 1), term_on=date(2026, 9, 1))
    assert rules.is_within(period, day) is within


@pytest.mark.parametrize(
    ("kept", "status"), [(None, S.TODO), ("0", S.TODO), ("0.5", S.IN_PROGRESS), ("1", S.IN_PROGRESS)]
)
def test_a_dropped_objective_comes_back_where_it_was(kept: str | None, status: S) -> None:
    assert rules.status_on_reopening(objective(S.DROPPED, kept=kept)) is status


@pytest.mark.parametrize(
    ("item", "up", "order"),
    [("a", True, "abc"), ("b", True, "bac"), ("c", True, "acb"), ("a", False, "bac"), ("c", False, "abc")],
)
def test_moving_stops_at_both_ends(item: str, up: bool, order: str) -> None:
    assert "".join(rules.moved("abc", item, up=up)) == order


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_moving_there_and_back_changes_nothing(items, data):
    item = data.draw(st.sampled_from(items[:-1] or items))
    there = rules.moved(items, item, up=False)
    assert sorted(there) == sorted(items)
    if len(items) > 1:
        assert rules.moved(there, item, up=True) == items


@pytest.mark.parametrize(
    ("row", "is_reached", "to_confirm"),
    [
        (objective(S.ACHIEVED), True, False),
        (objective(S.ACHIEVED, 0, 10, 8), True, False),
        (objective(S.TODO, 0, 10, 10), True, True),
        (objective(S.BLOCKED, 10, 0, 0, kept="0.5"), True, True),
        (objective(S.PARTLY, 0, 10, 10), True, False),
        (objective(S.TODO, 0, 10, 9), False, False),
        (objective(S.PARTLY), False, False),
        (objective(S.DROPPED, 0, 10, 10), False, False),
    ],
)
def test_what_is_reached_is_counted_by_one_rule(row: Objective, is_reached: bool, to_confirm: bool) -> None:
    assert (rules.is_reached(row), rules.to_confirm(row)) == (is_reached, to_confirm)
