"""Who came is noted at the door, on the day."""

import sqlalchemy as sa

from aic_tracker.db import db
from aic_tracker.events.models import Answer, Attendance
from tests.support.client import text_of


def test_who_comes_is_noted_by_one_button_and_a_passer_by_by_a_name(announced, camille, signed_in, at):
    event = announced(guests=["lea@example.fr", "noe@example.fr", "zoe@example.fr"])
    lea, noe, zoe = event.attendances
    noe.answer, zoe.answer = Answer.YES, Answer.NO
    db.session.commit()
    coach, page, show = signed_in(camille), f"/evenements/{event.id}/presence", f"/evenements/{event.id}"
    assert coach.submit(page, {"person": str(lea.id), "came": "1"}).status_code == 422
    at("2026-03-19T13:50")
    coach = signed_in(camille)
    assert coach.submit(page, {"person": str(lea.id), "came": "1"}).status_code == 303
    assert coach.submit(f"{page}/ajouter", {"name": "Paul Voisin"}).status_code == 303
    assert coach.submit(f"{page}/ajouter", {"name": ""}).status_code == 422
    assert "2 personnes présentes" in text_of(coach.get(page))
    told = text_of(coach.get(show))
    assert ("Absent·e" in told, "Excusé·e" in told, "Venu·e sans invitation" in told) == (True, True, True)
    sheet = text_of(coach.get(f"/evenements/{event.id}/emargement"))
    assert ("noe@example.fr" in sheet, "zoe@example.fr" in sheet) == (True, False)
    coach.submit(page, {"person": str(lea.id), "came": "0"})
    assert db.session.scalar(sa.select(Attendance.came_at).where(Attendance.id == lea.id)) is None
