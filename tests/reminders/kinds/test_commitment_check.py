"""Every three months of the period, the referents are asked for the evidence that is still expected."""

import pytest

from aic_tracker.commitments.models import CommitmentKind, CommitmentState
from tests import factories


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def commitments(vikidia, state, *kinds):
    for kind in kinds:
        factories.commitment(vikidia, kind, state=state)


def test_the_mail_lists_what_is_expected(vikidia, coach, referent, planner, same_as_expected):
    commitments(vikidia, CommitmentState.PROVEN, CommitmentKind.GENERAL_INTEREST, CommitmentKind.TRANSPARENCY)
    commitments(vikidia, CommitmentState.SUBMITTED, CommitmentKind.OPEN_DATA)
    commitments(vikidia, CommitmentState.EXPECTED, CommitmentKind.MENTION)
    [mail] = planner.at("2026-02-27T08:00")
    same_as_expected(mail, "commitment-check")


def test_it_leaves_every_three_months(vikidia, referent, planner):
    # The period began on the 1st of September; the 1st of March is a Sunday.
    for day in ("2025-12-01", "2026-02-27", "2026-06-01"):
        assert planner.at(f"{day}T07:59") == []
        assert planner.recipients(f"{day}T08:00") == {"bruno@example.org"}
    assert planner.at("2026-09-01T08:00") == []


def test_once_all_is_answered_nobody_is_asked(vikidia, referent, planner):
    commitments(vikidia, CommitmentState.PROVEN, *list(CommitmentKind)[:4])
    commitments(vikidia, CommitmentState.NOT_APPLICABLE, *list(CommitmentKind)[4:])
    assert planner.at("2026-02-27T08:00") == []
