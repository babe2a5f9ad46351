"""An event is prepared, then announced, moved and cancelled: those invited are told, each once."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import vobject

from aic_tracker import clock
from aic_tracker.calendar_fr import PARIS
from aic_tracker.db import db
from aic_tracker.events import links, operations
from aic_tracker.events.models import Answer, Attendance, Audience, Event, EventStatus
from aic_tracker.mail.outsiders import Outsider
from tests import factories
from tests.calendars.other_readers import READERS
from tests.checkpoints.test_announce_changes import message
from tests.support.client import text_of
from tests.support.mails import mails

TYPED = {
    "kind": "workshop",
    "title": "Atelier gouvernance",
    "starts_at": ["2026-03-19", "14:00"],
    "duration_minutes": "120",
    "territory": "mainland",
    "place": "Salle Turgot",
    "audience": "all",
    "guests": "Léa Martin <lea@example.fr>\nnoe@example.fr",
}


def texts(kind: str, address: str) -> list[str]:
    """What each mail of that kind to that address carries for calendars."""
    found = [mail for mail in mails() if mail.kind == kind and mail.recipient == address]
    return [next(message(mail).iter_attachments()).get_content() for mail in found]


def calendars(kind: str, address: str):
    return [vobject.readOne(text) for text in texts(kind, address)]


def test_the_referents_and_the_guests_are_invited_once_the_team_says_so(app, camille, signed_in):
    rosa = factories.referent(factories.laureate("Vikidia"), name="Rosa", email="rosa@example.org")
    coach = signed_in(camille)
    assert coach.submit("/evenements/nouveau", TYPED).status_code == 303
    event = db.session.scalars(sa.select(Event)).one()
    page = f"/evenements/{event.id}"
    assert mails() == []
    assert "Personne n’en est encore informé" in text_of(coach.get(page))
    assert signed_in(rosa).get(page).status_code == 404
    for _ in range(2):
        assert coach.submit(f"{page}/inviter", {}).status_code == 303
    assert sorted(mail.recipient for mail in mails()) == ["lea@example.fr", "noe@example.fr", "rosa@example.org"]
    assert "Les réponses envoyées par l’agenda ne sont pas lues" in text_of(signed_in(rosa).get(page))
    # Who is invited is the team's to know.
    assert "lea@example.fr" not in signed_in(rosa).get(page).text
    assert signed_in(rosa).get(f"{page}/modifier").status_code == 403
    assert signed_in(factories.referent()).get(page).status_code == 404


def test_the_event_is_replaced_then_taken_out_of_calendars(announced, camille, signed_in):
    event = announced(guests=["lea@example.fr", "noe@example.fr"])
    noe = next(one for one in event.attendances if one.email == "noe@example.fr")
    noe.answer = Answer.NO
    db.session.commit()
    coach, page = signed_in(camille), f"/evenements/{event.id}"
    assert coach.submit(f"{page}/deplacer", {"starts_at": ["2026-03-20", "10:00"], "version": str(event.version)})
    version = db.session.get_one(Event, event.id).version
    assert coach.submit(f"{page}/annuler", {"reason": "Grève.", "version": str(version)}).status_code == 303
    read = [calendars(f"event-{what}", "lea@example.fr")[0] for what in ("invitation", "moved", "cancelled")]
    assert [calendar.method.value for calendar in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [calendar.vevent.sequence.value for calendar in read] == ["0", "1", "2"]
    assert {calendar.vevent.uid.value for calendar in read} == {event.uid}
    assert [calendar.vevent.attendee.rsvp_param for calendar in read] == ["FALSE"] * 3
    hours = {"invitation": (19, 14), "moved": (20, 10), "cancelled": (20, 10)}
    for what, (day, hour) in hours.items():
        starts_at = datetime(2026, 3, day, hour, tzinfo=PARIS)
        [text] = texts(f"event-{what}", "lea@example.fr")
        for reader in READERS:
            assert reader(text) == {event.uid: (starts_at, starts_at + timedelta(hours=3))}, (what, reader.__name__)
    assert not calendars("event-moved", "noe@example.fr")
    assert db.session.get_one(Event, event.id).status is EventStatus.CANCELLED


def test_who_is_taken_off_is_told_and_who_comes_in_waits_for_the_next_sending(announced, camille):
    event = announced(guests=["lea@example.fr"], capacity=1)
    values = {"kind": event.kind, "title": event.title, "place": event.place, "audience": Audience.NAMED}
    untouched = ("duration_minutes", "territory", "access_notes", "link", "description", "capacity", "is_public")
    values |= {name: getattr(event, name) for name in untouched} | {"season": None}
    guests = [Outsider("noe@example.fr")]
    operations.edit_event(event, actor=camille, now=clock.now(), version=event.version, guests=guests, **values)
    db.session.commit()
    assert [one.email for one in event.attendances] == ["noe@example.fr"]
    assert operations.announce_event(event, actor=camille, now=clock.now()) == 1
    db.session.commit()
    [off] = calendars("event-left", "lea@example.fr")
    assert off.method.value == "CANCEL"
    assert not calendars("event-moved", "lea@example.fr")


def test_a_referent_who_joins_later_is_shown_and_invited(announced, camille, signed_in):
    laureate = factories.laureate("Vikidia")
    factories.referent(laureate, name="Rosa", email="rosa@example.org")
    event = announced(audience=Audience.LAUREATES, laureates=[laureate])
    factories.referent(laureate, name="Zoé Faure", email="zoe@example.org")
    coach = signed_in(camille)
    assert "Zoé Faure a rejoint" in text_of(coach.get(f"/evenements/{event.id}"))
    coach.submit(f"/evenements/{event.id}/inviter", {})
    assert [m.recipient for m in mails()] == ["rosa@example.org", "zoe@example.org"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"starts_at": ["2026-02-19", "14:00"]}, "Cette date est passée"),
        ({"audience": "season"}, "Choisissez la saison invitée"),
        ({"place": ""}, "Indiquez le lieu, ou le lien"),
        ({"guests": "lea"}, "« lea »"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(app, camille, signed_in, typed, told):
    answer = signed_in(camille).submit("/evenements/nouveau", {**TYPED, **typed})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Atelier gouvernance" in answer.text
    assert db.session.scalars(sa.select(Attendance)).all() == []


def test_two_people_who_change_it_see_both_texts(prepared, camille, signed_in):
    event = prepared(guests=["lea@example.fr"])
    coach, page = signed_in(camille), f"/evenements/{event.id}/modifier"
    typed = {**TYPED, "version": str(event.version)}
    del typed["starts_at"]
    assert coach.submit(page, {**typed, "title": "Un", "audience": "named"}).status_code == 303
    answer = coach.submit(page, {**typed, "title": "Deux", "audience": "named"})
    assert answer.status_code == 409
    assert "Un" in answer.text
    assert "Deux" in answer.text


def test_a_link_opens_for_the_address_it_was_made_for(announced):
    event = announced(guests=["lea@example.fr"])
    [lea] = event.attendances
    token = links.path(lea).removeprefix(links.PLACE)
    assert links.find(token) is lea
    lea.email = "other@example.fr"
    db.session.commit()
    assert links.find(token) is None
    assert links.find("x") is None
