"""The screens of all laureates say what reading every row says, and cost the same whatever their number."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import add_months, paris_instant
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.dashboard import board, rules, totals
from aic_tracker.dashboard.standing import reading
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.folding import searchable
from aic_tracker.laureates.models import (
    Laureate,
    LaureateStatus,
    MemberRole,
    Membership,
    Operator,
    SupportPeriod,
)
from aic_tracker.roadmap import queries as roadmap_queries
from aic_tracker.roadmap.models import Objective, Priority, Roadmap
from aic_tracker.scheduler import drawing
from aic_tracker.timesheet.models import TimeEntry
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]
# The page where each list is dealt with; the objectives of a late project have links of their own.
FIRST = re.compile(r'<li>\s*<a href="/laureats/([^/"]+)/(?:bilan|feuille-de-route|points/nouveau|temps)"')
LINK = re.compile(r'<th scope="row"><a href="/laureats/([^"/]+)"')


@pytest.fixture
def lines(app: Flask) -> list[board.Line]:
    """Every supported laureate of the demonstration season, each drawn from its own rows."""
    season.load(clock.today())
    db.session.commit()
    visible = sa.select(Laureate).where(Laureate.status == LaureateStatus.ACTIVE)
    found = board.lines(visible, clock.today(), clock.now())
    db.session.commit()
    return found


def somebody(role: Role) -> User:
    found = db.session.scalars(sa.select(User).where(User.role == role, User.is_active).order_by(User.id)).first()
    assert found is not None
    return found


def slugs(client: Client, path: str) -> list[str]:
    """The laureates of a table, over all its pages."""
    found: list[str] = []
    number = 1
    joined = f"{path}&" if "?" in path else f"{path}?"
    while (answer := client.get(f"{joined}page={number}")).status_code == 200:
        found += LINK.findall(answer.text.partition("<tbody>")[2].partition("</tbody>")[0])
        number += 1
    return found


def test_the_portfolio_ranks_as_the_rules_do(lines: list[board.Line], signed_in: SignIn) -> None:
    coach, today = signed_in(somebody(Role.COACH)), clock.today()
    orders = {
        "/laureats": lambda line: rules.attention(line.facts, today),
        "/laureats?sort=name": lambda line: rules.name_key(line.facts),
        "/laureats?sort=term": lambda line: (line.facts.term_on or date.max, rules.name_key(line.facts)),
    }
    for path, key in orders.items():
        expected = [line.laureate.slug for line in sorted(lines, key=key)]
        assert slugs(coach, path) == expected, path


def test_the_sums_are_those_of_the_lines(lines: list[board.Line], signed_in: SignIn) -> None:
    today = clock.today()
    axes = totals.axis_totals(
        roadmap_queries.objectives_by_period([line.period.id for line in lines if line.period]), today
    )
    drawing.catch_up(clock.now())
    found = reading.sums()
    assert (found.laureates, found.late, found.missing) == (
        len(lines),
        sum(len(line.late) for line in lines),
        sum(len(line.undeclared) for line in lines),
    )
    assert found.to_decide == sum(line.has(rules.Matter.OVERDUE, rules.Matter.RENEWAL) for line in lines)
    assert found.without_point == sum(line.has(rules.Matter.NO_POINT) for line in lines)
    assert found.worries == sum(bool(line.concerns_from(rules.Matter.NO_POINT)) for line in lines)
    shares = [line.share for line in lines if line.share is not None]
    assert found.share == round(sum(shares) / len(shares), 9)
    kept = reading.axis_totals()
    for name in ("axis", "laureates", "objectives", "achieved", "late", "blocked", "dropped"):
        assert [getattr(one, name) for one in kept] == [getattr(one, name) for one in axes], name
    assert [one.share for one in kept] == [one.share and round(one.share, 9) for one in axes]


def test_the_heat_map_shows_the_same_months(lines: list[board.Line], signed_in: SignIn) -> None:
    today = clock.today()
    drawn = {row.laureate.id: row.cells for row in totals.heat_map(lines, today)}
    db.session.commit()
    drawing.catch_up(clock.now())
    kept = {line.id: line.cells for line in reading.first(1000, today, reading.SUPPORTED)}

    def told(cell: totals.Cell) -> tuple[object, ...]:
        time = (cell.time.state, cell.time.quarters) if cell.time else None
        return cell.month, cell.is_covered, cell.points, time

    assert {id: [told(cell) for cell in cells] for id, cells in kept.items()} == {
        id: [told(cell) for cell in cells] for id, cells in drawn.items()
    }


def test_each_list_of_the_home_holds_the_same_rows_in_the_same_order(
    lines: list[board.Line], signed_in: SignIn
) -> None:
    coach, today = somebody(Role.COACH), clock.today()
    browser = signed_in(coach)
    ranked = sorted(lines, key=lambda line: rules.attention(line.facts, today))
    lists = {
        "decisions": (rules.Matter.OVERDUE, rules.Matter.RENEWAL),
        "retards": (rules.Matter.LATE,),
        "sans-point": (rules.Matter.NO_POINT,),
        "temps": (rules.Matter.MISSING_TIME,),
    }
    for name, matters in lists.items():
        for whose in ("", "moi", "autres"):
            wanted = [
                line.laureate.slug
                for line in ranked
                if line.has(*matters) and (not whose or (coach in line.people.coaches) == (whose == "moi"))
            ]
            page = browser.get(f"/a-suivre/{name}", query_string={"lauréats": whose}).text
            found = FIRST.findall(page)
            assert found == wanted, (name, whose)


def test_what_a_row_tells_is_told_in_the_lists_too(lines: list[board.Line], signed_in: SignIn) -> None:
    browser = signed_in(somebody(Role.COACH))
    late, undeclared = text_of(browser.get("/a-suivre/retards")), text_of(browser.get("/a-suivre/temps"))
    assert all(objective.title in late for line in lines for objective in line.late)
    assert all(user.name in undeclared for line in lines for user in line.undeclared)


def fill(count: int) -> None:
    """So many laureates, written together, each with something in every list."""
    first = (db.session.scalar(sa.select(sa.func.count(Laureate.id))) or 0) + 1
    shared = {"organisation": factories.organisation(), "season": factories.season()}
    referent, coach, today = factories.referent(), factories.coach(), clock.today()
    for number in range(first, first + count):
        laureate = Laureate(
            name=f"Projet {number}",
            slug=f"projet-{number}",
            search_text=searchable(f"Projet {number}"),
            operator=Operator.DINUM,
            created_at=clock.now(),
            **shared,
        )
        period = SupportPeriod(
            laureate=laureate, number=1, starts_on=add_months(today, -11), term_on=add_months(today, 1)
        )
        roadmap = Roadmap(period=period, created_at=clock.now(), updated_at=clock.now(), published_at=clock.now())
        priority = Priority(roadmap=roadmap, axis="integration", rank=1, title="Ouvrir")
        db.session.add_all((laureate, period, roadmap, priority))
        db.session.flush()
        said = {"priority": priority, "rank": 1, "updated_at": clock.now()}
        db.session.add(Objective(title="Signer", due_on=today - timedelta(days=9), **said))
        for person, role in ((referent, MemberRole.REFERENT), (coach, MemberRole.LEAD_COACH)):
            place = Membership(user_id=person.id, laureate_id=laureate.id, role=role, from_on=period.starts_on)
            db.session.add(place)
        for day, status in ((today, CheckpointStatus.PLANNED), (today - timedelta(days=9), CheckpointStatus.HELD)):
            db.session.add(
                Checkpoint(
                    laureate_id=laureate.id,
                    period_id=period.id,
                    number=day.toordinal(),
                    starts_at=paris_instant(day, 18),
                    status=status,
                    uid=f"{number}-{status}",
                )
            )
        entry = TimeEntry(user_id=referent.id, laureate_id=laureate.id, on=add_months(today, -3), quarters=2)
        entry.activity, entry.created_at = "Suivi", clock.now()
        db.session.add(entry)
    db.session.commit()


@pytest.fixture
def pages(app: Flask, signed_in: SignIn) -> dict[str, Callable[[], int]]:
    """By page, how many statements it takes."""
    browsers = {"coach": signed_in(factories.coach()), "direction": signed_in(factories.direction())}

    def count(who: str, path: str) -> Callable[[], int]:
        def run() -> int:
            db.session.remove()
            with counted() as statements:
                assert browsers[who].get(path).status_code == 200
            return len(statements)

        return run

    shown = [
        ("coach", "/"),
        ("direction", "/"),
        ("coach", "/laureats"),
        ("coach", "/laureats?q=projet&sort=term"),
        ("direction", "/pilotage"),
        ("direction", "/pilotage?tous=oui"),
        ("direction", "/pilotage/calendrier"),
        *(("coach", f"/a-suivre/{name}") for name in ("points", "retards", "sans-point", "temps", "decisions")),
        ("direction", "/a-suivre/a-surveiller"),
    ]
    return {f"{who} {path}": count(who, path) for who, path in shown}


def test_the_pages_of_all_cost_as_many_statements_at_1_30_and_300(pages: dict[str, Callable[[], int]]) -> None:
    found = []
    for more in (1, 29, 270):
        fill(more)
        drawing.catch_up(clock.now())
        found.append({name: run() for name, run in pages.items()})
    assert found[0] == found[1] == found[2]
    assert found[0]["coach /laureats"] <= 10, found[0]


def test_long_lists_are_paged_and_keep_what_was_chosen(app: Flask, signed_in: SignIn) -> None:
    fill(30)
    coach, direction = signed_in(factories.coach()), signed_in(factories.direction())
    for browser, path in (
        (coach, "/a-suivre/retards"),
        (coach, "/a-suivre/points"),
        (direction, "/pilotage"),
        (direction, "/pilotage/calendrier"),
    ):
        first, second = browser.get(path).text, browser.get(f"{path}?page=2").text
        named = [set(re.findall(r"Projet \d+", page)) for page in (first, second)]
        assert 'title="Page 2"' in first, path
        assert named[1] - named[0], path
        assert browser.get(f"{path}?page=3").status_code == 404
    other = coach.get("/a-suivre/retards?lauréats=autres").text
    assert "laur%C3%A9ats=autres&amp;page=2" in other


def test_the_whole_map_is_printed_on_one_page(app: Flask, signed_in: SignIn) -> None:
    fill(30)
    direction = signed_in(factories.direction())
    for path in ("/pilotage", "/pilotage/calendrier"):
        assert f'href="{path}?tous=oui"' in direction.get(path).text
        whole = direction.get(f"{path}?tous=oui").text
        assert len(set(re.findall(r"Projet \d+", whole))) == 30
        assert "Revenir aux pages" in whole


def test_a_list_that_is_not_of_ones_role_does_not_exist(app: Flask, signed_in: SignIn) -> None:
    coach, direction = signed_in(factories.coach()), signed_in(factories.direction())
    assert coach.get("/a-suivre/a-surveiller").status_code == 404
    assert direction.get("/a-suivre/comptes-rendus").status_code == 404
    assert direction.get("/a-suivre/retards").status_code == 200
    assert coach.get("/a-suivre/autre").status_code == 404
    assert signed_in(factories.referent()).get("/a-suivre/retards").status_code == 404
    assert "Rien n’attend ici" in text_of(direction.get("/a-suivre/decisions"))


def test_the_home_shows_the_first_of_ones_own_and_leads_to_the_rest(app: Flask, signed_in: SignIn) -> None:
    fill(12)
    home = signed_in(somebody(Role.COACH)).get("/").text
    assert home.count("/bilan") == 10
    assert 'href="/a-suivre/decisions?laur%C3%A9ats=moi"' in home
    assert "Décisions attendues au terme 12" in " ".join(re.sub(r"<[^>]+>", " ", home).split())


def test_without_a_period_a_project_comes_last_by_term(app: Flask, signed_in: SignIn) -> None:
    factories.laureate("Avant", starts_on=None, status=LaureateStatus.CANDIDATE)
    factories.laureate("Lointain", starts_on=date(2026, 2, 1))
    factories.laureate("Proche", starts_on=date(2025, 4, 1))
    coach = signed_in(factories.coach())
    found = slugs(coach, "/laureats?status=all&sort=term")
    assert found == ["proche", "lointain", "avant"]
