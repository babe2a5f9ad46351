"""The menu of a laureate marks what awaits the reader, and can be opened without a script."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import Role, User
from aic_tracker.laureates.models import MemberRole
from tests import factories
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]


@pytest.fixture
def referent(empty_app: Flask) -> User:
    """Whom one action awaits."""
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia", starts_on=date(2026, 2, 20))
        factories.roadmap(laureate)
        person = factories.user(Role.REFERENT, "Alix Petit")
        factories.member(laureate, person, MemberRole.REFERENT, from_on=date(2026, 1, 1))
        factories.action(laureate, "Relire la page", owner_id=person.id, due_on=date(2026, 3, 9))
        return person


def test_each_entry_is_marked_with_what_awaits_there(visitor: Open, referent: User) -> None:
    window = visitor(referent)
    window.go("/laureats/vikidia/membres")
    folded = window.page.locator("details[data-menu-group]:not([open]) > summary", has_text="Suivre")
    expect(folded.locator(".app-count")).to_contain_text("à faire")
    folded.click()
    entry = window.page.locator(".fr-sidemenu__link", has_text="Feuille de route")
    expect(entry.locator(".app-count")).to_contain_text("1 à faire")
    expect(window.page.locator(".fr-sidemenu__link", has_text="Documents").locator(".app-count")).to_have_count(0)


def test_a_phone_opens_the_roadmap_in_one_touch(visitor: Open, referent: User) -> None:
    window = visitor(referent, phone=True)
    window.go("/laureats/vikidia/membres")
    window.page.locator(".app-menu-first").get_by_role("link", name="Feuille de route").click()
    expect(window.page.get_by_role("heading", level=1)).to_contain_text("Feuille de route")


def test_the_groups_open_without_a_script(visitor: Open, referent: User) -> None:
    window = visitor(referent, javascript=False)
    window.go("/laureats/vikidia/membres")
    window.page.locator("summary", has_text="Recevoir").focus()
    window.page.keyboard.press("Enter")
    window.page.locator(".fr-sidemenu").get_by_role("link", name="Temps").click()
    expect(window.page.get_by_role("heading", level=1)).to_contain_text("Temps")
