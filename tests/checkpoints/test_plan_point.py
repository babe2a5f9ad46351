"""Planning one more point."""

from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/points/nouveau"


def typed(**changes):
    return {
        "starts_at": ["2026-03-12", "14:30"],
        "kind": "regular",
        "duration_minutes": "45",
        "place": "https://visio.example.org/aic",
        "agenda": "Budget.",
        **changes,
    }


def test_a_point_is_planned_with_the_people_chosen(project, signed_in) -> None:
    answer = signed_in(project.coach).submit(URL, typed(people=[project.coach.id, project.referent.id]))
    assert answer.status_code == 303
    assert answer.location == project.url(1)
    point = project.read(1)
    assert point.starts_at.isoformat() == "2026-03-12T13:30:00+00:00"
    assert (point.duration_minutes, point.place, point.agenda) == (45, "https://visio.example.org/aic", "Budget.")
    assert {a.user_id for a in point.attendees} == {project.coach.id, project.referent.id}


def test_the_form_proposes_the_usual_people(project, signed_in) -> None:
    page = signed_in(project.coach).get(URL)
    assert page.status_code == 200
    assert page.text.count("checked") == 3  # two people, and the regular kind
    assert "week-end" not in page.text


def test_a_holiday_is_explained_and_must_be_confirmed(project, signed_in) -> None:
    coach = signed_in(project.coach)
    easter_monday = typed(starts_at=["2026-04-06", "14:00"])
    refused = coach.submit(URL, easter_monday)
    assert refused.status_code == 422
    assert "n’est pas un jour ouvré" in text_of(refused)
    assert 'value="2026-04-06"' in refused.text
    assert coach.submit(URL, easter_monday | {"closed_day_meant": "1"}).status_code == 303


def test_the_past_is_for_a_point_that_took_place(project, signed_in) -> None:
    coach = signed_in(project.coach)
    past = typed(starts_at=["2026-02-12", "14:00"])
    refused = coach.submit(URL, past)
    assert refused.status_code == 422
    assert "Ce point a déjà eu lieu" in text_of(refused)
    assert coach.submit(URL, past | {"already_held": "1"}).status_code == 303


def test_a_date_outside_the_period_is_refused_and_kept(project, signed_in) -> None:
    refused = signed_in(project.coach).submit(URL, typed(starts_at=["2026-09-01", "14:00"]))
    assert refused.status_code == 422
    assert "en dehors de l’accompagnement" in text_of(refused)
    assert "Budget." in refused.text
    assert db.session.query(Checkpoint).count() == 0


def test_readers_may_not_plan(project, signed_in) -> None:
    assert signed_in(project.referent).submit(URL, typed()).status_code == 403
    assert signed_in(factories.direction()).get(URL).status_code == 403


def test_a_stranger_finds_nothing(project, signed_in) -> None:
    assert signed_in(factories.referent()).submit(URL, typed()).status_code == 404


def test_nobody_from_elsewhere_is_invited(project, signed_in) -> None:
    stranger = factories.referent()
    refused = signed_in(project.coach).submit(URL, typed(people=[stranger.id]))
    assert refused.status_code == 422


def test_a_button_pressed_twice_plans_one_point(project, signed_in) -> None:
    coach = signed_in(project.coach)
    first, second = (coach.submit(URL, typed(form_key="une-clef")) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.query(Checkpoint).count() == 1


def test_two_points_at_the_same_hour_are_both_kept(project, signed_in) -> None:
    coach = signed_in(project.coach)
    for agenda in ("Budget.", "Recrutement."):
        assert coach.submit(URL, typed(agenda=agenda)).status_code == 303
    assert [project.read(number).agenda for number in (1, 2)] == ["Budget.", "Recrutement."]
