"""Calendars name people as they are named, and write to the address that their mails go to."""

import re
from typing import Any

import icalendar
import pytest
import vobject

from aic_tracker import clock
from aic_tracker.checkpoints.calendar import invitation
from aic_tracker.heads import RenderingFault
from tests import factories

NAMES = (
    "Martin, Zoé",
    "Durand ; pôle : appui",
    "Léa (DINUM) [appui]",
    'Jean "Jeannot" Dupont',
    "Zoé ^^ Martin ^n ^'",
    "J. D’Ange \\ Cie",
    "=?utf-8?q?bonjour?=",
    "é" * 120,
)


def invited(app: Any, name: str, email: str = "zoe@example.org") -> bytes:
    people = [factories.user(name="Zoé Martin", email=each) for each in (email, f"lead.{email}")]
    point = factories.checkpoint(factories.laureate("Vikidia"))
    for person in people:
        person.name = name
    guest, lead = people
    event = invitation(point, "Vikidia", organiser=lead, attendee=guest, link="http://aic.test/x", now=clock.now())
    return event.content


def understood(value: str) -> str:
    """RFC 6868, which vobject leaves to who asks."""
    return re.sub(r"\^([\^n'])", lambda found: {"^": "^", "n": "\n", "'": '"'}[found[1]], value)


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_reads_each_name_as_typed(app: Any, name: str) -> None:
    content = invited(app, name)
    event = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert [event["ORGANIZER"].params["CN"], event["ATTENDEE"].params["CN"]] == [name, name]
    read = vobject.readOne(content.decode()).vevent
    assert [understood(one.params["CN"][0]) for one in (read.organizer, read.attendee)] == [name, name]


def test_a_calendar_holds_the_address_that_mails_go_to(app: Any) -> None:
    read = vobject.readOne(invited(app, "Zoé Martin", "x@faß.de").decode()).vevent
    addresses = [read.attendee.value, read.organizer.value]
    assert addresses == ["mailto:x@xn--fa-hia.de", "mailto:lead.x@xn--fa-hia.de"]


@pytest.mark.parametrize("name", ["Zoé\r\nMartin", "Zoé\nMartin", "Zoé\0"])
def test_a_name_that_no_line_can_hold_is_no_invitation(app: Any, name: str) -> None:
    with pytest.raises(RenderingFault):
        invited(app, name)
