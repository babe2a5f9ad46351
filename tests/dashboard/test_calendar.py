"""`/laureats/<slug>/calendrier` and `/pilotage/calendrier`: the twelve months of one, then of all."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]


def slipped(first: str = "2026-03-08", due_on: date = date(2026, 3, 20)) -> Laureate:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 9, 1))
    roadmap = factories.roadmap(laureate)
    objective = factories.objective(factories.priority(roadmap), "Recruter", due_on=due_on)
    steady = factories.objective(factories.priority(roadmap), "Publier", due_on=date(2026, 5, 4))
    coach = factories.coach()
    for number, due in enumerate((None, first, "2026-03-15"), start=1):
        content = {str(objective.id): {"due_on": due}, str(steady.id): {"due_on": "2026-05-04"}}
        factories.revision(roadmap, coach, {"priorities": {}, "objectives": content}, number=number)
    return laureate


def rows(page: str) -> list[list[str]]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.S)]
        for row in re.findall(r"<tr>.*?</tr>", body, re.S)
    ]


def test_a_slip_counts_from_the_first_due_date_known(signed_in: SignIn) -> None:
    slipped()
    page = signed_in(factories.coach()).get("/laureats/vikidia/calendrier").text
    said = "à venir, glisse de 12 jours (du 8 mars 2026 au 20 mars 2026)"
    assert rows(page) == [
        ["20/03/2026", "Objectif", "Recruter", said],
        ["04/05/2026", "Objectif", "Publier", "à venir"],
    ]
    assert page.count('class="app-slip"') == 2  # in the picture and in its legend


def test_a_due_date_brought_forward_is_said_so(signed_in: SignIn) -> None:
    slipped(first="2026-04-20")
    assert "avancé de 31 jours" in text_of(signed_in(factories.coach()).get("/laureats/vikidia/calendrier"))


def test_introductions_last_until_their_outcome_or_today(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 9, 1))
    begun = datetime(2026, 1, 12, 9, tzinfo=UTC)
    contact = factories.contact(organisation="Rectorat de Lyon")
    factories.introduction(laureate, contact, created_at=begun, status=IntroductionStatus.MET)
    factories.introduction(
        laureate, contact, created_at=begun, status=IntroductionStatus.PARTNERSHIP, status_since=date(2026, 2, 20)
    )
    label = "Rectorat de Lyon : Expérimenter dans deux collèges"
    assert rows(signed_in(factories.coach()).get("/laureats/vikidia/calendrier").text) == [
        ["12/01/2026 – 02/03/2026", "Mise en relation", label, "rencontre tenue"],
        ["12/01/2026 – 20/02/2026", "Mise en relation", label, "partenariat"],
    ]


def test_an_expert_sees_neither_introductions_nor_the_assignments_of_others(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 9, 1))
    factories.introduction(laureate, factories.contact(organisation="Rectorat de Lyon"))
    expert = factories.expert()
    factories.scoped_assignment(laureate, expert, status=AssignmentStatus.APPROVED, title="Mon appui")
    factories.scoped_assignment(laureate, factories.expert(), status=AssignmentStatus.APPROVED, title="Un autre")
    text = text_of(signed_in(db.session.get(User, expert.user_id)).get("/laureats/vikidia/calendrier"))
    assert "Mon appui" in text
    assert "Un autre" not in text
    assert "Rectorat" not in text
    assert "Rectorat" in text_of(signed_in(factories.referent(laureate)).get("/laureats/vikidia/calendrier"))


def test_a_stranger_gets_404(signed_in: SignIn) -> None:
    factories.laureate("Vikidia")
    elsewhere = factories.referent(factories.laureate("uMap"))
    assert signed_in(elsewhere).get("/laureats/vikidia/calendrier").status_code == 404


def test_a_candidate_without_a_period_has_no_calendar_yet(signed_in: SignIn) -> None:
    factories.laureate("Vikidia", starts_on=None)
    answer = signed_in(factories.coach()).get("/laureats/vikidia/calendrier")
    assert "Aucun accompagnement n’est ouvert" in text_of(answer)


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, Role.ADMIN])
def test_the_portfolio_calendar_does_not_exist_for_the_others(signed_in: SignIn, role: Role) -> None:
    assert signed_in(factories.user(role)).get("/pilotage/calendrier").status_code == 404


def test_an_empty_portfolio_is_explained(signed_in: SignIn) -> None:
    answer = signed_in(factories.direction()).get("/pilotage/calendrier")
    assert "Aucun accompagnement en cours" in text_of(answer)


def test_the_portfolio_shows_periods_and_points_of_twelve_months(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2024, 12, 1))
    factories.period(laureate, date(2025, 12, 1), number=2)
    for on, status in (
        (date(2025, 9, 30), CheckpointStatus.CLOSED),  # before the months shown
        (date(2025, 10, 14), CheckpointStatus.CLOSED),
        (date(2026, 2, 24), CheckpointStatus.HELD),
        (date(2026, 3, 5), CheckpointStatus.CANCELLED),
        (date(2026, 3, 12), CheckpointStatus.PLANNED),
    ):
        factories.checkpoint(laureate, on, status=status)
    factories.laureate("Ancien", status=LaureateStatus.ENDED)
    answer = signed_in(factories.direction()).get("/pilotage/calendrier")
    assert "de octobre 2025" not in text_of(answer)
    assert "octobre 2025 – septembre 2026" in text_of(answer)
    assert rows(answer.text) == [
        [
            "Vikidia",
            "n° 1, du 01/12/2024 au 30/11/2025 ; n° 2, du 01/12/2025 au 30/11/2026",
            "14/10/2025, 24/02/2026",
            "12/03/2026",
        ]
    ]


def test_thirty_laureates_cost_as_many_statements_as_one(signed_in: SignIn) -> None:
    direction = signed_in(factories.direction())

    def count() -> int:
        # What was just written is drawn again once.
        direction.get("/pilotage/calendrier")
        db.session.remove()
        with counted() as statements:
            assert direction.get("/pilotage/calendrier").status_code == 200
        return len(statements)

    factories.checkpoint(factories.laureate("Premier"))
    one = count()
    for n in range(29):
        factories.checkpoint(factories.laureate(f"Suivant {n}"))
    assert count() == one < 8


def test_what_is_partly_achieved_is_not_said_achieved(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 9, 1))
    priority = factories.priority(factories.roadmap(laureate))
    for status in (ObjectiveStatus.PARTLY, ObjectiveStatus.ACHIEVED):
        factories.objective(priority, status.label, status=status, due_on=date(2026, 2, 4))
    page = signed_in(factories.coach()).get("/laureats/vikidia/calendrier").text
    assert [row[2:] for row in rows(page)] == [
        ["Partiellement atteint", "partiellement atteint"],
        ["Atteint", "atteint"],
    ]
    assert "objectif partiellement atteint" in page
