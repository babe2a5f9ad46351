"""Diagnostic and roadmap: the main gestures without JavaScript, and a conflict, accessible at both widths."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.diagnostic import operations
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap.models import Means, MeansKind, Objective, ObjectiveStatus
from tests import factories as make
from tests.journeys.windows import Visitor

FINDINGS = "Les décisions reposent sur deux personnes ; un bureau élargi se réunit depuis janvier."


def rated_diagnostic(laureate, actor, kind: DiagnosticKind = DiagnosticKind.INITIAL, *, shift: int = 0) -> Diagnostic:
    diagnostic = operations.open_diagnostic(
        laureate, make.first_period(laureate), kind, actor=actor, today=date(2025, 9, 15)
    )
    for index, rating in enumerate(diagnostic.ratings):
        rating.level = min(1 + index % 3 + shift, 4)
        rating.target = min(rating.level + 1, 4)
        rating.findings = FINDINGS if index % 4 == 0 else ""
    return diagnostic


def sign(diagnostic: Diagnostic, coach, referent) -> None:
    diagnostic.coach_signer_id, diagnostic.coach_signed_at = coach.id, clock.now()
    diagnostic.referent_signer_id, diagnostic.referent_signed_at = referent.id, clock.now()


@pytest.fixture
def season(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = make.laureate("Vikidia", tagline="Encyclopédie libre des 8-13 ans")
        make.laureate("Infoclimat")
        make.diagnostic(make.laureate("Ma Dada"), signed=True)
        coach, referent = make.coach(vikidia, name="Camille Roux"), make.referent(vikidia, name="Robin Lefèvre")
        initial = rated_diagnostic(vikidia, coach)
        sign(initial, coach, referent)
        db.session.commit()
        mid_term = rated_diagnostic(vikidia, coach, DiagnosticKind.MID_TERM, shift=1)
        mid_term.summary = "La gouvernance s’ouvre, les usages publics restent à prouver."
        db.session.commit()
        roadmap = make.roadmap(vikidia)
        team = make.priority(roadmap, "Structurer l’équipe salariée", expected_change="L’association emploie.")
        make.priority(roadmap, "Élargir la gouvernance")
        uses = make.priority(roadmap, "Installer les usages à l’école", axis=Axis.INTEGRATION)
        measured = make.objective(
            team,
            "Doubler les contributrices et contributeurs réguliers",
            indicator="Contributeurs réguliers",
            unit="personnes",
            baseline=Decimal(12),
            target=Decimal(24),
            current=Decimal(17),
            status=ObjectiveStatus.IN_PROGRESS,
            due_on=date(2026, 2, 20),
            owner_id=referent.id,
        )
        make.save(Means(objective_id=measured.id, kind=MeansKind.EXPERTISE, label="Trois jours d’appui"))
        make.objective(team, "Recruter une coordinatrice", due_on=date(2026, 5, 29), owner_id=coach.id)
        blocked = make.objective(uses, "Signer avec une académie", status=ObjectiveStatus.BLOCKED)
        blocked.reason = "L’interlocutrice a changé de poste."
        dropped = make.objective(uses, "Traduire les fiches", status=ObjectiveStatus.DROPPED, reason="Hors budget.")
        action = make.action(vikidia, due_on=date(2026, 2, 27), owner_id=referent.id, objective_id=measured.id)
        make.action(vikidia, "Relire les statuts", done_on=date(2026, 2, 10))
        db.session.commit()
        return SimpleNamespace(
            users={"coach": coach, "referent": referent, "direction": make.direction(name="Dominique Perrin")},
            ids={
                "initial": initial.id,
                "mid_term": mid_term.id,
                "priority": team.id,
                "measured": measured.id,
                "dropped": dropped.id,
                "action": action.id,
            },
        )


def test_an_objective_advances_in_one_click_and_a_value_without_javascript(
    season: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    window = visitor(season.users["coach"], javascript=False)
    window.go("/laureats/vikidia/feuille-de-route")
    card = window.page.locator(f"#objectif-{season.ids['measured']}")
    card.locator("summary").click()
    card.get_by_label("Valeur actuelle").fill("18")
    card.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(card).to_contain_text("aujourd’hui 18")
    expect(card).to_contain_text("50\N{NO-BREAK SPACE}%")
    with empty_app.app_context():
        assert db.session.get(Objective, season.ids["measured"]).current == 18


def test_both_sides_fill_and_sign_without_javascript(
    season: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    coach = visitor(season.users["coach"], javascript=False)
    coach.go("/laureats/vikidia/diagnostic")
    coach.page.get_by_role("link", name="Modifier").click()
    coach.page.locator("label[for=governance_level-4]").click()
    coach.page.get_by_role("button", name="Enregistrer", exact=True).click()
    coach.page.get_by_role("button", name="Signer le diagnostic").click()
    referent = visitor(season.users["referent"], javascript=False)
    referent.go("/laureats/vikidia/diagnostic")
    referent.page.get_by_role("button", name="Signer le diagnostic").click()
    expect(referent.page.locator("main")).to_contain_text("Les deux signatures y sont.")
    with empty_app.app_context():
        assert db.session.get(Diagnostic, season.ids["mid_term"]).is_frozen


@pytest.mark.parametrize("phone", [False, True], ids=["1200 px", "390 px"])
def test_a_conflict_shows_both_texts_on_an_accessible_page(
    season: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask, phone: bool
) -> None:
    coach, referent = (visitor(season.users[role], phone=phone) for role in ("coach", "referent"))
    for window in (coach, referent):
        window.go(f"/laureats/vikidia/objectifs/{season.ids['measured']}/avancement")
    for window, value in ((coach, "18"), (referent, "19")):
        window.page.get_by_label("Valeur actuelle").fill(value)
        window.page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(referent.page.locator("h1")).to_contain_text("Modifié entre-temps")
    assert referent.violations() == []
    referent.page.get_by_role("button", name="Enregistrer ma saisie").click()
    with empty_app.app_context():
        assert db.session.get(Objective, season.ids["measured"]).current == 19
