"""What is left to nobody says so on its screens, and is found in the list of laureates."""

import re
from datetime import UTC, datetime

import pytest

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import Laureate
from tests import factories
from tests.support.client import Client, text_of

LEFT = "À réattribuer"


@pytest.fixture
def vikidia(app) -> Laureate:
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(signed_in, vikidia: Laureate) -> Client:
    return signed_in(factories.coach(vikidia))


def left(client: Client) -> list[str]:
    page = client.get("/laureats?coach=personne")
    assert page.status_code == 200
    table = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<th scope="row"><a href="/laureats/[^"]+">([^<]+)</a>', table)


def leave_objective(laureate: Laureate, owner: User | None) -> str:
    factories.objective(factories.priority(factories.roadmap(laureate)), owner_id=owner.id if owner else None)
    return "/laureats/vikidia/feuille-de-route"


def leave_action(laureate: Laureate, owner: User | None) -> str:
    factories.roadmap(laureate)
    factories.action(laureate, owner_id=owner.id if owner else None)
    return "/laureats/vikidia"


def leave_introduction(laureate: Laureate, owner: User | None) -> str:
    factories.introduction(laureate, factories.contact(), owner_id=owner.id if owner else None)
    return "/laureats/vikidia/mises-en-relation?vue=liste"


@pytest.mark.parametrize("leave", [leave_objective, leave_action, leave_introduction])
@pytest.mark.parametrize("whose", ["nobody", "closed"])
def test_what_nobody_has_is_shown_and_found(vikidia: Laureate, coach: Client, leave, whose: str) -> None:
    factories.coach(factories.laureate("Wikidata"))
    page = leave(vikidia, None if whose == "nobody" else factories.referent(vikidia, is_active=False))
    assert LEFT in text_of(coach.get(page))
    assert left(coach) == ["Vikidia"]


@pytest.mark.parametrize("leave", [leave_objective, leave_action, leave_introduction])
def test_what_somebody_has_is_not(vikidia: Laureate, coach: Client, leave) -> None:
    page = leave(vikidia, factories.referent(vikidia))
    assert LEFT not in text_of(coach.get(page))
    assert left(coach) == []


def test_a_project_that_nobody_follows_says_so(app, signed_in) -> None:
    factories.laureate("Vikidia")
    coach = signed_in(factories.coach())
    assert left(coach) == ["Vikidia"]
    assert "le projet, que personne ne suit" in text_of(coach.get("/laureats/vikidia"))


def test_an_assignment_whose_expert_has_left_says_so(vikidia: Laureate, coach: Client) -> None:
    sheet = factories.expert(email="emma@example.org")
    task = factories.scoped_assignment(vikidia, sheet, status=AssignmentStatus.IN_PROGRESS)
    assert left(coach) == []
    db.session.get_one(User, sheet.user_id).is_active = False
    db.session.commit()
    assert LEFT in text_of(coach.get("/laureats/vikidia/appuis"))
    assert LEFT in text_of(coach.get(f"/laureats/vikidia/appuis/{task.id}"))
    assert left(coach) == ["Vikidia"]


def test_every_coach_can_be_chosen_even_without_a_project(vikidia: Laureate, coach: Client) -> None:
    """Somebody who leads none yet is still of the team."""
    diane = factories.coach(name="Diane Roux")
    assert f'<option value="{diane.id}">Diane Roux</option>' in coach.get("/laureats").text


def test_two_coaches_of_one_name_are_told_apart(vikidia: Laureate, coach: Client) -> None:
    for day in (2, 3):
        factories.coach(name="Jean Petit").created_at = datetime(2026, 2, day, 10, tzinfo=UTC)
    db.session.commit()
    shown = re.findall(r"<option [^>]*>(Jean Petit[^<]*)</option>", coach.get("/laureats").text)
    assert len(set(shown)) == 2
