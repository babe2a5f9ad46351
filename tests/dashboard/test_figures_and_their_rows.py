"""Each figure of « Pilotage » leads to its rows, and the rows say the same figure: every link of them is followed."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.dashboard.season_rows import ROWS
from aic_tracker.db import db
from aic_tracker.demo import season as demo
from aic_tracker.laureates.models import Axis, LaureateStatus, Season
from aic_tracker.paper.tables import Kind
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories as make
from tests.support.client import Client, text_of
from tests.support.statements import counted

LINK = re.compile(r'<a href="([^"]+)" aria-label="([^"]+)">([^<]*)</a>')


def number(text: str) -> Decimal:
    """« 1 234,5 j » as a number; « — » is none at all."""
    found = re.search(r"-?[\d\s\N{NO-BREAK SPACE}]*\d(?:,\d+)?", text.replace("−", "-"))
    return Decimal("".join(found[0].split()).replace(",", ".")) if found else Decimal(0)


def figures_of(page: str) -> Iterator[tuple[str, str, str]]:
    """(what is counted, its figure, where its rows are), in tables and in tiles."""
    for url, said, figure in LINK.findall(page):
        assert said.startswith(figure)
        yield said.removeprefix(figure).strip(" :"), html.unescape(figure), html.unescape(url)
    for tile in re.findall(r'fr-tile__title">.*?app-figure__value">.*?</p>', page, re.S):
        if found := re.search(r'href="([^"]+)">([^<]+)</a>.*app-figure__value">([^<]+)<', tile, re.S):
            yield found[2], html.unescape(found[3]), html.unescape(found[1])


def rows_at(client: Client, url: str) -> list[dict[str, str]]:
    answer = client.get(f"{url}{'&' if '?' in url else '?'}format=csv")
    assert answer.status_code == 200, url
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def said_by(client: Client, what: str, url: str) -> Decimal:
    """What the rows at this address count, or add up."""
    rows = rows_at(client, url)
    key = url.rpartition("/")[2]
    if "/saison/" in url:
        if key in ("jours-appuis", "valeur-appuis", "subventions", "temps", "mois-gagnes", "maturite"):
            return of_column(key, rows)
        return Decimal(len(rows))
    if what.startswith("lauréats, axe"):
        return Decimal(len({row["Lauréat"] for row in rows}))
    if what == "Temps non déclarés le mois dernier":
        return Decimal(sum(len(row[what].split(", ")) for row in rows))
    if what == "Avancement moyen":
        shares = [number(row["Avancement (%)"]) for row in rows if row["Avancement (%)"]]
        return sum(shares, Decimal(0)) / len(shares)
    return Decimal(len(rows))


def of_column(key: str, rows: list[dict[str, str]]) -> Decimal:
    column = {
        "jours-appuis": "Temps donné (jours)",
        "valeur-appuis": "Valeur donnée (€)",
        "subventions": "Montant (€)",
        "temps": "Temps (jours)",
        "mois-gagnes": "Mois gagnés",
        "maturite": "Évolution (niveau)",
    }[key]
    values = [number(row[column]) for row in rows if row[column]]
    total = sum(values, Decimal(0))
    return round(total / len(values), 2) if key == "maturite" and values else total


@pytest.fixture
def direction(app: Flask, signed_in: Callable[[User], Client]) -> Client:
    assert demo.load(clock.today())
    db.session.commit()
    user = db.session.scalars(sa.select(User).where(User.role == Role.DIRECTION)).first()
    assert user
    return signed_in(user)


def pages() -> list[str]:
    seasons = db.session.scalars(sa.select(Season.slug).order_by(Season.id)).all()
    return ["/pilotage", *(f"/pilotage/saison/{slug}" for slug in seasons)]


def test_each_figure_leads_to_rows_that_say_it(direction: Client) -> None:
    followed, wrong = 0, []
    for page in pages():
        for what, figure, url in figures_of(direction.get(page).text):
            followed += 1
            told, expected = said_by(direction, what, url), number(figure)
            near = Decimal("0.6") if what == "Avancement moyen" else Decimal(0)
            if abs(told - expected) > near:
                wrong.append(f"{page}: {what}: {figure}, and {told} at {url}")
            assert direction.get(url).status_code == 200, url
    assert not wrong, "\n".join(wrong)
    assert followed >= 60


def test_no_figure_of_a_season_stands_without_its_rows(direction: Client) -> None:
    for page in pages()[1:]:
        text = direction.get(page).text
        cells = re.findall(r'<td class="app-number">(.*?)</td>', text, re.S)
        assert cells
        assert all("href=" in cell for cell in cells)
    tiles = re.findall(r'class="[^"]*app-figure[^"_]*"', direction.get("/pilotage").text)
    assert len(tiles) == 6
    assert all("fr-enlarge-link" in tile for tile in tiles)


def test_the_sums_of_a_page_are_those_of_its_rows(direction: Client) -> None:
    slug = pages()[-1]
    for key, (title, table, _rows) in ROWS.items():
        url = f"{slug}/{key}"
        page = text_of(direction.get(url))
        assert title in page
        rows = rows_at(direction, url)
        for column in table.columns:
            if rows and column.kind in (Kind.TIME, Kind.MONEY):
                said = re.search(rf"{re.escape(column.title)} : ([\d ]+(?:,\d+)?)", page)
                assert said, (url, column.title)
                assert number(said[1]) == sum(
                    (number(row[column.title]) for row in rows if row[column.title]), Decimal(0)
                )


def test_a_figure_without_rows_says_so_and_one_that_does_not_exist_is_not_found(app: Flask, signed_in) -> None:
    row = make.season("Saison des communs")
    client = signed_in(make.direction())
    assert "Rien à lister" in text_of(client.get(f"/pilotage/saison/{row.slug}/promesses"))
    assert client.get(f"/pilotage/saison/{row.slug}/autre").status_code == 404
    assert client.get("/pilotage/saison/aucune/promesses").status_code == 404
    assert signed_in(make.referent(make.laureate())).get(f"/pilotage/saison/{row.slug}/promesses").status_code == 404


@pytest.fixture
def late(app: Flask) -> None:
    """Vikidia: one late, one to come, one reached by its measure, one dropped; uMap, ended: one late."""
    vikidia, umap = make.laureate("Vikidia"), make.laureate("uMap", status=LaureateStatus.ENDED)
    road = make.priority(make.roadmap(vikidia), axis=Axis.DEPLOYMENT)
    make.objective(road, "En retard", due_on=date(2026, 2, 1))
    make.objective(road, "À venir", due_on=date(2026, 6, 1))
    make.objective(road, "Mesuré", baseline=Decimal(10), target=Decimal(2), current=Decimal(1))
    make.objective(road, "Abandonné", status=ObjectiveStatus.DROPPED, reason="Plus utile")
    make.objective(make.priority(make.roadmap(umap)), "Ailleurs", due_on=date(2026, 2, 1))


def titles(client: Client, asked: str) -> list[str]:
    return [row["Objectif"] for row in rows_at(client, f"/pilotage/objectifs?{asked}")]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("etat=retard", ["En retard"]),
        ("etat=retard&status=all", ["En retard", "Ailleurs"]),
        ("etat=ouverts", ["En retard", "À venir", "Mesuré"]),
        ("etat=atteints", ["Mesuré"]),
        ("etat=abandonnes", ["Abandonné"]),
        ("etat=fixes", ["En retard", "À venir", "Mesuré"]),
        ("axis=deployment&etat=retard", ["En retard"]),
        ("axis=consolidation&etat=retard", []),
        ("q=vikid&etat=retard&portee=present", ["En retard"]),
    ],
)
def test_objectives_of_all_the_laureates_are_found_by_state(late, signed_in, asked: str, expected: list[str]) -> None:
    assert titles(signed_in(make.direction()), asked) == expected


def test_late_objectives_are_one_click_from_the_direction_s_home(late, signed_in) -> None:
    client = signed_in(make.direction())
    assert 'href="/pilotage/objectifs?etat=retard">Objectifs en retard</a>' in client.get("/").text
    page = text_of(client.get("/pilotage/objectifs?etat=retard"))
    assert "1 objectif, de 1 lauréat" in page
    assert "En retard Vikidia" in page


def test_a_list_of_objectives_costs_as_many_statements_whatever_their_number(late, signed_in) -> None:
    client = signed_in(make.direction())
    client.get("/pilotage/objectifs")
    with counted() as few:
        client.get("/pilotage/objectifs")
    for place in range(30):
        priority = make.priority(make.roadmap(make.laureate(f"Projet {place}")))
        make.objective(priority, "Autre", due_on=date(2026, 2, 1))
    client.get("/pilotage/objectifs")
    with counted() as many:
        client.get("/pilotage/objectifs")
    assert len(many) == len(few) <= 8, many


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, Role.ADMIN])
def test_objectives_of_all_do_not_exist_for_the_others(signed_in, role: Role) -> None:
    assert signed_in(make.user(role)).get("/pilotage/objectifs").status_code == 404


@pytest.mark.parametrize("address", ["/pilotage", "/pilotage/saison/saison-1"])
def test_each_cell_of_a_month_leads_to_the_points_and_the_time_that_it_counts(
    app: Flask, signed_in: Callable[[User], Client], address: str
) -> None:
    demo.load(clock.today())
    db.session.commit()
    client = signed_in(make.direction())
    heat = client.get(address).text.partition('class="app-heat"')[2].partition("</table>")[0]
    cells = re.findall(r"<td class=\"app-heat__(?!absent).*?</td>", heat, re.S)
    assert cells
    followed = 0
    for cell in cells[:40]:
        for url, figure in re.findall(r'<a[^>]* href="([^"]+)"[^>]*>(.*?)</a>', cell, re.S):
            said = number(re.sub(r"<[^>]+>", "", figure))
            rows = rows_at(client, html.unescape(url))
            noted = sum(number(row["Temps (jours)"]) for row in rows) if "/temps/" in url else len(rows)
            assert noted == said, url
            followed += 1
    assert followed > 40
