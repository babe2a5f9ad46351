"""/envois in a browser."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus
from aic_tracker.reminders import unsubscribe
from tests import factories
from tests.journeys import troubled_queue


@pytest.fixture
def coach(empty_app: Flask) -> User:
    """A queue with a mail in each state, held and paused."""
    with empty_app.app_context():
        coach = factories.coach(name="Alice Martin", email="alice@example.org")
        for name in ("Vikidia", "Panoramax", "Cartes ouvertes"):
            laureate = factories.laureate(name)
            factories.member(laureate, coach, factories.MemberRole.LEAD_COACH)
            factories.referent(laureate)
            factories.checkpoint(laureate, date(2026, 3, 4), agenda="Licence, financement")
            factories.checkpoint(laureate, date(2026, 3, 12))
        troubled_queue.make(coach, [MailStatus.DOUBTFUL, MailStatus.FAILED, MailStatus.SENT])
        db.session.commit()
        db.session.refresh(coach)
    return coach


@pytest.mark.parametrize("javascript", [True, False])
def test_a_doubt_is_settled_in_one_click(visitor: Callable, coach: User, javascript: bool) -> None:
    window = visitor(coach, javascript=javascript)
    window.go("/envois?etat=douteux")
    window.page.get_by_role("button", name="Considérer comme reçu").click()
    expect(window.page.get_by_text("Le message est considéré comme reçu.")).to_be_visible()
    expect(window.page.get_by_text("Aucun doute")).to_be_visible()


def test_a_held_queue_is_released_in_two_clicks(visitor: Callable, coach: User) -> None:
    window = visitor(coach, javascript=False)
    window.go("/envois")
    window.page.get_by_role("link", name="Vérifier et reprendre l’envoi").click()
    window.page.get_by_label("Les envoyer", exact=True).check(force=True)
    window.page.get_by_role("button", name="Reprendre l’envoi").click()
    expect(window.page.get_by_text("L’envoi reprend.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reminder_is_switched_off_from_its_mail_in_one_click(
    visitor: Callable, coach: User, javascript: bool
) -> None:
    window = visitor(coach, javascript=javascript)
    window.go(f"/desinscription/{unsubscribe.token(coach, 'coach-week')}")
    window.page.get_by_role("button", name="Ne plus le recevoir").click()
    expect(window.page.get_by_role("heading", name="Rappel désactivé")).to_be_visible()
    window.page.get_by_role("link", name="Choisir mes autres rappels").click()
    expect(window.page.get_by_label("Récapitulatif de la semaine")).not_to_be_checked()
    expect(window.page.get_by_label("Point à venir")).to_be_checked()
