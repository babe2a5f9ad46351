"""The points to come changed together: seen first, then done, each invitation updated once."""

import re
from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.checkpoints import series
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.checkpoints.series import Wish
from aic_tracker.db import db
from aic_tracker.errors import StaleError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

SERIES = "/laureats/vikidia/points/serie"
DAYS = (date(2026, 3, 4), date(2026, 4, 7), date(2026, 5, 5))


@pytest.fixture
def points(project):
    """Three to come, of which the first stands in calendars already; one past, one cancelled."""
    project.point(on=date(2026, 2, 3), number=6, status=CheckpointStatus.CLOSED, minutes="Dit.")
    project.point(on=date(2026, 6, 2), number=10, status=CheckpointStatus.CANCELLED, cancel_reason="Congés.")
    return [project.point(on=day, number=number) for number, day in enumerate(DAYS, start=7)]


def typed(points, /, **changes):
    return {"points": [point.id for point in points]} | changes


def apply(coach, values):
    """Look at what changes, then press the button that does it."""
    page = coach.submit(SERIES, values)
    assert page.status_code == 200, text_of(page)
    [seen] = re.findall(r'name="seen" value="(\w+)"', page.text)
    return coach.submit(SERIES, values | {"seen": seen, "then": "apply"})


def days(project) -> list[str]:
    return [project.read(number).starts_at.isoformat()[5:16] for number in (7, 8, 9)]


def test_what_changes_is_shown_and_nothing_is_done(project, points, signed_in) -> None:
    page = signed_in(project.coach).submit(SERIES, typed(points, place="Salle 3", hour="10:30"))
    text = text_of(page).replace("\N{NO-BREAK SPACE}", " ")
    assert "Mardi 7 avril 2026 à 10 h 30, au lieu de mardi 7 avril 2026 à 14 h" in text
    assert "Lieu : Salle 3" in text
    assert "Modifier les 3 points" in text
    assert "L’invitation de 1 point est déjà dans les agendas" in text
    assert project.read(7).place == ""


def test_the_place_of_all_of_them_is_set_and_those_in_calendars_are_updated_once(project, points, signed_in) -> None:
    answer = apply(signed_in(project.coach), typed(points, place="Salle 3", hour="10:30", duration_minutes="90"))
    assert answer.status_code == 303
    for number in (7, 8, 9):
        point = project.read(number)
        assert (point.place, point.duration_minutes, point.sequence) == ("Salle 3", 90, 1)
    assert days(project) == ["03-04T09:30", "04-07T08:30", "05-05T08:30"]
    assert project.read(6).place == project.read(10).place == ""
    told = [(mail.recipient, mail.kind) for mail in db.session.query(OutgoingMail).order_by(OutgoingMail.recipient)]
    assert told == [("camille@example.org", "checkpoint-moved"), ("rosa@example.org", "checkpoint-moved")]
    entries = db.session.query(JournalEntry).filter_by(verb="checkpoint.edited").all()
    assert len(entries) == 3


def test_those_left_unticked_stay_as_they_are(project, points, signed_in) -> None:
    apply(signed_in(project.coach), typed(points[1:], place="Salle 3"))
    assert [project.read(number).place for number in (7, 8, 9)] == ["", "Salle 3", "Salle 3"]


def test_a_place_is_taken_away(project, points, signed_in) -> None:
    coach = signed_in(project.coach)
    apply(coach, typed(points, place="Salle 3"))
    apply(coach, typed(points, no_place="1"))
    assert [project.read(number).place for number in (7, 8, 9)] == ["", "", ""]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ({"pace": "fortnightly", "first_on": "2026-03-05"}, ["03-05T13:00", "03-19T13:00", "04-02T12:00"]),
        # The fourth of April is a Saturday, and Monday the sixth is closed.
        ({"pace": "same-date"}, ["03-04T13:00", "04-07T12:00", "05-04T12:00"]),
        (
            {"pace": "same-weekday", "rank": "1", "weekday": "mardi", "first_on": "2026-03-03"},
            ["03-03T13:00", "04-07T12:00", "05-05T12:00"],
        ),
        # Each stays in its month, where the day of the first one is still to come.
        ({"pace": "same-weekday", "rank": "1", "weekday": "mardi"}, ["03-03T13:00", "04-07T12:00", "05-05T12:00"]),
        ({"pace": "same-weekday"}, ["03-04T13:00", "04-01T12:00", "05-06T12:00"]),
    ],
)
def test_a_pace_gives_them_other_dates_worked_ones(project, points, signed_in, rhythm, expected: list[str]) -> None:
    answer = apply(signed_in(project.coach), typed(points, hour="14:00", **rhythm))
    assert answer.status_code == 303
    assert days(project) == expected


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "Rien ne change"),
        ({"points": []}, "Cochez les points à modifier."),
        ({"hour": "25:00"}, "une heure entre"),
        ({"duration_minutes": "5"}, "15"),
        ({"place": "Salle 3", "no_place": "1"}, "pas les deux"),
        ({"rank": "1"}, "Choisissez d’abord le rythme"),
        ({"first_on": "2026-03-05"}, "Choisissez aussi le rythme."),
        ({"pace": "same-date", "first_on": "2026-08-03"}, "après 1 point"),
    ],
)
def test_what_is_wrong_is_explained_and_kept(project, points, signed_in, changes, message: str) -> None:
    refused = signed_in(project.coach).submit(SERIES, typed(points, **changes))
    assert refused.status_code == 422
    assert message in text_of(refused)


def test_a_past_date_is_refused_and_none_of_them_moves(project, points, signed_in) -> None:
    before = days(project)
    refused = apply(signed_in(project.coach), typed(points, pace="fortnightly", first_on="2026-02-24"))
    assert refused.status_code == 422
    assert "Cette date est passée" in text_of(refused)
    assert "Ce point a déjà eu lieu" not in text_of(refused), "there is no such box here"
    assert days(project) == before


@pytest.mark.parametrize(
    ("first_on", "refused", "reason"),
    [("2026-02-24", 1, "Cette date est passée"), ("2025-08-20", 3, "est en dehors de l’accompagnement")],
)
def test_a_date_that_would_be_refused_says_so_beside_it_and_is_not_offered(
    project, points, signed_in, first_on: str, refused: int, reason: str
) -> None:
    page = signed_in(project.coach).submit(SERIES, typed(points, pace="fortnightly", first_on=first_on))
    assert page.status_code == 200
    row = re.findall(r"<dt>Point n° (\d+)</dt><dd>(.*?)</dd>", page.text, re.DOTALL)
    assert len(row) == 3
    assert reason in row[0][1].replace("\N{NO-BREAK SPACE}", " ")
    assert page.text.count("fr-message--error") == refused
    assert 'value="apply"' not in page.text
    assert "rien ne peut être modifié" in text_of(page)


def test_what_was_not_seen_is_not_done_and_is_shown_anew(project, points, signed_in) -> None:
    coach = signed_in(project.coach)
    first = coach.submit(SERIES, typed(points, place="Salle 3"))
    [seen] = re.findall(r'name="seen" value="(\w+)"', first.text)
    other = typed(points, place="Salle 4", then="apply", seen=seen)
    page = coach.submit(SERIES, other)
    assert "relisez, puis modifiez" in text_of(page)
    assert "Lieu : Salle 4" in text_of(page).replace("\N{NO-BREAK SPACE}", " ")
    assert project.read(7).place == ""
    [seen] = re.findall(r'name="seen" value="(\w+)"', page.text)
    assert 'value="apply"' in page.text
    assert coach.submit(SERIES, other | {"seen": seen}).status_code == 303
    assert project.read(7).place == "Salle 4"


def test_a_longer_series_takes_no_more_statements(project, points, signed_in) -> None:
    coach = signed_in(project.coach)
    counts = []
    coach.submit(SERIES, typed(points, place="Salle 3"))
    for some in (points[:1], points):
        with counted() as statements:
            coach.submit(SERIES, typed(some, place="Salle 3"))
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_what_is_usual_is_not_said_of_days_that_differ(project, signed_in) -> None:
    for number, day in ((7, date(2026, 3, 30)), (8, date(2026, 5, 14))):
        project.point(on=day, number=number)
    text = text_of(signed_in(project.coach).get(SERIES))
    assert "2 points à venir. Ce qui est laissé vide" in text
    assert "de chaque mois" not in text


def test_a_point_changed_meanwhile_stops_all_of_them(project, points) -> None:
    laureate = db.session.get_one(Laureate, project.laureate.id)
    planned = [project.read(number) for number in (7, 8, 9)]
    db.session.refresh(laureate, ["periods"])
    found = series.planned(planned, Wish(place="Salle 3"), laureate.periods[0], laureate, clock.now())
    found[2].point.agenda = "Autre chose."
    db.session.flush()
    with pytest.raises(StaleError):
        series.change_series(laureate, actor=project.coach, now=clock.now(), found=found)
    assert project.read(7).place == ""


def test_without_points_to_come_the_page_says_what_to_do(project, signed_in) -> None:
    assert "Aucun point à venir" in text_of(signed_in(project.coach).get(SERIES))


def test_only_those_who_manage_points_change_the_series(project, points, signed_in) -> None:
    assert signed_in(project.referent).get(SERIES).status_code == 403
    assert signed_in(factories.referent(factories.laureate("Loin"))).get(SERIES).status_code == 404
