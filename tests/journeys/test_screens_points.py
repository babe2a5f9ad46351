"""Points and time in a browser, usable without JavaScript; a refusal is accessible too."""

import re
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints import closing, operations, queries
from aic_tracker.checkpoints.closing import DecidedAction, NextDate
from aic_tracker.db import db
from aic_tracker.timesheet.models import TimeEntry
from tests import factories

POINTS, TIME = "/laureats/vikidia/points", "/laureats/vikidia/temps"


@pytest.fixture
def people(empty_app: Flask) -> tuple[User, User]:
    """A season at its seventh month: points closed, awaited, cancelled and to come; months of every state."""
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        coach = factories.coach(laureate, name="Camille Coach")
        referent = factories.referent(laureate, name="Rosa Référente")
        factories.referent(laureate, name="Léo Référent")
        now = clock.now()
        db.session.refresh(laureate, ["periods"])
        operations.propose_points(laureate.periods[0], actor=coach, now=now)
        first = queries.point(laureate.id, 1)
        closing.close_point(
            first,
            laureate,
            actor=coach,
            now=now,
            version=first.version,
            minutes="Tour des objectifs.\n\nLe code est publié.",
            decisions="Écrire une charte.",
            present=[coach, referent],
            actions=[
                DecidedAction("Écrire la charte", referent, date(2026, 3, 20)),
                DecidedAction("Relancer", referent),
            ],
            follow_up=NextDate(keep=queries.planned_after(first, now)),
        )
        last = queries.point(laureate.id, 12)
        operations.cancel_point(last, actor=coach, now=clock.now(), version=last.version, reason="Congés d’été.")
        db.session.commit()
        for month, quarters in ((9, 4), (10, 12), (11, 20)):
            for day in range(quarters // 4):
                factories.time_entry(laureate, referent, date(2025, month, 3 + day))
        factories.time_entry(laureate, referent, date(2026, 2, 3), quarters=3, note="Avec la mairie.")
        db.session.expunge_all()
        return coach, referent


def test_a_refused_closing_is_accessible_too(people: tuple[User, User], visitor) -> None:
    window = visitor(people[0])
    window.go(f"{POINTS}/6/clore")
    window.page.get_by_role("button", name="Clore le point et envoyer").click()
    assert "Rédigez le compte rendu du point." in window.page.inner_text("#erreurs")
    expect(window.page).to_have_title(re.compile("^Erreur\N{NO-BREAK SPACE}: "))
    assert window.violations() == []


def test_a_point_is_closed_in_three_clicks_without_javascript(people: tuple[User, User], visitor) -> None:
    window = visitor(people[0], javascript=False)
    page = window.page
    window.go(f"{POINTS}/6")
    page.get_by_role("link", name="Clore le point").click()
    page.get_by_label("Compte rendu", exact=True).fill("Nous avons avancé.")
    page.get_by_role("group", name="Action 3").get_by_label("Intitulé").fill("Publier les statuts")
    page.get_by_role("group", name="Action 3").get_by_label("Responsable").select_option(index=1)
    page.get_by_role("button", name="Ajouter des lignes").click()
    page.get_by_role("group", name="Action 6").get_by_label("Intitulé").fill("Relancer la mairie")
    page.get_by_role("group", name="Action 6").get_by_label("Responsable").select_option(index=1)
    page.get_by_role("button", name="Clore le point et envoyer").click()
    text = page.inner_text("main")
    assert "Le point n° 6 est clos" in text
    assert "Publier les statuts" in text
    assert "Relancer la mairie" in text


def test_a_referent_notes_two_days_in_a_row_without_javascript(
    people: tuple[User, User], visitor, empty_app: Flask
) -> None:
    window = visitor(people[1], javascript=False)
    page = window.page
    window.go(f"{TIME}/nouveau?le=2026-02-26")
    for _ in range(2):
        page.locator("label", has_text="0,5").click()
        page.get_by_label("Activité").fill("Atelier")
        page.get_by_role("button", name="Noter et continuer").click()
    expect(page.get_by_label("Date")).to_have_value("2026-03-02")
    with empty_app.app_context():
        rows = db.session.query(TimeEntry).filter_by(activity="Atelier").order_by(TimeEntry.on)
        assert [(row.on.isoformat(), row.quarters) for row in rows] == [("2026-02-26", 2), ("2026-02-27", 2)]
