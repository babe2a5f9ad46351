"""`/laureats`: found, filtered, sorted by who needs attention."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.folding import searchable
from aic_tracker.laureates.models import LaureateStatus, MemberRole
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]


def names(client: Client, query: str = "") -> list[str]:
    """The laureates shown, in order, as the table lists them."""
    answer = client.get(f"/laureats{query}")
    assert answer.status_code == 200
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<th scope="row"><a href="/laureats/[^"]+">([^<]+)</a>', table)


@pytest.fixture
def coach(signed_in: SignIn) -> Client:
    return signed_in(factories.coach())


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, Role.ADMIN])
def test_the_portfolio_does_not_exist_for_the_others(signed_in: SignIn, role: Role) -> None:
    assert signed_in(factories.user(role)).get("/laureats").status_code == 404


def test_the_direction_reads_it_and_creates_nothing(signed_in: SignIn, coach: Client) -> None:
    factories.laureate("Vikidia")
    page = signed_in(factories.direction()).get("/laureats")
    assert "Vikidia" in page.text
    assert "Nouveau lauréat" not in page.text
    assert "Nouveau lauréat" in coach.get("/laureats").text


def test_a_line_says_where_a_laureate_stands(coach: Client) -> None:
    vikidia = factories.laureate("Vikidia", organisation=factories.organisation("Association Vikidia"))
    factories.coach(vikidia, name="Camille Martin")
    referent = factories.referent(vikidia)
    factories.time_entry(vikidia, referent, date(2026, 2, 10), 4)
    factories.checkpoint(vikidia, date(2026, 3, 12), number=7)
    priority = factories.priority(factories.roadmap(vikidia))
    factories.objective(priority, status=ObjectiveStatus.ACHIEVED)
    factories.objective(priority, status=ObjectiveStatus.TODO, due_on=date(2026, 2, 1))
    text = text_of(coach.get("/laureats"))
    for expected in (
        "Association Vikidia",
        "Camille Martin",
        "50 %",
        "12/03/2026",
        "Sous la fourchette 1 j",
        "31/08/2026",
        "dans 5 mois",
        "1 objectif en retard",
    ):
        assert expected in text


def test_who_needs_attention_comes_first(coach: Client) -> None:
    factories.laureate("Zoé", starts_on=date(2025, 12, 1))
    for name, starts_on in (
        ("Calme", date(2025, 12, 1)),
        ("Terme proche", date(2025, 5, 1)),
        ("Échu", date(2025, 2, 1)),
    ):
        factories.checkpoint(factories.laureate(name, starts_on=starts_on), date(2026, 3, 12))
    assert names(coach) == ["Échu", "Terme proche", "Zoé", "Calme"]
    assert names(coach, "?sort=name") == ["Calme", "Échu", "Terme proche", "Zoé"]
    assert names(coach, "?sort=term") == ["Échu", "Terme proche", "Calme", "Zoé"]


def test_the_search_is_blind_to_accents_and_looks_at_every_word(coach: Client) -> None:
    for name in ("Écolab numérique", "École ouverte", "uMap"):
        factories.laureate(name, slug=searchable(name).replace(" ", "-"), search_text=searchable(name))
    assert names(coach, "?q=ECOLE") == ["École ouverte"]
    assert set(names(coach, "?q=éco")) == {"Écolab numérique", "École ouverte"}
    assert names(coach, "?q=numerique+éco") == ["Écolab numérique"]
    assert names(coach, "?q=%25") == names(coach)


def test_filters_keep_what_they_say(coach: Client) -> None:
    season = factories.season("Saison 2")
    camille = factories.coach(name="Camille Martin")
    vikidia = factories.laureate("Vikidia", season=season, axes=["deployment"])
    factories.laureate("uMap", axes=["integration"])
    factories.member(vikidia, camille, MemberRole.COACH)
    assert names(coach, f"?season={season.id}") == ["Vikidia"]
    assert names(coach, "?axis=integration") == ["uMap"]
    assert names(coach, f"?coach={camille.id}") == ["Vikidia"]
    assert len(names(coach, "?axis=nonsense&season=abc")) == 2


def test_only_those_being_supported_are_shown_at_first(coach: Client) -> None:
    factories.laureate("Vikidia", search_text="vikidia projet")
    factories.laureate("Ancien", status=LaureateStatus.ENDED, search_text="ancien projet")
    factories.laureate("Futur", status=LaureateStatus.CANDIDATE, starts_on=None, search_text="futur projet")
    assert names(coach) == ["Vikidia"]
    assert names(coach, "?status=ended") == ["Ancien"]
    assert names(coach, "?status=candidate") == ["Futur"]
    assert set(names(coach, "?status=all")) == {"Vikidia", "Ancien", "Futur"}
    assert "2 autres résultats" in text_of(coach.get("/laureats?q=projet"))


def test_a_search_that_only_finds_ended_ones_offers_to_show_them(coach: Client) -> None:
    factories.laureate("Vikidia")
    factories.laureate("Ancien", status=LaureateStatus.ENDED)
    page = coach.get("/laureats?q=ancien")
    assert "1 autre projet correspond" in text_of(page)
    assert names(coach, "?q=ancien&status=all") == ["Ancien"]
    assert "Aucun lauréat ne correspond" in text_of(coach.get("/laureats?q=nulle+part"))


def test_an_empty_portfolio_says_what_to_do_first(coach: Client, signed_in: SignIn) -> None:
    assert 'href="/laureats/nouveau"' in coach.get("/laureats").text
    assert "L’équipe d’accompagnement crée les lauréats" in text_of(signed_in(factories.direction()).get("/laureats"))


def test_long_lists_are_paged(coach: Client) -> None:
    shared = {"organisation": factories.organisation(), "season": factories.season()}
    for n in range(26):
        factories.laureate(f"Projet n{n:02}", **shared)
    assert len(names(coach)) == 25
    assert names(coach, "?page=2&sort=name") == ["Projet n25"]
    assert coach.get("/laureats?page=3").status_code == 404


def test_thirty_laureates_cost_as_many_statements_as_one_and_fewer_than_fifteen(coach: Client) -> None:
    def fill(name: str) -> None:
        laureate = factories.laureate(name)
        factories.coach(laureate)
        factories.time_entry(laureate, factories.referent(laureate), date(2026, 2, 3))
        factories.checkpoint(laureate)
        priority = factories.priority(factories.roadmap(laureate))
        factories.objective(priority, due_on=date(2026, 2, 1))

    fill("Premier")
    # What was just written is drawn again once.
    coach.get("/laureats")
    db.session.remove()
    with counted() as one:
        assert coach.get("/laureats").status_code == 200
    for n in range(29):
        fill(f"Suivant {n}")
    coach.get("/laureats")
    db.session.remove()
    with counted() as thirty:
        assert coach.get("/laureats").status_code == 200
    assert len(one) == len(thirty) < 15
