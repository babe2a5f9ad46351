"""An invitation waits for its answer, an event for who notes its presence; what its dates will send is seen ahead."""

import re

from aic_tracker import clock
from aic_tracker.awaiting import lists
from aic_tracker.db import db
from aic_tracker.events import answers, queries
from aic_tracker.events.models import Answer, Audience
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

PAGE = "/ce-qui-m-attend"


def awaited(user) -> set[str]:
    now = clock.now()
    shown = [one.sort.name for one in lists.shown_to(user, now)]
    assert shown == [one.sort.name for one in lists.of_person(user, now)]
    assert shown == [one.sort.name for one in lists.of_readers([user], now).get(user.id, [])]
    return {name for name in shown if name.startswith("event-")}


def test_an_invitation_waits_until_it_is_answered(announced, prepared, signed_in):
    rosa = factories.referent(factories.laureate("Vikidia"), name="Rosa")
    prepared(audience=Audience.ALL, day=20)
    event_id = announced(audience=Audience.ALL).id
    page = signed_in(rosa).get(PAGE)
    assert "Journée des lauréats" in text_of(page)
    assert "20 mars 2026" not in text_of(page)
    assert f'href="/evenements/{event_id}/repondre"' in page.text
    assert awaited(rosa) == {"event-reply"}
    [own] = queries.event_for(rosa, event_id).attendances
    answers.answer(queries.attendance(own.id), Answer.PERHAPS, needs="", now=clock.now())
    db.session.commit()
    assert awaited(rosa) == set()


def test_presence_waits_for_the_organiser_then_for_the_team(announced, camille, at):
    other = factories.coach(name="Idriss")
    event = announced(guests=["lea@example.fr"])
    [lea] = event.attendances
    at("2026-03-19T16:59")
    assert awaited(camille) == set()
    at("2026-03-19T17:00")
    assert (awaited(camille), awaited(other)) == ({"event-attendance"}, set())
    camille.is_active = False
    db.session.commit()
    assert awaited(other) == {"event-attendance"}
    at("2026-04-20T17:00")
    assert awaited(other) == set()
    at("2026-03-20T09:00")
    lea.came_at = clock.now()
    db.session.commit()
    assert awaited(other) == set()


def test_what_its_dates_will_send_stands_among_the_mails_to_come(announced, camille, signed_in):
    rosa = factories.referent(factories.laureate("Vikidia"), name="Rosa")
    event = announced(audience=Audience.ALL, guests=["lea@example.fr", "noe@example.fr"])
    said = {one.address: one for one in event.attendances}
    said[rosa.email].answer, said["lea@example.fr"].answer = Answer.YES, Answer.NO
    db.session.commit()
    jobs.draw_departures(clock.now())
    page = text_of(signed_in(camille).get("/envois"))
    recalls = re.findall(
        r"(\S+) à 8 h (Rappel|Remerciements)[^«]*« Journée des lauréats » du 19 mars 2026([^—]*)— (\S+)", page
    )
    assert recalls == [
        ("12/03/2026", "Rappel", ", et à 1 personne sans compte ", "Rosa"),
        ("18/03/2026", "Rappel", ", et à 1 personne sans compte ", "Rosa"),
        ("20/03/2026", "Remerciements", " ", "Rosa"),
    ]


def test_many_events_cost_as_many_statements_as_one(announced, camille, signed_in):
    rosa = factories.referent(factories.laureate("Vikidia"), name="Rosa")
    event_id = announced(audience=Audience.ALL, guests=["lea@example.fr"]).id
    pages = ("/evenements", f"/evenements/{event_id}", f"/evenements/{event_id}/emargement", PAGE)
    browsers = {camille: signed_in(camille), rosa: signed_in(rosa)}

    def cost() -> list[int]:
        found = []
        for user, browser in browsers.items():
            for page in pages:
                if user is camille or "emargement" not in page:
                    browser.get(page)
                    with counted() as statements:
                        assert browser.get(page).status_code == 200
                    found.append(len(statements))
        return found

    before = cost()
    for day in range(20, 24):
        announced(audience=Audience.ALL, day=day, guests=[f"invite{n}@example.fr" for n in range(20)])
    assert cost() == before
    assert max(before) <= 12, before
