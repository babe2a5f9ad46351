"""What is signed, what may be, and how maturity changed."""

from datetime import UTC, date, datetime

import pytest

from aic_tracker.accounts.models import Role
from aic_tracker.diagnostic import rules
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Dimension, Rating
from aic_tracker.diagnostic.rules import Side

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
INITIAL, MID_TERM, FINAL = DiagnosticKind


def diagnostic(
    levels: list[int | None] | None = None,
    *,
    kind: DiagnosticKind = INITIAL,
    revision: int = 1,
    coach: bool = False,
    referent: bool = False,
) -> Diagnostic:
    row = Diagnostic(
        kind=kind,
        revision=revision,
        opened_on=date(2026, 3, 2),
        coach_signed_at=NOW if coach else None,
        referent_signed_at=NOW if referent else None,
    )
    row.ratings = [
        # Given in the wrong order: the grid's order must win.
        Rating(level=level, dimension=Dimension(code=f"d{rank}", label=f"D{rank}", rank=rank))
        for rank, level in reversed(list(enumerate([2, 3] if levels is None else levels)))
    ]
    return row


@pytest.mark.parametrize(
    ("levels", "missing"), [([1, 2], []), ([None, 2], ["d0"]), ([None, None], ["d0", "d1"]), ([], [])]
)
def test_the_dimensions_without_a_level_are_named_in_order(levels: list[int | None], missing: list[str]) -> None:
    assert [line.code for line in rules.unrated(diagnostic(levels))] == missing


@pytest.mark.parametrize(
    ("role", "side"),
    [
        (Role.COACH, Side.COACH),
        (Role.REFERENT, Side.REFERENT),
        (Role.EXPERT, None),
        (Role.DIRECTION, None),
        (Role.ADMIN, None),
    ],
)
def test_each_role_signs_for_its_side_or_for_none(role: Role, side: Side | None) -> None:
    assert rules.side_of(role) is side


@pytest.mark.parametrize(
    ("row", "role", "may"),
    [
        (diagnostic(), Role.COACH, True),
        (diagnostic(), Role.REFERENT, True),
        (diagnostic(), Role.DIRECTION, False),
        (diagnostic([1, None]), Role.COACH, False),
        (diagnostic([]), Role.COACH, False),
        (diagnostic(coach=True), Role.COACH, False),
        (diagnostic(coach=True), Role.REFERENT, True),
        (diagnostic(coach=True, referent=True), Role.REFERENT, False),
    ],
)
def test_one_signs_once_and_only_what_is_complete(row: Diagnostic, role: Role, may: bool) -> None:
    assert rules.can_sign(row, role) is may


@pytest.mark.parametrize(
    ("rows", "signed"),
    [
        ([], False),
        ([diagnostic()], False),
        ([diagnostic(coach=True)], False),
        ([diagnostic(referent=True)], False),
        ([diagnostic(coach=True, referent=True)], True),
        ([diagnostic(coach=True, referent=True), diagnostic(revision=2)], True),
        ([diagnostic(kind=MID_TERM, coach=True, referent=True)], False),
    ],
)
def test_both_signatures_on_any_revision_of_the_initial_one_count(rows: list[Diagnostic], signed: bool) -> None:
    assert rules.is_signed(rows) is signed


def test_the_latest_is_the_furthest_kind_in_its_last_revision() -> None:
    rows = [diagnostic(kind=MID_TERM), diagnostic(revision=2), diagnostic(), diagnostic(kind=MID_TERM, revision=2)]
    assert rules.latest(rows) is rows[3]
    assert rules.latest(rows, INITIAL) is rows[1]
    assert rules.latest(rows, FINAL) is None
    assert rules.latest([]) is None


@pytest.mark.parametrize(
    ("opened", "signed", "expected"),
    [
        ([], False, [INITIAL]),
        ([INITIAL], False, []),
        ([INITIAL], True, [MID_TERM, FINAL]),
        ([INITIAL, MID_TERM], True, [FINAL]),
        ([], True, [INITIAL, MID_TERM, FINAL]),
    ],
)
def test_later_kinds_open_after_a_signed_initial_one(
    opened: list[DiagnosticKind], signed: bool, expected: list[DiagnosticKind]
) -> None:
    rows = [diagnostic(kind=kind) for kind in opened]
    assert rules.openable(rows, has_signed_initial=signed) == expected


@pytest.mark.parametrize(
    ("before", "after", "change"), [(1, 3, 2), (3, 1, -2), (2, 2, 0), (None, 2, None), (2, None, None)]
)
def test_the_change_is_told_only_between_two_levels(before: int | None, after: int | None, change: int | None) -> None:
    assert rules.change_since({"team": before}, {"team": after}) == {"team": change}


def test_a_dimension_added_since_has_no_change() -> None:
    assert rules.change_since({}, {"team": 2}) == {"team": None}
