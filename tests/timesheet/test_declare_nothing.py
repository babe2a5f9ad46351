"""« Rien ce mois-ci »: no entry is not zero."""

from datetime import date

import pytest

from tests import factories
from tests.support.client import text_of

TEMPS = "/laureats/vikidia/temps"


@pytest.fixture
def referent(project, signed_in):
    return signed_in(project.referent)


def declare(client, project, month: str, gesture: str = "rien"):
    answer = client.submit(f"{TEMPS}/{gesture}", {"month": month, "user": project.referent.id})
    assert answer.status_code == 303
    return text_of(client.get(answer.location))


def test_a_month_declared_empty_is_no_longer_missing(project, referent) -> None:
    assert "Non déclaré" in text_of(referent.get(f"{TEMPS}/2026-02"))
    page = declare(referent, project, "2026-02-01")
    assert "« Rien ce mois-ci » est noté pour février 2026." in page
    assert "0 j Rien ce mois-ci" in page
    assert project.declared() == ["2026-02-01"]


def test_said_twice_it_is_said_once(project, referent) -> None:
    declare(referent, project, "2026-02-01")
    declare(referent, project, "2026-02-15")
    assert project.declared() == ["2026-02-01"]


def test_it_is_taken_back(project, referent) -> None:
    declare(referent, project, "2026-02-01")
    page = declare(referent, project, "2026-02-01", "rien/retirer")
    assert "de nouveau à déclarer" in page
    assert project.declared() == []
    declare(referent, project, "2026-02-01", "rien/retirer")


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("2026-01-01", "Le mois de janvier 2026 est clos"),
        ("2026-04-01", "Ce mois est à venir"),
        ("2026-02", "Indiquez une date"),
    ],
)
def test_a_month_closed_or_to_come_is_refused(project, referent, at, month: str, message: str) -> None:
    if month == "2026-01-01":
        at("2026-02-11T09:00")
    assert message in declare(referent, project, month)
    assert project.declared() == []


def test_a_month_with_time_is_not_empty(project, referent) -> None:
    factories.time_entry(project.laureate, project.referent, date(2026, 2, 26))
    assert "Du temps est déjà noté en février 2026" in declare(referent, project, "2026-02-01")
    assert project.declared() == []


def test_a_month_outside_the_period_expects_nothing(project, signed_in) -> None:
    coach = signed_in(project.coach)
    answer = coach.submit(f"{TEMPS}/rien", {"month": "2025-08-01", "user": project.referent.id})
    assert answer.status_code == 303
    assert "Aucun temps n’est attendu" in text_of(coach.get(TEMPS))


def test_a_coach_declares_a_closed_month(project, signed_in) -> None:
    declare(signed_in(project.coach), project, "2025-10-01")
    assert project.declared() == ["2025-10-01"]
