"""`/pilotage`: the whole portfolio over twelve months."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Axis, LaureateStatus
from aic_tracker.roadmap.models import ObjectiveStatus
from aic_tracker.timesheet.models import MonthDeclaration
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, Role.ADMIN])
def test_steering_does_not_exist_for_the_others(signed_in: SignIn, role: Role) -> None:
    assert signed_in(factories.user(role)).get("/pilotage").status_code == 404


def test_an_empty_programme_is_explained(signed_in: SignIn) -> None:
    assert "Aucun accompagnement en cours" in text_of(signed_in(factories.direction()).get("/pilotage"))


def cells(page: str, name: str) -> list[str]:
    row = page.partition("app-heat")[2].partition(f">{name}</a>")[2].partition("</tr>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row, re.S)]


def test_each_month_shows_points_and_time(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 10, 1))
    referent = factories.referent(laureate)
    factories.checkpoint(laureate, date(2025, 11, 12), status=CheckpointStatus.CLOSED)
    factories.checkpoint(laureate, date(2025, 11, 26), status=CheckpointStatus.CANCELLED)
    for day in (4, 5, 6):
        factories.time_entry(laureate, referent, date(2025, 11, day), 4)
    factories.time_entry(laureate, referent, date(2025, 12, 3), 1)
    factories.save(
        MonthDeclaration(
            user_id=referent.id, laureate_id=laureate.id, month=date(2026, 1, 1), declared_at=laureate.created_at
        )
    )
    found = cells(signed_in(factories.direction()).get("/pilotage").text, "Vikidia")
    assert len(found) == 12
    assert found[5] == "· Hors accompagnement"
    assert found[6:] == [
        "0 point ? Temps non déclaré",
        "1 point 3 j Dans la fourchette",
        "0 point ▼ 0,25 j Sous la fourchette",
        "0 point 0 j Rien ce mois-ci",
        "0 point ? Temps non déclaré",
        "0 point … En cours",
    ]


def test_axes_are_added_up_and_decisions_listed(signed_in: SignIn) -> None:
    for name in ("Vikidia", "uMap"):
        laureate = factories.laureate(name, starts_on=date(2025, 5, 4))
        priority = factories.priority(factories.roadmap(laureate), axis=Axis.INTEGRATION)
        factories.objective(priority, status=ObjectiveStatus.ACHIEVED)
        factories.objective(priority, due_on=date(2026, 2, 1))
        factories.objective(priority, status=ObjectiveStatus.DROPPED)
    factories.laureate("Ancien", status=LaureateStatus.ENDED)
    page = signed_in(factories.coach()).get("/pilotage")
    text = text_of(page)
    assert "Intégration 2 4 2 2 0 2" in text
    assert "Décisions à prendre 2" in text
    assert 'href="/laureats/umap/bilan"' in page.text
    assert "Ancien" not in text


def test_many_laureates_cost_as_many_statements_as_one(signed_in: SignIn) -> None:
    direction = signed_in(factories.direction())

    def count() -> int:
        # What was just written is drawn again once.
        direction.get("/pilotage")
        db.session.remove()
        with counted() as statements:
            assert direction.get("/pilotage").status_code == 200
        return len(statements)

    def fill(name: str) -> None:
        laureate = factories.laureate(name)
        factories.time_entry(laureate, factories.referent(laureate), date(2026, 2, 3))
        factories.checkpoint(laureate, date(2026, 2, 3), status=CheckpointStatus.CLOSED)
        factories.objective(factories.priority(factories.roadmap(laureate)))

    fill("Premier")
    one = count()
    for n in range(6):
        fill(f"Suivant {n}")
    assert count() == one < 15
