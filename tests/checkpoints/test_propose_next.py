"""The point that follows is proposed by the habits of the project, and accepted in one gesture, once."""

import re
from datetime import date, datetime

import pytest

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints import proposals
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates.models import Laureate
from tests.support.client import text_of

POINTS = "/laureats/vikidia/points"
TUESDAYS = (date(2025, 12, 2), date(2026, 1, 6), date(2026, 2, 3))
PROPOSED = datetime(2026, 4, 7, 10, 30, tzinfo=PARIS)


@pytest.fixture
def habits(project):
    """Three closed points on first Tuesdays, at half past ten but for one; the last ones in room 3."""
    places = ("Salle 1", "Salle 3", "Salle 3")
    for number, (day, place, hour) in enumerate(zip(TUESDAYS, places, (14, 10, 10), strict=True), start=1):
        values = {"number": number, "place": place, "duration_minutes": 90}
        point = project.point(on=day, hour=hour, status=CheckpointStatus.CLOSED, minutes="Dit.", **values)
        point.starts_at = point.starts_at.astimezone(PARIS).replace(minute=30)
        db.session.commit()


def laureate_of(project) -> Laureate:
    laureate = db.session.get_one(Laureate, project.laureate.id)
    db.session.refresh(laureate, ["periods"])
    return laureate


def test_its_day_hour_length_and_place_are_the_usual_ones(project, habits) -> None:
    # The first Tuesday of March is tomorrow.
    found = proposals.proposed(laureate_of(project), clock.now())
    assert found is not None
    assert found.starts_at == datetime(2026, 3, 3, 10, 30, tzinfo=PARIS)
    assert (found.duration_minutes, found.place, found.usual) == (90, "Salle 3", "le premier mardi du mois")


def test_the_closing_offers_it_filled_in_and_it_is_planned_with_it(project, habits, signed_in) -> None:
    project.point(on=date(2026, 3, 2), hour=8, number=4)
    coach = signed_in(project.coach)
    page = coach.get(project.url(4, "clore"))
    assert "Proposée d’après les points précédents : le premier mardi du mois." in text_of(page).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    for value in ("2026-04-07", "10:30", "Salle 3"):
        assert f'value="{value}"' in page.text
    answer = coach.submit(
        project.url(4, "clore"),
        {
            "minutes": "Tour.",
            "present": [project.coach.id],
            "follow_up": "date",
            "next_starts_at": ["2026-04-07", "10:30"],
            "next_place": "Salle 4",
            "version": "1",
        },
    )
    assert answer.status_code == 303
    following = project.read(5)
    assert (following.starts_at, following.duration_minutes, following.place) == (PROPOSED, 90, "Salle 4")


def test_it_is_accepted_from_the_list_in_one_click_and_never_twice(project, habits, signed_in) -> None:
    coach = signed_in(project.coach)
    page = coach.get(POINTS)
    assert "il se tiendrait le mardi 3 mars 2026 à 10 h 30" in text_of(page).replace("\N{NO-BREAK SPACE}", " ")
    [starts_at] = re.findall(r'name="starts_at" value="([^"]+)"', page.text)
    for _ in range(2):
        assert coach.submit(f"{POINTS}/prochain", {"starts_at": starts_at}).status_code == 303
    assert project.read(4).place == "Salle 3"
    assert db.session.query(Checkpoint).count() == 4
    assert "déjà prévu" in text_of(coach.get(POINTS))
    assert "il se tiendrait" not in text_of(coach.get(POINTS))


def test_another_proposal_than_the_one_read_is_not_planned(project, habits) -> None:
    with pytest.raises(DomainError, match="n’est plus le même"):
        proposals.accept_proposed(
            laureate_of(project), actor=project.coach, now=clock.now(), starts_at="2026-03-05T09:00:00+00:00"
        )


def test_the_form_for_another_date_begins_with_it(project, habits, signed_in) -> None:
    page = signed_in(project.coach).get(f"{POINTS}/nouveau")
    for value in ("2026-03-03", "10:30", "Salle 3", "90"):
        assert f'value="{value}"' in page.text


def test_a_project_without_points_is_proposed_nothing(project, signed_in) -> None:
    assert proposals.proposed(laureate_of(project), clock.now()) is None
    assert "il se tiendrait" not in text_of(signed_in(project.coach).get(POINTS))


def test_a_referent_is_offered_nothing_to_plan(project, habits, signed_in) -> None:
    referent = signed_in(project.referent)
    assert "il se tiendrait" not in text_of(referent.get(POINTS))
    assert referent.submit(f"{POINTS}/prochain", {"starts_at": "x"}).status_code == 403
