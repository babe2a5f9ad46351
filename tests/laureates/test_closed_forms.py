"""After the end, a form that would be refused whatever is typed is not offered: its page says why, and reads on."""

from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import operations
from tests import factories
from tests.support.client import Client, text_of

OVER = "a pris fin le 31 août 2026"


@pytest.fixture
def vikidia(app) -> Laureate:
    return factories.laureate("Vikidia")


@pytest.fixture
def addresses(vikidia: Laureate) -> list[str]:
    """Where a coach is asked for what only a support that runs, or is not decided on, may receive."""
    base = "/laureats/vikidia"
    priority = factories.priority(factories.roadmap(vikidia))
    objective = factories.objective(priority, due_on=date(2026, 2, 1))
    action = factories.action(vikidia)
    task = factories.scoped_assignment(vikidia, factories.expert())
    of_objective = f"{base}/objectifs/{objective.id}"
    return [
        f"{base}/mises-en-relation/nouvelle",
        f"{base}/appuis/nouveau",
        f"{base}/appuis/{task.id}/cadrer",
        f"{base}/appuis/{task.id}/approuver",
        f"{base}/points/nouveau",
        f"{base}/subventions/nouvelle",
        f"{base}/actions/nouvelle",
        f"{base}/actions/{action.id}",
        f"{base}/priorites/{priority.id}",
        f"{base}/priorites/{priority.id}/objectifs/nouveau",
        f"{base}/feuille-de-route/priorites/nouvelle",
        f"{base}/feuille-de-route/echeances",
        f"{base}/feuille-de-route/selection",
        f"{of_objective}/modifier",
        f"{of_objective}/avancement",
        f"{of_objective}/abandonner",
        f"{of_objective}/moyens/nouveau",
    ]


def end(laureate: Laureate, at) -> None:
    laureate.status = LaureateStatus.ENDED
    db.session.commit()
    at("2026-09-15T10:00")


def offers(browser: Client, address: str) -> bool:
    page = browser.get(address)
    assert page.status_code == 200, address
    main = page.text.partition("<main")[2].partition("</main>")[0]
    has_form = '<form method="post"' in main
    assert (OVER in text_of(page)) is not has_form, address
    return has_form


def test_each_form_is_offered_until_the_end_and_then_says_that_it_is_over(vikidia, addresses, signed_in, at) -> None:
    coach = factories.coach(vikidia)
    browser = signed_in(coach)
    assert [address for address in addresses if not offers(browser, address)] == []
    end(vikidia, at)
    browser = signed_in(coach)
    assert [address for address in addresses if offers(browser, address)] == []


def test_what_was_typed_before_the_end_is_drawn_again_with_its_refusal(vikidia, addresses, signed_in, at) -> None:
    end(vikidia, at)
    answer = signed_in(factories.coach(vikidia)).submit(
        "/laureats/vikidia/actions/nouvelle", {"title": "Une action longuement pesée"}
    )
    assert answer.status_code == 422
    assert OVER in text_of(answer)
    assert "Une action longuement pesée" in answer.text


@pytest.mark.parametrize("page", ["feuille-de-route", "objectifs/{objective}"])
def test_the_roadmap_is_read_without_what_changes_it(vikidia, signed_in, at, page: str) -> None:
    objective = factories.objective(factories.priority(factories.roadmap(vikidia)))
    address = f"/laureats/vikidia/{page.format(objective=objective.id)}"
    coach, referent = factories.coach(vikidia), factories.referent(vikidia)
    assert "Modifier" in text_of(signed_in(coach).get(address))
    end(vikidia, at)
    for person in (coach, referent):
        answer = signed_in(person).get(address)
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        assert objective.title in main
        assert OVER in text_of(answer)
        assert f"/objectifs/{objective.id}/avancement" not in main
        assert f"/objectifs/{objective.id}/modifier" not in main


@pytest.mark.parametrize(
    ("status", "gesture"),
    [
        (AssignmentStatus.SCOPED, "approuver"),
        (AssignmentStatus.APPROVED, "demarrer"),
        (AssignmentStatus.COMPLETED, "reprendre"),
    ],
)
def test_an_assignment_offers_no_step_that_would_be_refused(vikidia, signed_in, at, status, gesture: str) -> None:
    task = factories.scoped_assignment(vikidia, factories.expert(), status=status)
    coach, address = factories.coach(vikidia), f"/laureats/vikidia/appuis/{task.id}"
    assert f"{address}/{gesture}" in signed_in(coach).get(address).text
    end(vikidia, at)
    assert f"{address}/{gesture}" not in signed_in(coach).get(address).text


def test_a_verb_says_beforehand_what_it_would_refuse(vikidia) -> None:
    assert refusal_of(operations.add_action, vikidia, date(2026, 3, 2)) == ""
    assert refusal_of(operations.complete_action, vikidia, date(2036, 3, 2)) == ""
