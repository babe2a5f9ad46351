"""Days added up, by person, by month and by year: for one laureate, and for all of them."""

import csv
import io
from datetime import date

import pytest
from flask import Flask

from aic_tracker.accounts.models import Role
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

ALL = "/pilotage/temps"


@pytest.fixture
def noted(app: Flask) -> None:
    """Vikidia: 1.5 days in March 2026 and 1 in 2025 from Inès, 0.5 given by Ada; uMap: 0.25 from Paul."""
    vikidia, umap = make.laureate("Vikidia"), make.laureate("uMap")
    ines, paul = make.referent(vikidia, name="Inès Martin"), make.referent(umap, name="Paul Roy")
    make.time_entry(vikidia, ines, date(2026, 3, 1), 4)
    make.time_entry(vikidia, ines, date(2026, 3, 2), 2)
    make.time_entry(vikidia, ines, date(2025, 12, 31), 4)
    make.time_entry(umap, paul, date(2026, 2, 2), 1)
    ada = make.expert(name="Ada Expert")
    support = make.scoped_assignment(vikidia, ada, status="in_progress")
    make.assignment_day(support, ada.user_id or ines.id, date(2026, 1, 9), 2)


def rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))[1:]


def test_a_laureate_s_year_is_told_by_person_and_by_month(noted, signed_in) -> None:
    client = signed_in(make.direction())
    text = text_of(client.get("/laureats/vikidia/temps/totaux"))
    assert "Jours reçus et donnés en 2026" in text
    assert "Jours reçus 0,5 j" in text
    assert "Jours donnés 1,5 j" in text
    assert "Ada Expert 0,5 j — 0,5 j" in text
    assert "Inès Martin — 1,5 j 1,5 j" in text
    assert "Mars 2026 — 1,5 j 1,5 j" in text
    assert "2025 — 1 j 1 j" in text


def test_another_year_and_all_of_them_are_asked_in_the_address(noted, signed_in) -> None:
    client = signed_in(make.direction())
    assert "Jours donnés 1 j" in text_of(client.get("/laureats/vikidia/temps/totaux?annee=2025"))
    assert "Jours donnés 2,5 j" in text_of(client.get("/laureats/vikidia/temps/totaux?annee=toutes"))


def test_the_file_of_a_laureate_holds_each_month_of_each_person(noted, signed_in) -> None:
    answer = signed_in(make.direction()).get("/laureats/vikidia/temps/totaux?annee=toutes&format=csv")
    assert rows(answer) == [
        ["2025", "2025-12-01", "Inès Martin", "Donné : temps référent", "1"],
        ["2026", "2026-01-01", "Ada Expert", "Reçu : appui métier", "0,5"],
        ["2026", "2026-03-01", "Inès Martin", "Donné : temps référent", "1,5"],
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", [["uMap", "0", "0,25", "0,25"], ["Vikidia", "0,5", "1,5", "2"]]),
        (
            "&par=personne",
            [["Ada Expert", "0,5", "0", "0,5"], ["Inès Martin", "0", "1,5", "1,5"], ["Paul Roy", "0", "0,25", "0,25"]],
        ),
        (
            "&par=mois",
            [
                ["mars 2026", "0", "1,5", "1,5"],
                ["février 2026", "0", "0,25", "0,25"],
                ["janvier 2026", "0,5", "0", "0,5"],
            ],
        ),
        ("&par=annee&annee=toutes", [["2026", "0,5", "1,75", "2,25"], ["2025", "0", "1", "1"]]),
    ],
)
def test_the_portfolio_is_added_up_by_what_is_asked(noted, signed_in, asked: str, expected: list[list[str]]) -> None:
    assert rows(signed_in(make.coach()).get(f"{ALL}?format=csv{asked}")) == expected


def test_each_entry_of_the_year_leaves_beside_the_totals(noted, signed_in) -> None:
    found = rows(signed_in(make.coach()).get(f"{ALL}?partie=saisies&format=csv&annee=2025"))
    assert found == [["Vikidia", "Inès Martin", "2025-12-31", "1", "Suivi du projet", ""]]


def test_one_person_known_as_expert_and_as_referent_is_one_line(noted, signed_in) -> None:
    vikidia = make.laureate("Primtux")
    both = make.expert(name="Zoé Deux")
    assert both.user_id
    person = make.user(Role.REFERENT, name="Zoé Deux")
    both.user_id = person.id
    make.save(both)
    make.time_entry(vikidia, person, date(2026, 3, 2), 1)
    make.assignment_day(make.scoped_assignment(vikidia, both, status="in_progress"), person.id, date(2026, 3, 2), 1)
    found = rows(signed_in(make.coach()).get(f"{ALL}?format=csv&par=personne"))
    assert [row for row in found if row[0] == "Zoé Deux"] == [["Zoé Deux", "0,25", "0,25", "0,5"]]


def test_a_referent_reads_the_totals_of_own_projects_only(noted, signed_in) -> None:
    umap = make.laureate("Primtux")
    client = signed_in(make.referent(umap))
    assert client.get("/laureats/vikidia/temps/totaux").status_code == 404
    assert client.get(f"/laureats/{umap.slug}/temps/totaux").status_code == 200
    assert client.get(ALL).status_code == 404


def test_totals_cost_as_many_statements_whatever_the_portfolio(noted, signed_in) -> None:
    client = signed_in(make.coach())
    client.get(ALL)
    with counted() as few:
        client.get(ALL)
    for number in range(5):
        laureate = make.laureate(f"Projet {number}")
        make.time_entry(laureate, make.referent(laureate), date(2026, 3, 2), 4)
    with counted() as many:
        client.get(ALL)
    assert len(many) == len(few) <= 8


def test_this_year_s_days_are_one_click_from_the_project(noted, signed_in) -> None:
    page = signed_in(make.direction()).get("/laureats/vikidia")
    assert 'href="/laureats/vikidia/temps/totaux">Jours reçus et donnés en 2026</a>' in page.text
