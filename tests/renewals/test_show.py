from datetime import date
from decimal import Decimal

import pytest

from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.renewals import queries
from aic_tracker.roadmap.models import Priority
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/laureats/vikidia/bilan"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-02T10:00", "Le dossier s’ouvre le 1er juin 2026"),
        ("2026-05-15T10:00", "Le dossier s’ouvre le 1er juin 2026"),
        ("2026-06-01T10:00", "La direction décide du renouvellement avant le terme, dans 91 jours."),
        ("2026-08-31T10:00", "À décider cette semaine"),
        ("2026-09-01T10:00", "Échu, décision attendue"),
    ],
)
def test_the_page_says_where_the_period_stands(signed_in, vikidia, at, moment, words):
    at(moment)
    page = text_of(signed_in(vikidia.referent).get(URL))
    assert words in page
    assert "du 1er septembre 2025 au 31 août 2026" in page


def test_the_report_is_built_from_the_data(signed_in, vikidia):
    expert = factories.expert()
    assignment = factories.scoped_assignment(vikidia.row, expert, status=AssignmentStatus.IN_PROGRESS)
    factories.assignment_day(assignment, expert.user_id, date(2026, 2, 3))
    factories.checkpoint(vikidia.row, date(2026, 2, 12), status=CheckpointStatus.CLOSED)
    factories.checkpoint(vikidia.row, date(2026, 3, 12))
    factories.checkpoint(vikidia.row, date(2026, 4, 9), status=CheckpointStatus.CANCELLED)
    factories.time_entry(vikidia.row, vikidia.referent, date(2026, 2, 3))
    factories.diagnostic(vikidia.row, kind=DiagnosticKind.MID_TERM, level=4)

    report = queries.report(vikidia.period, date(2026, 3, 2))

    assert [line.objective.title for line in report.reached] == ["Recruter une personne"]
    assert [line.objective.title for line in report.left] == ["Trouver un financement"]
    assert report.assignments_total.used_cents == 60_000
    assert (report.points_held, report.points_not_cancelled) == (1, 2)
    assert [(line.then, line.now) for line in report.maturity.lines] == [(2, 4)]
    (time,) = report.time
    assert (time.quarters, time.least, time.most, time.missing) == (4, 48, 96, 5)
    page = text_of(signed_in(vikidia.coach).get(URL))
    assert "1 sur 2 objectifs atteints" in page
    assert "600,00 €" in page
    assert "12 j à 24 j" in page


def test_a_laureate_without_data_has_an_empty_report(signed_in, app):
    factories.laureate("Vikidia")
    page = text_of(signed_in(factories.coach()).get(URL))
    assert "La feuille de route n’a pas d’objectif." in page
    assert "Aucun diagnostic pour l’instant." in page


def test_a_laureate_without_period_has_nothing_to_decide(signed_in, app):
    factories.laureate("Vikidia", starts_on=None)
    direction = signed_in(factories.direction())
    assert "Aucun accompagnement" in text_of(direction.get(URL))
    assert direction.get(URL + "?accompagnement=1").status_code == 404


def test_the_number_of_statements_does_not_grow(signed_in, vikidia):
    browser = signed_in(vikidia.direction)
    priority = db.session.query(Priority).first()

    def fill(count):
        for n in range(count):
            expert = factories.expert()
            factories.objective(priority, f"Objectif {n}")
            factories.scoped_assignment(vikidia.row, expert, status=AssignmentStatus.IN_PROGRESS)
            factories.checkpoint(vikidia.row)
            factories.referent(vikidia.row)

    fill(1)
    db.session.expunge_all()
    with counted() as one:
        browser.get(URL)
    fill(15)
    db.session.expunge_all()
    with counted() as many:
        assert browser.get(URL).status_code == 200
    assert len(one) == len(many)


def test_only_the_direction_is_offered_a_decision(signed_in, vikidia, at):
    at("2026-06-15T10:00")
    assert "Enregistrer la décision" in text_of(signed_in(vikidia.direction).get(URL))
    assert "Enregistrer la décision" not in text_of(signed_in(vikidia.coach).get(URL))


def test_strangers_find_nothing(signed_in, vikidia):
    expert = factories.expert()
    factories.scoped_assignment(vikidia.row, expert, status=AssignmentStatus.IN_PROGRESS)
    assert signed_in(factories.referent()).get(URL).status_code == 404
    assert signed_in(factories.admin()).get(URL).status_code == 404
    # An expert sees the project, not what is decided of it.
    assert signed_in(db.session.get(factories.User, expert.user_id)).get(URL).status_code == 404


@pytest.mark.parametrize(
    ("today", "waiting"),
    [(date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2026, 9, 1), True), (date(2027, 9, 1), True)],
)
def test_a_period_waits_for_its_decision_from_the_opening_on(vikidia, today, waiting):
    assert bool(queries.periods_to_decide(today)) is waiting


def test_what_is_decided_stopped_followed_or_closed_waits_for_nothing(vikidia, at):
    today = date(2026, 7, 1)
    stopped = factories.laureate("Arrêté")
    factories.first_period(stopped).ended_on = date(2026, 5, 1)
    followed = factories.laureate("Suivi")
    factories.period(followed, date(2026, 9, 1), number=2)
    factories.laureate("Clos", status=LaureateStatus.ENDED)
    db.session.commit()

    (period,) = queries.periods_to_decide(today)

    assert period.laureate.name == "Vikidia"
    assert queries.periods_to_decide(today, laureates=db.select(Laureate).where(Laureate.name == "Suivi")) == []


def test_an_objective_at_its_target_is_reached_whatever_its_status(signed_in, vikidia):
    [priority] = db.session.query(Priority).all()
    factories.objective(priority, "Mille pages", baseline=Decimal(0), target=Decimal(1000), current=Decimal(1000))
    report = queries.report(vikidia.period, date(2026, 3, 2))
    assert [line.objective.title for line in report.reached] == ["Recruter une personne", "Mille pages"]
    assert [line.objective.title for line in report.missed] == ["Trouver un financement"]
    assert "À faire, cible atteinte" in text_of(signed_in(vikidia.referent).get(URL))
    assert "Cible atteinte, à confirmer" in text_of(
        signed_in(vikidia.referent).get("/laureats/vikidia/feuille-de-route")
    )
