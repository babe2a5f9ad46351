import pytest

from aic_tracker.onboarding import rules


def test_a_draft_keeps_what_was_typed_and_no_token():
    typed = [
        ("name", ["Vikidia\x00"]),
        ("csrf_token", ["x"]),
        ("then", ["back"]),
        ("revision", ["3"]),
        ("axes", ["a", "b"]),
    ]
    assert rules.kept(typed) == {"name": ["Vikidia"], "axes": ["a", "b"]}


@pytest.mark.parametrize(
    ("names", "one_more", "expected"),
    [
        ([], False, 2),
        ([], True, 3),
        (["referent-0-name"], False, 2),
        (["referent-0-name", "referent-3-email"], False, 4),
        (["referent-3-email"], True, 5),
        (["observer-7-email", "referent-x-email", "referent-1", "referent-999-name", "referent-²-name"], False, 2),
        (["referent-99-email"], True, 12),
    ],
)
def test_rows_are_those_typed_and_a_few(names, one_more, expected):
    assert rules.row_count(dict.fromkeys(names), "referent", 2, one_more=one_more) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [([], set()), (["a", "b"], set()), (["a", None, "a", None, "a"], {2, 4})],
)
def test_what_is_said_twice_is_found(keys, expected):
    assert rules.repeated(keys) == expected
