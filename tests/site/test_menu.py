"""The menu of a laureate: four groups, the one where one stands open, and on a phone what the reader uses first."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import Laureate, MemberRole
from tests import factories
from tests.support.client import Client, text_of

SignIn = Callable[[User], Client]


class Menu(HTMLParser):
    """`open`: titles of the groups that are; `first`: links that a phone shows at once; `lit`: those of the header."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.groups: dict[str, bool] = {}
        self.first: list[str] = []
        self.lit: list[str] = []
        self.is_open = self.in_first = self.is_lit = False
        self.tag = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tag = tag
        if tag == "details" and "data-menu-group" in values:
            self.is_open = "open" in values
        if tag == "nav":
            self.in_first = values.get("class") == "app-menu-first"
        self.is_lit = "fr-nav__link" in (values.get("class") or "") and "aria-current" in values

    def handle_data(self, data: str) -> None:
        if not (text := data.strip()):
            return
        if self.tag == "summary" and text in ("Suivre", "Recevoir", "Décider", "Dossier"):
            self.groups[text] = self.is_open
        if self.tag == "a" and self.in_first:
            self.first.append(text)
        if self.tag == "a" and self.is_lit:
            self.lit.append(text)


@pytest.fixture
def vikidia() -> Laureate:
    return factories.laureate("Vikidia")


def opened(page: str) -> list[str]:
    return [label for label, is_open in Menu(page).groups.items() if is_open]


def test_the_entries_stand_in_four_groups(signed_in: SignIn, vikidia: Laureate) -> None:
    page = signed_in(factories.coach(vikidia)).get("/laureats/vikidia").text
    assert list(Menu(page).groups) == ["Suivre", "Recevoir", "Décider", "Dossier"]


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("", "Suivre"),
        ("/feuille-de-route", "Suivre"),
        ("/temps", "Recevoir"),
        ("/bilan", "Décider"),
        ("/aides", "Décider"),
        ("/membres", "Dossier"),
        ("/journal", "Dossier"),
    ],
)
def test_the_group_where_one_stands_is_open(signed_in: SignIn, vikidia: Laureate, path: str, group: str) -> None:
    page = signed_in(factories.coach(vikidia)).get(f"/laureats/vikidia{path}").text
    assert opened(page) == [group]


def test_each_page_of_a_laureate_lights_its_entry_of_the_header(signed_in: SignIn, vikidia: Laureate) -> None:
    browser = signed_in(factories.coach(vikidia))
    for path in ("", "/temps", "/aides", "/appuis", "/mises-en-relation", "/documents", "/conversation", "/journal"):
        assert Menu(browser.get(f"/laureats/vikidia{path}").text).lit == ["Lauréats"], path


def test_a_phone_shows_first_what_each_role_uses(signed_in: SignIn, vikidia: Laureate) -> None:
    referent = factories.user(Role.REFERENT)
    factories.member(vikidia, referent, MemberRole.REFERENT)
    first = Menu(signed_in(referent).get("/laureats/vikidia").text).first
    assert first[:3] == ["Feuille de route", "Points", "Temps"]
    assert len(first) == 5
    direction = factories.user(Role.DIRECTION)
    first = Menu(signed_in(direction).get("/laureats/vikidia").text).first
    assert first[:2] == ["Bilan et renouvellement", "Aides et plafond"]
    assert len(first) <= 5


def test_a_group_of_which_one_may_open_nothing_is_not_named(signed_in: SignIn, vikidia: Laureate) -> None:
    expert = factories.expert()
    assignment = factories.assignment(vikidia, expert_id=expert.id, status=AssignmentStatus.IN_PROGRESS)
    account = db.session.get_one(User, expert.user_id)
    answer = signed_in(account).get(f"/laureats/vikidia/appuis/{assignment.id}")
    assert answer.status_code == 200
    assert "Décider" not in Menu(answer.text).groups
    assert "Aides et plafond" not in text_of(answer)
