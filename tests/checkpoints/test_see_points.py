"""The series of points, and one point."""

from datetime import date

import pytest

from aic_tracker.checkpoints.models import CheckpointStatus
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted


def test_the_series_shows_what_comes_and_what_is_past(project, signed_in) -> None:
    project.point(on=date(2026, 3, 12), number=7)
    project.point(on=date(2026, 2, 12), number=6)
    project.point(on=date(2026, 4, 2), number=8, status=CheckpointStatus.CANCELLED, cancel_reason="Congés.")
    page = signed_in(project.coach).get("/laureats/vikidia/points")
    text = text_of(page)
    assert page.status_code == 200
    assert text.index("12 mars 2026") < text.index("Passés") < text.index("12 février 2026")
    assert "Compte rendu attendu" in text
    assert "Congés." in text
    assert "<s>Jeudi" in page.text


def test_a_month_shows_the_points_that_were_held_in_it(project, signed_in) -> None:
    project.point(on=date(2026, 2, 12), number=6, status=CheckpointStatus.CLOSED)
    project.point(on=date(2026, 2, 19), number=7, status=CheckpointStatus.CANCELLED, cancel_reason="Congés.")
    project.point(on=date(2026, 3, 12), number=8)
    coach = signed_in(project.coach)
    text = text_of(coach.get("/laureats/vikidia/points?mois=2026-02"))
    assert "Points tenus en février 2026" in text
    assert "12 février" in text
    assert "19 février" not in text
    assert "12 mars" not in text
    assert "Aucun point tenu ce mois-là" in text_of(coach.get("/laureats/vikidia/points?mois=2026-03"))


@pytest.mark.parametrize("asked", ["2026-13", "2026", "février", "9999-12", "%00", "2026-02-01"])
def test_what_is_no_month_shows_the_whole_series(project, signed_in, asked: str) -> None:
    project.point(on=date(2026, 3, 12), number=8)
    assert "12 mars 2026" in text_of(signed_in(project.coach).get(f"/laureats/vikidia/points?mois={asked}"))


@pytest.mark.parametrize("who", ["coach", "referent"])
def test_members_read_the_series_and_only_the_team_changes_it(project, signed_in, who: str) -> None:
    project.point(number=7)
    text = text_of(signed_in(getattr(project, who)).get("/laureats/vikidia/points"))
    assert ("Planifier un point" in text) is (who == "coach")
    assert ("Déplacer" in text) is (who == "coach")


def test_the_direction_reads_a_point_without_its_gestures(project, signed_in) -> None:
    project.point(number=7, agenda="Faire le tour des objectifs.", place="Salle 3")
    text = text_of(signed_in(factories.direction()).get(project.url(7)))
    assert "Faire le tour des objectifs." in text
    assert "Salle 3" in text
    assert "Camille Coach et Rosa Référente" in text
    assert "Annuler le point" not in text


def test_the_place_is_a_link_only_when_it_is_an_address(project, signed_in) -> None:
    project.point(number=7, place="https://visio.example.org/aic")
    project.point(number=8, place="javascript:alert(1)")
    coach = signed_in(project.coach)
    assert 'href="https://visio.example.org/aic"' in coach.get(project.url(7)).text
    assert 'href="javascript' not in coach.get(project.url(8)).text


def test_a_stranger_finds_nothing(project, signed_in) -> None:
    project.point(number=7)
    other = signed_in(factories.referent(factories.laureate("Autre projet")))
    assert other.get("/laureats/vikidia/points").status_code == 404
    assert other.get(project.url(7)).status_code == 404


def test_a_point_of_another_laureate_is_not_found_here(project, signed_in) -> None:
    factories.checkpoint(factories.laureate("Autre projet"), number=40)
    assert signed_in(project.coach).get(project.url(40)).status_code == 404


def test_points_lead_from_one_to_the_next(project, signed_in) -> None:
    for month in (1, 2, 3):
        project.point(on=date(2026, month, 12), number=month)
    text = text_of(signed_in(project.coach).get(project.url(2)))
    assert "Point précédent : lundi 12 janvier 2026" in text
    assert "Point suivant : jeudi 12 mars 2026" in text


def test_another_support_period_has_its_own_series(project, signed_in) -> None:
    second = factories.period(project.laureate, date(2026, 9, 1), number=2)
    project.point(number=7)
    project.point(on=date(2026, 9, 15), number=13, period_id=second.id)
    page = text_of(signed_in(project.coach).get("/laureats/vikidia/points?accompagnement=2"))
    assert "15 septembre 2026" in page
    assert "12 mars 2026" not in page
    assert signed_in(project.coach).get("/laureats/vikidia/points?accompagnement=3").status_code == 404


def test_an_empty_series_says_what_to_do_and_proposes_twelve_points(project, signed_in) -> None:
    coach = signed_in(project.coach)
    assert "Proposer un point par mois" in text_of(coach.get("/laureats/vikidia/points"))
    assert coach.submit("/laureats/vikidia/points/proposer").status_code == 303
    text = text_of(coach.get("/laureats/vikidia/points"))
    assert "12 points sont proposés" in text
    assert coach.submit("/laureats/vikidia/points/proposer").status_code == 303
    assert "Des points existent déjà" in text_of(coach.get("/laureats/vikidia/points"))


def test_the_number_of_statements_does_not_follow_the_number_of_points(project, signed_in) -> None:
    coach = signed_in(project.coach)
    project.point(number=1)
    with counted() as few:
        coach.get("/laureats/vikidia/points")
    for number in range(2, 31):
        project.point(on=date(2026, 3, number), number=number)
    with counted() as many:
        coach.get("/laureats/vikidia/points")
    assert len(few) == len(many) < 15
