"""Before its session ends, a page says so and puts the end off at one press; without scripts, it says the hour."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts import rules
from aic_tracker.accounts.models import User, UserSession
from aic_tracker.db import db
from tests import factories
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.looks

ALERT = "[data-session]"


@pytest.fixture
def coach(empty_app: Flask) -> User:
    with empty_app.app_context():
        return factories.coach(factories.laureate("Vikidia"))


def left(app: Flask, before_the_end: timedelta, opened: timedelta = timedelta(0)) -> None:
    """As if nothing had been done since, so that this much remains."""
    with app.app_context():
        seen_at = clock.now() - rules.IDLE + before_the_end
        db.session.execute(sa.update(UserSession).values(seen_at=seen_at))
        if opened:
            db.session.execute(sa.update(UserSession).values(expires_at=clock.now() + before_the_end))
        db.session.commit()


def seen_at(app: Flask) -> timedelta:
    with app.app_context():
        return clock.now() - db.session.scalars(sa.select(UserSession.seen_at)).one()


def waiting(app: Flask, window: Visitor) -> None:
    left(app, rules.IDLE)
    window.page.clock.install()
    window.go("/laureats/vikidia/commentaires")
    window.page.wait_for_load_state("networkidle")  # what the header asks for is a sign of life too
    expect(window.page.locator(ALERT)).to_be_hidden()


@pytest.mark.parametrize("phone", [False, True], ids=["1200", "390"])
def test_the_end_is_told_and_put_off_by_one_press(
    empty_app: Flask, coach: User, visitor: Callable[..., Visitor], phone: bool
) -> None:
    window = visitor(coach, phone=phone)
    waiting(empty_app, window)
    field = window.page.get_by_label("Votre commentaire")
    field.fill("Un texte en cours.")
    left(empty_app, timedelta(minutes=4))
    window.page.clock.fast_forward("01:56:00")
    alert = window.page.get_by_role("alert").filter(has_text="Faute d’activité, votre session se ferme à")
    expect(alert).to_be_visible()
    assert window.violations() == []
    assert seen_at(empty_app) > timedelta(hours=1)  # to ask is not to stay
    window.page.get_by_role("button", name="Rester connecté·e").press("Enter")
    expect(window.page.get_by_role("alert").filter(has_text="Votre session continue jusqu’à")).to_be_visible()
    assert seen_at(empty_app) < timedelta(minutes=1)
    window.page.clock.fast_forward("00:00:16")
    expect(window.page.locator(ALERT)).to_be_hidden()
    expect(field).to_have_value("Un texte en cours.")
    assert window.console == []


def test_what_another_window_put_off_is_not_told(
    empty_app: Flask, coach: User, visitor: Callable[..., Visitor]
) -> None:
    window = visitor(coach)
    waiting(empty_app, window)
    with window.page.expect_response("**/mon-compte/session"):
        window.page.clock.fast_forward("01:56:00")
    expect(window.page.locator(ALERT)).to_be_hidden()


def test_an_end_that_no_gesture_puts_off_says_so(
    empty_app: Flask, coach: User, visitor: Callable[..., Visitor]
) -> None:
    window = visitor(coach)
    waiting(empty_app, window)
    left(empty_app, timedelta(minutes=4), opened=rules.SESSION_LASTS)
    window.page.clock.fast_forward("01:56:00")
    told = window.page.get_by_role("alert").filter(has_text="20\N{NO-BREAK SPACE}heures après votre connexion")
    expect(told).to_be_visible()
    expect(window.page.get_by_role("button", name="Rester connecté·e")).to_be_hidden()


def test_a_session_that_is_over_is_told(empty_app: Flask, coach: User, visitor: Callable[..., Visitor]) -> None:
    window = visitor(coach)
    waiting(empty_app, window)
    left(empty_app, timedelta(minutes=-1))
    window.page.clock.fast_forward("02:01:00")
    closed = window.page.get_by_role("alert").filter(has_text="Votre session est fermée.")
    expect(closed).to_be_visible()
    # Signed in again in another window, which is then left for this one.
    left(empty_app, timedelta(hours=1))
    window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(closed).to_be_hidden()


def test_without_scripts_the_page_says_the_hour(coach: User, visitor: Callable[..., Visitor]) -> None:
    window = visitor(coach, javascript=False)
    window.go("/laureats/vikidia/commentaires")
    expect(window.page.get_by_text("Sans rien faire, votre session se ferme à")).to_be_visible()


def test_who_is_not_signed_in_is_told_of_no_session(visitor: Callable[..., Visitor]) -> None:
    window = visitor()
    window.go("/connexion")
    assert window.page.locator(ALERT).count() == 0
